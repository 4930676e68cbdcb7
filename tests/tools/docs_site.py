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
from tests.tools.site_links import broken

SITE = ROOT / ".cache" / "docs-site"
NAME = "descope.mgmt"
# References to Ansible's own documentation need the network; those to this collection are checked here.
ELSEWHERE = re.compile(
    r"^WARNING: failed to reach any of the inventories|^intersphinx inventory |^ *$"
    r"|WARNING: undefined label: '(?!ansible_collections\.descope\.mgmt\.)"
    r"|WARNING: 'envvar' reference target not found: (?!DESCOPE_)"
)
# The theme shows the headings of a page beside it, and a red box about it where a page lists them too.
CONTENTS = re.compile(r"^\.\. contents::\n(?: +:.*\n)+", re.MULTILINE)
# The index: its headings, its toctrees, and what stands in them of plugins and roles.
HEADING = re.compile(r"^-+$|^~+$")
TOCTREE = ".. toctree::"
PLUGIN = re.compile(r"^    (?P<name>\w+)_(?:module|callback|filter|inventory|lookup|role)$", re.MULTILINE)
STYLE = ".toctree-wrapper > .caption { display: none; } /* it stands beside the page; here is a heading */\n"
CONFIGURATION = """
intersphinx_timeout = 5  # seconds; without a network the site is built all the same
html_static_path = ["_static"]
html_css_files = ["site.css"]
"""


def main() -> int:
    """Build the site; fail at a plugin that can't be read, a warning about our own pages, and a link that leads nowhere."""
    shutil.rmtree(SITE, ignore_errors=True)
    pages = SITE / "rst"
    pages.mkdir(parents=True, mode=0o755)
    scope = ["--use-current", "--squash-hierarchy"]
    looks = ["--project", NAME, "--copyright", f"{NAME} contributors", "--title", NAME, "--sphinx-theme", "furo"]
    run("antsibull-docs", "sphinx-init", *scope, *looks, "--dest-dir", str(SITE), NAME)
    with (SITE / "conf.py").open("a", encoding="utf-8") as configuration:
        configuration.write(CONFIGURATION)
    (SITE / "_static").mkdir()
    (SITE / "_static" / "site.css").write_text(STYLE, encoding="utf-8")
    settings = ["--config-file", f"{SITE}/antsibull-docs.cfg"]
    strict = ["--fail-on-error", "--cleanup", "everything"]
    run("antsibull-docs", *settings, "collection", *scope, *strict, "--dest-dir", pages, NAME)
    for page in pages.glob("*.rst"):
        page.write_text(for_theme(page.read_text(encoding="utf-8"), index=page.stem == "index"), encoding="utf-8")
    warnings, html = SITE / "warnings.txt", SITE / "html"
    run("sphinx-build", "-q", "-b", "html", "-c", SITE, "-w", warnings, pages, html)
    ours = [line for line in warnings.read_text(encoding="utf-8").splitlines() if not ELSEWHERE.search(line)]
    ours += [f"leads nowhere: {link}" for link in broken(html)]
    index, count = html / "index.html", len(list(html.glob("**/*.html")))
    print(*ours, f"{count} pages, {len(ours)} warnings: {index.relative_to(ROOT)}", sep="\n")
    return 1 if ours else 0


def for_theme(page: str, *, index: bool) -> str:
    """Return a page that was made from the collection, as the theme wants it; the lists of the index get their headings."""
    page = CONTENTS.sub("", page)
    if not index:
        return page
    lines, heading, before = [], "", ""
    for line in PLUGIN.sub(lambda entry: f"    {entry['name']} <{entry[0].strip()}>", page).splitlines():
        heading = before if HEADING.match(line) else heading
        lines += [line, f"    :caption: {heading}"] if line == TOCTREE else [line]
        before = line
    return "\n".join(lines) + "\n"


def run(program: str, *arguments: str | Path) -> None:
    """Run a tool of .venv; what it prints is shown if it fails."""
    done = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}{program} failed")


if __name__ == "__main__":
    sys.exit(main())
