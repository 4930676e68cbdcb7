# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For every test: what it printed or logged holds no secret, or the test has failed (reliability 2.H)."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.scan import check_report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    check_report(report)
    return report
