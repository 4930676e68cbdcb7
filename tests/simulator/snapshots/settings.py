# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rest of a snapshot: theme, attributes, password policy, and the files that mean nothing here (descope-api 3.2)."""

from __future__ import annotations

from typing import Any

from ..default_flows import THEME
from ..kinds import ANY, BOOL, OBJ, STR, Kind
from ..routes.password_settings import KIND as PASSWORD
from ..routes.password_settings import PROJECT
from ..routes.themes import KIND as THEMES
from ..secret_fields import blanked, value_at, without_unset
from ..store import Doc, State
from .defaults import FILES
from .files import Files
from .job import Job

# What the simulator has no use for, kept as it came in: the settings of the sign-in methods, widgets, images, and more.
KEPT = Kind(
    section="snapshot_files",
    prefix="",
    fields={"id": STR, "content": ANY},
    server_made=frozenset(),
    named=False,
    fresh=tuple({"id": path, "content": content} for path, content in FILES.items()),
)

SNAPSHOT, SETTINGS, OAUTH, PASSWORDS = "snapshot.json", "project.json", "auth/oauth.json", "auth/password.json"
_STYLES = "styles/styles.json"
_SCHEMES = ("light", "dark")


def export(state: State, with_secrets: bool) -> Files:
    files: Files = {path: doc["content"] for path, doc in state.docs(KEPT.section).items()}
    if OAUTH in files:
        shown = without_unset(files[OAUTH])
        files[OAUTH] = shown if with_secrets else blanked(shown)
    return {**files, **_styles(state), **_passwords(state, files.get(PASSWORDS))}


def read(job: Job) -> None:
    job.take(SNAPSHOT)
    _read_styles(job)
    _read_passwords(job)
    _read_oauth(job)
    settings = job.files.get(SETTINGS)
    if isinstance(settings, dict) and job.kept_settings:
        job.files[SETTINGS] = _with_kept(settings, _content(job.draft, SETTINGS), job.kept_settings)
    for path, content in job.files.items():
        job.draft.put(KEPT.section, {"id": path, "content": content})
    job.files.clear()


def _content(state: State, path: str) -> Doc:
    kept = state.get(KEPT.section, path)
    return kept["content"] if kept and isinstance(kept["content"], dict) else {}


def _styles(state: State) -> Files:
    """The colour schemes are files of their own."""
    theme = state.get(THEMES.section, THEME["id"]) or THEME
    template = theme["cssTemplate"]
    apart = [scheme for scheme in _SCHEMES if isinstance(template.get(scheme), dict)]
    rest = {name: value for name, value in template.items() if name not in apart}
    about = {"codeMode": theme["codeMode"], "componentsVersion": theme["componentsVersion"], "cssTemplate": rest}
    return {_STYLES: about, **{f"styles/{scheme}.json": template[scheme] for scheme in apart}}


def _read_styles(job: Job) -> None:
    """A new version of the theme, as by the import of a theme (descope-api 2.10)."""
    about = job.take(_STYLES)
    schemes = {scheme: job.take(f"styles/{scheme}.json") for scheme in _SCHEMES}
    given = {scheme: content for scheme, content in schemes.items() if content is not None}
    if about is None and not given:
        return
    if about is not None and not job.fits(_STYLES, about, {"cssTemplate": OBJ, "codeMode": BOOL}):
        return
    before = job.draft.get(THEMES.section, THEME["id"]) or THEME
    rest = before["cssTemplate"] if about is None else about.get("cssTemplate") or {}
    values = {**before, "cssTemplate": {**rest, **given}, "version": before["version"] + 1}
    if about is not None:
        values["codeMode"] = bool(about.get("codeMode"))
    doc = job.document(_STYLES, THEMES, values)
    if doc:
        job.draft.put(THEMES.section, doc)


def _passwords(state: State, kept: Any) -> Files:
    """The policy of the project with what only this file knows (descope-api 2.12)."""
    policy = state.get(PASSWORD.section, PROJECT) or {}
    shown = {name: value for name, value in policy.items() if name != "id"}
    return {PASSWORDS: {**(kept if isinstance(kept, dict) else {}), **shown}}


def _read_passwords(job: Job) -> None:
    content = job.take(PASSWORDS)
    if content is None:
        return
    policy = {name: value for name, value in content.items() if name in PASSWORD.fields}
    doc = job.document(PASSWORDS, PASSWORD, {**policy, "id": PROJECT})
    if doc:
        job.draft.put(PASSWORD.section, doc)
    rest = {name: value for name, value in content.items() if name not in PASSWORD.fields}
    job.draft.put(KEPT.section, {"id": PASSWORDS, "content": rest})


def _read_oauth(job: Job) -> None:
    content = job.files.get(OAUTH)
    if not isinstance(content, dict):
        return
    providers = content.get("providerSettings")
    if not isinstance(providers, dict):
        return
    stored = value_at(_content(job.draft, OAUTH), ("providerSettings",))
    read = {name: _with_secrets(job, name, settings, value_at(stored, (name,))) for name, settings in providers.items()}
    job.files[OAUTH] = {**content, "providerSettings": read}


def _with_secrets(job: Job, name: str, settings: Any, stored: Any) -> Any:
    if not isinstance(settings, dict):
        return settings
    # The well-known providers are always there: one is new as long as it has no secret.
    return job.with_secrets("oauthProviders", {"id": name, "name": settings.get("name") or name}, settings, stored, new=True)


def _with_kept(settings: Doc, before: Doc, kept: tuple[str, ...]) -> Doc:
    """Settings that the legacy import excludes stay what they were (descope-api 3.1)."""
    changed = {name: value for name, value in settings.items() if name not in kept}
    return {**changed, **{name: before[name] for name in kept if name in before}}
