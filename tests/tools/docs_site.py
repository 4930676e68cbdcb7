# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation of the collection as a site, in .cache/docs-site/html: plugins, roles, and what docs/docsite adds."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools.artifact import BIN, ROOT

SITE = ROOT / ".cache" / "docs-site"
NAME = "descope.mgmt"
# References to Ansible's own documentation need the network; those to this collection are checked here.
ELSEWHERE = re.compile(
    r"^WARNING: failed to reach any of the inventories|^intersphinx inventory |^ *$"
    r"|WARNING: undefined label: '(?!ansible_collections\.descope\.mgmt\.)"
)


def main() -> int:
    """Build the site; fail at a plugin that can't be read, and at any warning about this collection's own pages."""
    shutil.rmtree(SITE, ignore_errors=True)
    pages = SITE / "rst"
    pages.mkdir(parents=True, mode=0o755)
    scope = ["--use-current", "--squash-hierarchy"]
    looks = ["--project", NAME, "--title", NAME, "--sphinx-theme", "furo"]
    run("antsibull-docs", "sphinx-init", *scope, *looks, "--dest-dir", str(SITE), NAME)
    with (SITE / "conf.py").open("a", encoding="utf-8") as configuration:
        configuration.write("\nintersphinx_timeout = 5\n")  # seconds; without a network the site is built all the same
    settings = ["--config-file", f"{SITE}/antsibull-docs.cfg"]
    strict = ["--fail-on-error", "--cleanup", "everything"]
    run("antsibull-docs", *settings, "collection", *scope, *strict, "--dest-dir", pages, NAME)
    warnings = SITE / "warnings.txt"
    run("sphinx-build", "-q", "-b", "html", "-c", SITE, "-w", warnings, pages, SITE / "html")
    ours = [line for line in warnings.read_text(encoding="utf-8").splitlines() if not ELSEWHERE.search(line)]
    index, count = SITE / "html" / "index.html", len(list((SITE / "html").glob("**/*.html")))
    print(*ours, f"{count} pages, {len(ours)} warnings: {index.relative_to(ROOT)}", sep="\n")
    return 1 if ours else 0


def run(program: str, *arguments: str | Path) -> None:
    """Run a tool of .venv; what it prints is shown if it fails."""
    done = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}{program} failed")


if __name__ == "__main__":
    sys.exit(main())
