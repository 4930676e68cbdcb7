# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/quality.md says can be looked up: its commands and files exist, and its simpler answers are so."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.structure.sources import PLUGINS, ROOT, files_below, modules, read_yaml, repository_files
from tests.tools.cores import CORES

PAGE = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
SPANS = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))
COMMANDS = [span.removeprefix("make ") for span in SPANS if span.startswith("make ")]
FILES = [span for span in SPANS if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", span) and ("/" in span or "." in span)]
NOT_FILES = ("ansible.builtin", ".cache/")
ANSWERS = {"yes", "partly", "**no**"}
CHECKLISTS = re.findall(r"^\| What is asked \| Met \|.*\n\|[ -|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
LINES = [line for table in CHECKLISTS for line in table.splitlines()]
ROWS: list[list[str]] = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in LINES]
PATHS = {file.relative_to(ROOT) for file in repository_files()}

# What ansible-core loads from, and what collections have besides.
KNOWN = """
    action become cache callback cliconf connection doc_fragments filter httpapi inventory lookup module_utils modules netconf
    plugin_utils shell strategy sub_plugins terminal test vars
"""


def targets() -> set[str]:
    """Return what make can make, without making anything."""
    listing = ["make", "--print-data-base", "--question", "--no-builtin-rules", "no such target"]
    database = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return set(re.findall(r"^([a-z][\w.-]*):", database, re.MULTILINE))


def test_every_command_is_a_target_of_the_makefile() -> None:
    assert len(COMMANDS) > 10
    assert [command for command in COMMANDS if command not in targets()] == []


def test_every_file_is_in_the_repository() -> None:
    names = {Path(name) for name in FILES if not name.startswith(NOT_FILES)}
    there = PATHS | {folder for path in PATHS for folder in path.parents}
    assert len(names) > 20
    assert names - there == set()


def test_every_point_has_an_answer_and_a_reason() -> None:
    assert len(ROWS) > 40
    assert [row for row in ROWS if len(row) != 3 or row[1] not in ANSWERS or not row[2]] == []


def test_what_is_met_is_shown_by_a_command_or_a_file() -> None:
    assert [row for row in ROWS if row[1] == "yes" and "`" not in row[2]] == []


def test_the_page_says_how_much_the_tests_run() -> None:
    assert re.search(r"\*\*[5-9]\d %\*\* of the statements and branches", PAGE), "Run: make coverage"


def answer(asked: str) -> str:
    (found,) = [row[1] for row in ROWS if row[0] == asked]
    return found


def test_the_readme_has_full_links_only_if_the_page_says_so() -> None:
    relative = re.findall(r"\]\((?!https?://|#)([^)]*)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert answer("README with full links only") != "yes" or relative == []


def test_the_readme_links_to_files_that_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"https://github\.com/descope-mgmt/descope\.mgmt/blob/main/([^\s)]+)", text))
    assert linked and sorted(path for path in linked if not (ROOT / path).is_file()) == []
    assert set(re.findall(r"\]\[([^]]+)\]", text)) == set(re.findall(r"^\[([^]]+)\]: ", text, re.MULTILINE))


def test_the_readme_has_the_sections_of_the_template() -> None:
    """Of the template for certified collections, in which the first lines are the description."""
    sections = set(re.findall(r"^## (.+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    begin = {"Requirements", "Installation", "Use cases"}
    end = {"Testing", "Communication", "Support", "Release notes", "Related information", "Licence"}
    assert {*begin, *end} - sections == set()


def test_the_readme_installs_no_ansible() -> None:
    assert not re.search(r"pip install[^\n#]* ansible(-core)?\b(?!\.)", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_a_version_below_1_is_not_called_published() -> None:
    (met,) = [row[1] for row in ROWS if row[0].startswith("Published on Ansible Galaxy")]
    assert met != "yes" or not read_yaml("galaxy.yml")["version"].startswith("0.")


def test_what_users_install_has_lower_bounds_only() -> None:
    lines = (ROOT / "meta" / "ee-requirements.txt").read_text(encoding="utf-8").split()
    assert [line for line in lines if not re.fullmatch(r"(?!ansible)[a-z0-9]+>=[\d.]+", line)] == []


def test_plugins_are_in_directories_that_ansible_knows() -> None:
    assert {file.relative_to(PLUGINS).parts[0] for file in files_below("plugins")} - set(KNOWN.split()) == set()


def test_every_utility_is_private_by_its_name() -> None:
    utilities = [file.relative_to(PLUGINS) for file in files_below("plugins/module_utils", "plugins/plugin_utils")]
    assert [str(file) for file in utilities if not any(part.startswith("_") for part in file.parts)] == []


def test_every_module_says_which_python_it_needs() -> None:
    needed = "Python 3.10 or newer"
    fragments = {file.stem for file in files_below("plugins/doc_fragments") if needed in file.read_text(encoding="utf-8")}
    silent = [
        file.stem
        for file in modules()
        if needed not in (text := file.read_text(encoding="utf-8"))
        if not any(f"- descope.mgmt.{fragment}\n" in text for fragment in fragments)
    ]
    assert silent == []


def test_every_role_has_a_readme() -> None:
    roles = {path.parts[1] for path in PATHS if path.parts[0] == "roles"}
    assert roles
    assert {role for role in roles if Path("roles", role, "README.md") not in PATHS} == set()


def test_every_supported_ansible_has_its_packages_and_its_python() -> None:
    lists = {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "requirements" / "cores").glob("*.txt")}
    pinned = {core: re.findall(r"^ansible-core==(\d+\.\d+)\.\d+$", text, re.MULTILINE) for core, text in lists.items()}
    assert pinned == {core: [core] for core in CORES}
    assert read_yaml("meta/runtime.yml")["requires_ansible"] == f">={min(CORES)}.0"


def test_no_two_lists_for_the_same_environment_pin_different_versions() -> None:
    pins: dict[str, set[str]] = {}
    lists = {file for file in (ROOT / "requirements").glob("*.txt") if file.stem != "importer"}
    for file in lists:
        for name, version in re.findall(r"^([\w.-]+)==(\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE):
            pins.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in pins.items() if len(versions) > 1} == {}
