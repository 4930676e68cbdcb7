# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what the unit and integration tests run of plugins/, file by file, and compare it with the figure in docs/quality.md.

Playbooks, their workers and the modules they start are measured too; processes that a test kills are not.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools.artifact import ROOT

PLACE = ROOT / ".cache" / "coverage"
PAGE = ROOT / "docs" / "quality.md"
SETTINGS = Path(__file__).with_name("coverage.ini")
FIGURE = re.compile(r"\*\*(\d+) %\*\* of the statements and branches")
SLACK = 1  # which lines run depends a little on who was faster


def main() -> int:
    """Measure, write .cache/coverage, and publish the total or fail if it is lower than the published one."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--publish", action="store_true", help="write the total into docs/quality.md")
    parser.add_argument("tests", nargs="*", default=["tests/unit", "tests/integration"])
    arguments = parser.parse_args()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    workers = ["-n", os.environ.get("WORKERS", "2"), "--dist", "loadfile"]
    passed = coverage("run", "-m", "pytest", *workers, *arguments.tests) == 0
    total, unseen = figures()
    page = PAGE.read_text(encoding="utf-8")
    published = int(match[1]) if (match := FIGURE.search(page)) else 0
    print(f"{total:.1f} % of plugins/, {published} % in docs/quality.md; by file in .cache/coverage/report.txt")
    if unseen:
        print("Never loaded: ", *unseen)
    if arguments.publish and passed:
        figure = f"**{int(total)} %** of the statements and branches"
        PAGE.write_text(FIGURE.sub(figure, page), encoding="utf-8")
        return 0
    return 0 if passed and not unseen and total >= published - SLACK else 1


def figures() -> tuple[float, list[str]]:
    """Write the reports; return the total in percent, and the plugin files that no test has loaded."""
    coverage("combine", "--quiet")
    for torn in PLACE.glob("data.*"):  # of a process that was killed while it wrote
        torn.unlink()
    coverage("json", "--quiet", "-o", str(PLACE / "coverage.json"))
    coverage("html", "--quiet", "-d", str(PLACE / "html"))
    with (PLACE / "report.txt").open("wb") as report:
        coverage("report", output=report.fileno())
    measured = json.loads((PLACE / "coverage.json").read_text(encoding="utf-8"))
    seen = {Path(name).resolve() for name in measured["files"]}
    files = (file for file in (ROOT / "plugins").rglob("*.py") if file.stat().st_size and "doc_fragments" not in file.parts)
    return measured["totals"]["percent_covered"], sorted(str(file.relative_to(ROOT)) for file in files if file not in seen)


def coverage(command: str, *arguments: str, output: int | None = None) -> int:
    full = [sys.executable, "-m", "coverage", command, f"--rcfile={SETTINGS}", *arguments]
    return subprocess.run(full, cwd=ROOT, env={**os.environ, "MEASURED": str(ROOT)}, stdout=output, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
