# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes docs/coverage.md from the kinds themselves: `make coverage-page`. A test holds that the page is the current one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Kind
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "coverage.md"

HEAD = """\
<!-- Written by `make coverage-page` from plugins/module_utils/_kinds/. Do not edit. -->
# What is covered, and what is lost

Every kind of document that the collection knows: what of it can be declared, what is compared, what a backup holds, what a
restore brings back, and what is lost and why. A backup says of itself per kind whether it is complete: see `completeness` in
the result of `descope_backup` and in `manifest.json`.

* **By default** says which jobs take the kind without its name in `kinds`.
* A **secret** can be written and never read. It is in no backup, and must be entered again in a new project: see
  `secrets_template` in the results of `descope_backup` and `descope_restore`.
* What is **never compared** is made by Descope or is noise: it differs between two projects that are equal.

"""
FOOT = """\
## What no kind covers

Descope's API lets nobody read these, so no backup can hold them: passwords and their hashes, TOTP seeds, passkeys, recovery
codes and sessions of users; the secrets of connectors and OAuth providers; the cleartext of access keys and management keys;
relations of FGA (they can only be asked for one by one). Connectors, authentication methods, message templates, widgets and
the attributes of tenants and access keys are in no API of their own: the `snapshot` holds them, on the plans that have
snapshots. Management keys, console users (descopers) and the audit log belong to the company or to the past, not to a state.
"""


def page() -> str:
    """Return the text of the page."""
    return HEAD + _overview() + "".join(_section(kind) for kind in KINDS.values()) + FOOT


def _overview() -> str:
    rows = ["| Kind | Module | Documents | By default | Lost in a new project |", "| --- | --- | --- | --- | --- |"]
    for kind in KINDS.values():
        lost = [*sorted(kind.user_path(path) for path in kind.secrets), *sorted(kind.lossy)]
        rows.append(
            f"| [{kind.plural}](#{kind.plural}) | {_module(kind)} | {_how_many(kind)} | "
            f"{', '.join(sorted(kind.by_default)) or 'never'} | {', '.join(lost) or 'nothing'} |"
        )
    return "\n".join(rows) + "\n\n"


def _readable(kind: Kind) -> str:
    return "only an encrypted backup with `secrets: include` holds" if getattr(kind, "secret_path", "") else "can't be read"


def _section(kind: Kind) -> str:
    made_up = {name for name in kind.never_compared if "." not in name}
    declared = [name for name, api in kind.api_names.items() if api not in made_up]
    compared = [name for name in declared if kind.api_names[name] not in kind.secrets]
    lost = [
        *(f"`{kind.user_path(path)}`: a secret, which {_readable(kind)}" for path in sorted(kind.secrets)),
        *(f"{what}: {why}" for what, why in sorted(kind.lossy.items())),
    ]
    return (
        f"## {kind.plural}\n\n{_first_sentence(kind)}\n\n"
        f"* Declared: {_listed(declared)}\n"
        f"* Compared, backed up and restored: {'the same' if compared == declared else _listed(compared)}\n"
        f"* Fixed at creation: {_listed(kind.user_name(name) for name in sorted(kind.create_only))}\n"
        f"* Never compared: {_listed(kind.user_path(path) for path in sorted(kind.never_compared))}\n"
        f"* Refers to: {_listed(kind.depends_on)}\n" + "".join(f"* Lost: {one}\n" for one in lost) + "\n"
    )


def _module(kind: Kind) -> str:
    name = f"descope_{kind.name}"
    return f"`{name}`" if (ROOT / "plugins" / "modules" / f"{name}.py").is_file() else "none"


def _how_many(kind: Kind) -> str:
    if kind.single:
        return "one"
    return f"in {kind.owner}" if kind.owner else "many"


def _first_sentence(kind: Kind) -> str:
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
