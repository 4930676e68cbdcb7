# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/errors.md has each error code exactly once, and no other."""

from __future__ import annotations

import re

from ansible_collections.descope.mgmt.plugins.module_utils import _errors
from tests.structure.sources import ROOT

NOT_RAISED = {"error"}  # of the base class


def test_every_code_is_documented_once_and_no_other_is() -> None:
    codes = {getattr(_errors, name).code for name in _errors.__all__} - NOT_RAISED
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE)
    assert sorted(documented) == sorted(codes)


def test_no_two_errors_share_a_code() -> None:
    codes = [getattr(_errors, name).code for name in _errors.__all__]
    assert sorted(codes) == sorted(set(codes))
