# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated page about reliability lists the tests that there are; its figures are those of the last whole run."""

from __future__ import annotations

from tests.tools.reliability_faults import FAULTS, WITHOUT_TEST
from tests.tools.reliability_page import PAGE, covering, figures_on, page


def test_the_list_of_faults_is_the_current_one() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(figures_on(text)), "Run: make reliability-page"


def test_every_fault_has_a_test_or_a_reason_why_not() -> None:
    covered = covering()
    assert list(FAULTS) == list(range(1, 125))
    assert covered.keys() <= FAULTS.keys(), "a test names a fault that there is not"
    assert [number for number in FAULTS if (number in covered) == (number in WITHOUT_TEST)] == []
