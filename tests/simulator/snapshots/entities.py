# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists, JWT templates, outbound and SSO applications in a snapshot: one file each, full of entities (descope-api 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .. import effects
from ..app_secrets import new_secret
from ..ids import new_id
from ..kinds import Kind, zeros
from ..routes.jwt_templates import KIND as JWT_TEMPLATE
from ..routes.lists import KIND as LIST
from ..routes.outbound_applications import KIND as OUTBOUND
from ..routes.sso_applications import BUILT_IN
from ..routes.sso_applications import KIND as SSO
from ..sso_protocols import OIDC, PROTOCOLS
from ..store import Doc, State
from .files import Files
from .job import Job, rebound

LISTS = "lists.json"


def _as_it_is(doc: Doc, _with_secrets: bool) -> Doc:
    return doc


def _all(_doc: Doc) -> bool:
    return True


@dataclass(frozen=True)
class Entities:
    """One file: `shown` makes an entry from a document, with its secrets or without, `stored` a document from an entry.

    `mine` says which documents belong into snapshots, `lasting` which of them no import takes away.
    """

    path: str
    name: str
    kind: Kind
    stored: Callable[[Job, Doc, Doc | None], Doc]
    shown: Callable[[Doc, bool], Doc] = _as_it_is
    mine: Callable[[Doc], bool] = _all
    lasting: Callable[[Doc], bool] = lambda doc: False

    def export(self, state: State, role_ids: Mapping[str, str], with_secrets: bool) -> Files:
        docs = [doc for doc in state.docs(self.kind.section).values() if self.mine(doc)]
        return {self.path: {self.name: [rebound(self.shown(doc, with_secrets), role_ids) for doc in docs]}}

    def read(self, job: Job) -> None:
        """What is in the file takes the place of all there was; a project without the file keeps what it has."""
        entries = job.entries(self.path, self.name)
        if entries is None:
            return
        read = [key for key in (self._read_one(job, entry) for entry in entries) if key]
        for doc in list(job.draft.docs(self.kind.section).values()):
            if self.mine(doc) and not self.lasting(doc) and doc["id"] not in read:
                effects.delete(job.draft, self.kind.section, doc)
        names = [job.draft.docs(self.kind.section)[key]["name"] for key in read]
        for name in sorted({name for name in names if names.count(name) > 1}):
            job.failures.append(f"{self.path}: the name {name} occurs twice")

    def _read_one(self, job: Job, entry: Doc) -> str:
        if not entry.get("name"):
            job.failures.append(f"{self.path}: an entry has no name")
            return ""
        before = matching(job.draft, self.kind, entry)
        key = before["id"] if before else entry.get("id") or new_id(self.kind.prefix)
        doc = job.document(self.path, self.kind, self.stored(job, {**entry, "id": key}, before))
        if doc is None:
            return ""
        if entry.get("id"):
            job.ids[entry["id"]] = key
        if before:
            effects.replace(job.draft, self.kind.section, before, doc)
        else:
            job.draft.put(self.kind.section, doc)
        return str(key)


def matching(draft: State, kind: Kind, entry: Doc) -> Doc | None:
    """What is here already: found by its id, or else by its name (descope-api 3.4, inferred)."""
    return draft.get(kind.section, str(entry.get("id") or "")) or draft.find(kind.section, name=entry["name"])


def _list(_job: Job, entry: Doc, _before: Doc | None) -> Doc:
    return entry


def _outbound(job: Job, entry: Doc, before: Doc | None) -> Doc:
    return job.with_secrets("outboundApps", entry, entry, before, new=before is None)


def _shown_outbound(app: Doc, with_secrets: bool) -> Doc:
    """An application that has no secret does not show one, so that a blank one says that there is one."""
    shown = {name: value for name, value in app.items() if name != "clientSecret" or value}
    return {**shown, "clientSecret": ""} if "clientSecret" in shown and not with_secrets else shown


def _shown_sso(app: Doc, with_secrets: bool) -> Doc:
    """The settings are under the name of the protocol, without what belongs to one client alone."""
    common = ("id", "name", "description", "enabled", "logo", "templateId", "customAttributes")
    protocol = PROTOCOLS[app["appType"]]
    settings = {**zeros(protocol.fields), **(app[protocol.key] or {})}
    if protocol is OIDC:
        settings.pop("clientId", None)
        if with_secrets:
            settings["clientSecret"] = next((secret["cleartext"] for secret in app["secrets"] if not secret["name"]), "")
    return {**{name: app[name] for name in common}, protocol.name: settings, "roles": [], "permissions": []}


def _sso(job: Job, entry: Doc, before: Doc | None) -> Doc:
    """A client's id and secret stay; a new client gets its own, unless a secret comes along."""
    protocol = next((known for known in PROTOCOLS.values() if isinstance(entry.get(known.name), dict)), None)
    values = {name: value for name, value in entry.items() if name not in (*PROTOCOLS, "roles", "permissions", "secrets")}
    if protocol is None:
        job.failures.append(f"applications.json: {entry['name']} has none of {', '.join(PROTOCOLS)}")
        return values
    settings = dict(rebound(entry[protocol.name], job.ids))
    cleartext = settings.pop("clientSecret", "")
    secrets = before["secrets"] if before else []
    if protocol is OIDC:
        former = (before or {}).get(OIDC.key) or {}
        settings["clientId"] = former.get("clientId", "") if before else new_id("UDI")
        secrets = secrets or [new_secret(cleartext=cleartext)]
    return {**values, "appType": protocol.name, protocol.key: settings, "secrets": secrets}


ENTITIES = (
    Entities("outboundapps.json", "outboundApps", OUTBOUND, _outbound, _shown_outbound, lambda app: not app["tenantId"]),
    Entities("jwttemplates.json", "templates", JWT_TEMPLATE, _list),
    Entities(LISTS, "lists", LIST, _list),
    Entities(
        "applications.json",
        "applications",
        SSO,
        _sso,
        _shown_sso,
        lasting=lambda app: bool(app["id"].startswith(BUILT_IN)),
    ),
)
