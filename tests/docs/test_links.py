# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links between pages, to plugins and to files of the repository lead somewhere, and so do those of the site that is built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.docs.test_pages import RST, SITE
from tests.structure.sources import ROOT
from tests.tools.docs_site import for_theme
from tests.tools.site_links import broken

LABEL = re.compile(r"^\.\. _(\S+):$", re.MULTILINE)
REFERENCE = re.compile(r":ref:`(?:[^`<]*<)?([\w.]+)>?`")
PLUGIN = re.compile(r":ansplugin:`descope\.mgmt\.(\w+)#(\w+)`")
REPOSITORY = re.compile(r"https://github\.com/descope-mgmt/descope\.mgmt/(?:blob|tree)/main/([^>\s#]+)")
INTERNAL = re.compile(r"^`([^`<]+)`_|(?<=\s)`([^`<]+)`_")
PLACES = {"module": "plugins/modules/{}.py", "role": "roles/{}", "inventory": "plugins/inventory/{}.py"}


def leads_nowhere(text: str, labels: set[str]) -> list[str]:
    """The references, names of plugins, files of the repository and headings in a page that are not there."""
    headings = {
        before for before, line in zip(text.splitlines(), text.splitlines()[1:], strict=False) if re.match(r"[=-]{3}", line)
    }
    plugins = [PLACES[kind].format(name) for name, kind in PLUGIN.findall(text)]
    return [
        *(label for label in REFERENCE.findall(text) if label not in labels),
        *(path for path in (*plugins, *REPOSITORY.findall(text)) if not (ROOT / path).exists()),
        *(name for found in INTERNAL.findall(text) if (name := "".join(found)) not in headings),
    ]


@pytest.fixture(scope="module")
def labels() -> set[str]:
    return {label for page in RST for label in LABEL.findall(page.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", RST, ids=[page.stem for page in RST])
def test_every_link_of_a_page_leads_somewhere(page: Path, labels: set[str]) -> None:
    text = page.read_text(encoding="utf-8")
    assert f"ansible_collections.descope.mgmt.docsite.{page.stem}" in LABEL.findall(text)
    assert leads_nowhere(text, labels) == []


@pytest.mark.parametrize(
    "text",
    [
        "See :ref:`ansible_collections.descope.mgmt.docsite.nothing`.",
        "See :ref:`this page <ansible_collections.descope.mgmt.docsite.nothing>`.",
        "See :ansplugin:`descope.mgmt.descope_nothing#module`.",
        "See `a page <https://github.com/descope-mgmt/descope.mgmt/blob/main/docs/nothing.md>`_.",
        "See `Nothing`_.",
    ],
)
def test_a_link_that_leads_nowhere_is_found(text: str, labels: set[str]) -> None:
    assert len(leads_nowhere(text, labels)) == 1


def test_the_links_beside_the_index_lead_to_files_that_are_there() -> None:
    listed = yaml.safe_load((SITE / "links.yml").read_text(encoding="utf-8"))["extra_links"]
    files = [path for link in listed for path in REPOSITORY.findall(link["url"])]
    assert files
    assert [path for path in files if not (ROOT / path).exists()] == []


# --- the built site ------------------------------------------------------------------------------------------------------


def test_links_of_a_site_to_no_page_no_place_and_no_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "page.html").write_text('<h1 id="there">Page</h1><a href="../index.html">back</a>', encoding="utf-8")
    links = ["below/page.html#there", "below/page.html#gone", "gone.html", "#here", "#gone", "https://example.com/gone"]
    anchors = "".join(f'<a href="{link}">link</a>' for link in links)
    (tmp_path / "index.html").write_text(f'<img id="here" src="gone.png">{anchors}', encoding="utf-8")
    assert broken(tmp_path) == [f"index.html: {link}" for link in ("#gone", "below/page.html#gone", "gone.html", "gone.png")]


def test_a_page_lists_its_headings_only_beside_itself_and_the_index_names_its_lists() -> None:
    contents = ".. contents::\n   :local:\n   :depth: 1\n"
    page = f"Modules\n~~~~~~~\n\n{contents}\n.. toctree::\n    :hidden:\n\n    descope_role_module\n"
    assert for_theme(page, index=False) == page.replace(contents, "")
    assert "    :caption: Modules\n    :hidden:\n\n    descope_role <descope_role_module>\n" in for_theme(page, index=True)
