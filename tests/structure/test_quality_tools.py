# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not tried is never called passed, and a Python is the program itself and not what starts one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.structure.sources import ROOT
from tests.tools import checks, cores, coverage_figure, interpreters

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
NO_SUCH_PYTHON = "3.99"
MAKEFILE = """\
check-good: ; @echo fine
check-away: ; @echo looking; echo 'not tried: there is no Python 3.99'
check-bad: ; @echo 'not tried: and failed'; exit 1
"""


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    interpreters.find.cache_clear()


def run_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> int:
    makefile = tmp_path / "Makefile"
    makefile.write_text(MAKEFILE, encoding="utf-8")
    monkeypatch.setattr(checks, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(sys, "argv", ["checks", "--make", f"make -f {makefile}", "--at-once", "1", "--last", *names])
    return checks.main()


def test_a_check_that_was_not_tried_is_told_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_checks(tmp_path, monkeypatch, "good", "away") == 0
    summary = capfd.readouterr().out.partition("Summary")[2]
    assert "away              not tried: there is no Python 3.99\n" in summary
    assert summary.count("passed ") == 1
    assert "0 of 2 checks failed, 1 not tried" in summary


def test_a_failure_is_a_failure_whatever_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_checks(tmp_path, monkeypatch, "good", "bad") == 1
    assert "bad               FAILED" in capfd.readouterr().out.partition("Summary")[2]


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_an_ansible_without_its_python_is_not_tried_and_fails_where_all_are_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], required: str, status: int
) -> None:
    core = min(cores.CORES)
    monkeypatch.setitem(cores.CORES, core, NO_SUCH_PYTHON)
    monkeypatch.setenv("REQUIRE_CORES", required)
    monkeypatch.setattr(sys, "argv", ["cores", "sanity", core])
    assert cores.main() == status
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"{checks.NOT_TRIED}: ansible-core {core} wants Python {NO_SUCH_PYTHON}, which is not on this machine"


def launcher(folder: Path, command: str) -> Path:
    folder.mkdir(parents=True)
    program = folder / f"python{VERSION}"
    program.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_launcher_is_passed_over_for_what_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = launcher(tmp_path / "shims", f'exec "{sys.executable}" "$@"')
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PATH", f"{started.parent}:/usr/bin:/bin")
    found = interpreters.find(VERSION)
    assert found is not None
    assert found.samefile(Path(sys._base_executable))  # type: ignore[attr-defined]


def test_a_launcher_that_starts_nothing_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = launcher(tmp_path / "shims", "echo no such version >&2; exit 127")
    real = launcher(tmp_path / "real", f'exec "{sys.executable}" "$@"')
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PATH", f"{broken.parent}:{real.parent}:/usr/bin:/bin")
    assert interpreters.find(VERSION) is not None
    assert interpreters.find(NO_SUCH_PYTHON) is None


def test_the_search_path_has_the_pythons_and_no_launchers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = launcher(tmp_path / "shims", "exit 127")
    monkeypatch.setenv("PATH", f"{broken.parent}:/usr/bin:/bin")
    folders = [Path(folder) for folder in interpreters.search_path([VERSION, NO_SUCH_PYTHON]).split(":")]
    assert folders[1:] == [Path("/usr/bin"), Path("/bin")]
    assert (folders[0] / f"python{VERSION}").is_file()


def test_the_page_has_the_sentence_that_the_measurement_brings_up_to_date() -> None:
    assert len(coverage_figure.FIGURE.findall(coverage_figure.PAGE.read_text(encoding="utf-8"))) == 1
    assert coverage_figure.PAGE == ROOT / "docs" / "quality.md"
