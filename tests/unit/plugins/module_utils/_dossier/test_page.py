# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a dossier: whatever names and values hold stays text, in HTML and in Markdown."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._dossier import page as pages
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.files import write_files
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.markdown import code, markdown, plain
from ansible_collections.descope.mgmt.plugins.module_utils._dossier.page import page
from ansible_collections.descope.mgmt.plugins.module_utils._engine.execute import Report
from ansible_collections.descope.mgmt.plugins.module_utils._errors import StorageFailed
from tests.unit.plugins.dossiers import ACCEPTED, UNUSED, comparison, dossier, plan, result

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)> {{ 7*7 }} `x` [a](javascript:b) | @all"""


class Tags(HTMLParser):
    """The tags of a page and the attributes they have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def hostile_page() -> str:
    preview = result(Report(plan(name=HOSTILE)), check_mode=True)
    preview["plan"]["lines"] = [f"~ update tenant {HOSTILE}"] * 3
    return page(dossier(preview=preview, way_back=HOSTILE, requested_by=HOSTILE))


def test_a_hostile_name_stays_text_on_the_page() -> None:
    text = hostile_page()
    tags = Tags(text)
    assert not tags.tags & {"script", "img"}
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text


def test_the_page_is_well_formed_and_asks_for_nothing_from_anywhere() -> None:
    tags = Tags(hostile_page())
    assert tags.open == []
    assert not tags.attributes & {"src", "srcset", "action", "data"}
    assert not tags.tags & {"link", "script", "iframe", "object", "img", "form"}


def test_a_page_of_very_many_changes_keeps_what_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_ITEMS", 1)
    text = page(dossier())
    assert "2 further changes are not on this page" in text
    assert text.count('<details class="kind"') == 1
    assert "delete tenant old" in text.partition('id="changes-title"')[2]


def test_many_changes_are_closed_and_few_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<details open>" in page(dossier())
    monkeypatch.setattr(pages, "OPEN_ITEMS", 2)
    assert "<details open>" not in page(dossier())


def test_markdown_shows_hostile_names_as_they_are() -> None:
    preview = result(Report(plan(name=HOSTILE)), check_mode=True)
    text = markdown(dossier(preview=preview, requested_by=HOSTILE))
    assert "<script>" not in text.replace(code(HOSTILE), "")
    assert text.count(code(HOSTILE)) == 2


def test_plain_and_code_hold_what_they_are_given_in_one_line() -> None:
    assert plain("a*b\n# c") == r"a\*b \# c"
    assert code("a``b") == "```a``b```"
    assert code("`") == "`` ` ``"


def compared(tmp_path: Path, **more: object) -> tuple[str, str]:
    """Return the page and the Markdown of the second of two comparisons."""
    first = dossier("drift", preview=comparison("warning"))
    second = dossier("drift", preview=comparison("critical", **more))
    write_files(first, str(tmp_path), ["json"], keep_history=True)
    paths = write_files(second, str(tmp_path), ["html", "markdown"], keep_history=True)
    return Path(paths["html"]).read_text(encoding="utf-8"), Path(paths["markdown"]).read_text(encoding="utf-8")


def test_a_comparison_shows_the_last_runs_and_what_is_accepted_for_which_reason(tmp_path: Path) -> None:
    html, text = compared(tmp_path, accepted=[ACCEPTED], accepted_unused=[UNUSED])
    assert html.partition('id="history-title"')[2].count("<td>backup 20261122T231500Z</td>") == 2
    for told in ("tenant trial changed: enforce_sso", "Sales opens trials by hand", "2026-12-31", "Translated by hand"):
        assert told in html
    assert "`tenant trial changed: enforce_sso` critical, until 2026\\-12\\-31: Sales opens trials by hand" in text
    rows = text.partition("## The last runs")[2].split("\n## ")[0].strip().splitlines()
    assert [row.split(" | ")[2:] for row in rows[2:]] == [
        ["critical", "1", "0", "0", "1 |"],
        ["warning", "0", "1", "0", "0 |"],
    ]


def test_what_is_accepted_and_its_reason_stay_text(tmp_path: Path) -> None:
    hostile = {**ACCEPTED, "key": HOSTILE, "reason": HOSTILE, "until": HOSTILE}
    html, text = compared(tmp_path, accepted=[hostile], accepted_unused=[hostile], against=HOSTILE)
    tags = Tags(html)
    assert (tags.open, tags.tags & {"script", "img"}) == ([], set())
    assert "<script>" not in text.replace(code(f"tenant {HOSTILE} changed: enforce_sso"), "").replace(code(HOSTILE), "")


def test_a_report_of_a_change_keeps_no_history(tmp_path: Path) -> None:
    text = page(dossier())
    assert "The last runs" not in text
    assert "Accepted" not in text


def test_the_files_are_whole_private_and_named_by_project_and_time(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "reports"
    paths = write_files(dossier(), str(directory), ["json", "html", "markdown"])
    stem = f"{dossier().project_id}-20261122T232000Z-sync"
    assert sorted(path.name for path in directory.iterdir()) == [f"{stem}.html", f"{stem}.json", f"{stem}.md"]
    assert sorted(paths) == ["html", "json", "markdown"]
    assert {path.stat().st_mode & 0o777 for path in directory.iterdir()} == {0o600}
    assert directory.stat().st_mode & 0o777 == 0o700


def test_a_directory_that_can_not_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed, match="The report can't be written to"):
        write_files(dossier(), str(tmp_path / "file" / "reports"), ["json"])
