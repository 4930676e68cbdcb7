# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a report in a real browser: it asks for nothing, runs nothing, and everybody can read it."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from ansible_collections.descope.mgmt.plugins.module_utils._dossier.history import line_of
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.page import page
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.record import Dossier
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report
from tests.browser.conftest import Opened
from tests.unit.plugins.dossiers import ACCEPTED, UNUSED, carried_out, comparison, dossier, plan, result

Open = t.Callable[..., Opened]

HOSTILE = """<script>document.title = 'taken'</script><img src="http://127.0.0.1:9/x" onerror="document.title='taken'">"""
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def hostile() -> Dossier:
    """Return a failed run with names that want to be markup."""
    preview = result(Report(plan(name=HOSTILE)), check_mode=True)
    return dossier(
        preview=preview, outcome=carried_out(delete="failed"), way_back=HOSTILE, requested_by=HOSTILE, backup={"path": HOSTILE}
    )


def drift() -> Dossier:
    """Return a comparison with differences of all severities."""
    differences = [
        {
            "kind": "tenant",
            "key": f"t{severity}",
            "difference": what,
            "severity": severity,
            "fields": [{"field": "name", "live": "A", "wanted": "B", "severity": severity}],
        }
        for severity, what in (("critical", "missing"), ("warning", "changed"), ("info", "unexpected"))
    ]
    accepted = [{**ACCEPTED, "reason": "long " * 60}, {**ACCEPTED, "key": "x" * 200, "until": "2026-12-31T18:00:00+01:00"}]
    found = comparison("critical", "warning", "info", differences=differences, accepted=accepted, accepted_unused=[UNUSED])
    made = dossier("drift", preview=found)
    runs = [line_of(dossier("drift", preview=comparison(worst)), "report") for worst in ("critical", "warning", "info")]
    failed = line_of(dossier("drift", preview={"failed": True, "msg": "no answer"}), "report")
    return replace(made, history=(line_of(made, "report"), *runs, failed))


DOSSIERS = {"planned": dossier, "failed": hostile, "drift": drift}


@pytest.fixture(params=DOSSIERS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file of a page."""
    file = tmp_path / "report.html"
    file.write_text(page(DOSSIERS[request.param]()), encoding="utf-8")
    return file


def test_the_page_asks_for_nothing_and_nothing_runs_on_it(opened: Open, path: Path) -> None:
    one = opened(path)
    assert (one.requests, one.console) == ([], [])
    assert one.page.title().startswith(("Change of a Descope project", "Drift of a Descope project"))
    assert one.page.evaluate("document.scripts.length + document.images.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_accessibility_violations(opened: Open, path: Path, scheme: str) -> None:
    found = Axe().run(opened(path, color_scheme=scheme).page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 768, 1400])
def test_nothing_is_wider_than_the_window(opened: Open, path: Path, width: int) -> None:
    one = opened(path, viewport={"width": width, "height": 800})
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width


def test_it_can_be_used_with_a_keyboard_alone(opened: Open, path: Path) -> None:
    shown = opened(path).page
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.id") == "content"
    summary = shown.locator("details.kind > summary").first
    summary.focus()
    shown.keyboard.press("Space")
    assert shown.locator("details.kind").first.get_attribute("open") is None


def test_what_is_closed_on_the_screen_is_open_on_paper(opened: Open, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page(dossier()), encoding="utf-8")
    shown = opened(file).page
    inside = shown.locator("details.kind details pre").first
    assert not inside.is_visible()
    shown.emulate_media(media="print")
    assert inside.is_visible()


def test_light_and_dark_are_two_pages(opened: Open, path: Path) -> None:
    colors = {
        scheme: opened(path, color_scheme=scheme).page.evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert colors == {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 19, 24)"}
