# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single sign-on of tenants: a tenant's default configuration and any further ones, by SAML and OIDC (descope-api 2.6)."""

from __future__ import annotations

import typing as t

from .._errors import InvalidInput
from ._base import Client, Document, Reference, Severity, listing
from ._part import TenantPart
from ._settings import settings_from
from ._sso_shapes import DEFAULT_ID, FROM_METADATA, MADE_UP, SHARED, SsoModel, call_for, from_answer, new_protocol
from .role import role_key
from .tenant_settings import TenantSettings

PATH = "/v1/mgmt/sso/settings"
PROTOCOLS = ("oidc", "saml")  # the one that is written last decides how the tenant signs in, unless `authType` does
AUTH_TYPES = ("none", "saml", "oidc")
BY_HAND = ("idpUrl", "entityId", "idpCert")


class Sso(TenantPart):
    """Keyed by tenant for its default configuration, by `tenant/ssoId` for others.

    The default one is always there for the API. It is a document when it has domains or is configured: to configure it is to
    create it, and to delete it is to reset it. No call resets one protocol alone: a configured one that is not written stays.
    """

    name = "sso"
    plural = "sso"
    model = SsoModel
    nested_as = "sso"
    depends_on = ("tenants", "roles")
    never_compared = frozenset(f"{protocol}.{name}" for protocol, names in MADE_UP.items() for name in names)
    unordered = frozenset({"domains", "defaultSSORoles"})
    secrets = frozenset({"oidc.clientSecret", "saml.spSignKey", "saml.spEncryptionKey"})
    severity: t.ClassVar[Severity] = "critical"
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "service provider keys": "a configuration made anew has other certificates, which the identity provider must be given",
        "displayName": "it can't be read; the id is taken for it",
    }

    def key(self, document: Document) -> str:
        tenant_id, sso_id = document["tenantId"], document.get("ssoId")
        return f"{tenant_id}/{sso_id}" if sso_id and sso_id != DEFAULT_ID else str(tenant_id)

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        document = super().from_api(raw)
        return {**document, "ssoId": ""} if document["ssoId"] == DEFAULT_ID else document

    def from_variables(self, raw: t.Any, where: str) -> Document:
        document = super().from_variables(raw, where)
        if document.get("authType") not in (None, "", *AUTH_TYPES):
            raise InvalidInput(f"{where}.auth_type is {document['authType']!r}.", hint="Use none, saml or oidc.")
        for index, mapping in enumerate(document.get("roleMappings") or ()):
            for name in ("roleName", "groups"):
                if not mapping.get(name):
                    field = self.user_path(f"roleMappings.{name}").partition(".")[2]
                    raise InvalidInput(f"{where}.role_mappings[{index}]: its {field} is missing.", hint=f"Give its {field}.")
        return {**document, "ssoId": ""} if document.get("ssoId") == DEFAULT_ID else document

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        written = {name: value for name, value in wanted.items() if value or name not in (*PROTOCOLS, "authType")}
        before = self.from_api({}) if live is None else live
        begun = {name: new_protocol(name) for name in PROTOCOLS if written.get(name) and not before.get(name)}
        after = super().overlay({**before, **begun}, written)
        if begun and "authType" not in written and not any(before[name] for name in PROTOCOLS):
            after["authType"] = "saml" if "saml" in begun else "oidc"
        if written.get("saml"):
            after["saml"] = _with_one_source(before.get("saml") or {}, written["saml"], after["saml"])
        if live is not None and after != live:
            self.check_new(after)
        return after

    def check_new(self, document: Document) -> None:
        saml, oidc = document["saml"], document["oidc"]
        called, by_hand = f"{self.name} {self.key(document)}", "saml.idp_url, saml.entity_id and saml.idp_cert"
        missing = [name for name in BY_HAND if saml and not saml["idpMetadataUrl"] and not saml[name]]
        if missing:
            field = self.user_path(f"saml.{missing[0]}")
            raise InvalidInput(f"{called}: {field} is missing.", hint=f"Give {by_hand}, or saml.idp_metadata_url.")
        if oidc and not oidc["clientId"]:
            raise InvalidInput(f"{called}: oidc.client_id is missing.", hint="Give the client id that the provider gave you.")
        if document["authType"] in PROTOCOLS and not document[document["authType"]]:
            raise InvalidInput(
                f"{called}: auth_type is {document['authType']}, which is not configured.", hint="Configure it too."
            )
        alone = [name for name in (*SHARED, *(["domains"] if document["ssoId"] else [])) if document[name]]
        if not saml and not oidc and (alone or not (document["ssoId"] or document["domains"])):
            what = self.user_name(alone[0]) if alone else "a default configuration without domains"
            raise InvalidInput(f"{called}: {what} is not possible without saml or oidc.", hint="Give one of the two.")

    def comparable(self, name: str, value: t.Any) -> t.Any:
        if name == "displayName":
            return None  # given once, and not read back
        value = super().comparable(name, value)
        if name == "roleMappings":
            return sorted([one.get("roleName"), group] for one in value or () for group in one.get("groups") or ())
        if name == "saml" and value:
            return _comparable_saml(value)
        if name == "oidc" and value:
            return {**value, "scope": sorted(value.get("scope") or ()), "prompt": sorted(value.get("prompt") or ())}
        return value

    def unreadable(self, document: Document) -> tuple[str, ...]:
        return ("oidc.clientSecret",) if document.get("oidc") else ()

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        return "its client secret and the keys and certificates of its service provider"

    def references(self, document: Document) -> t.Iterable[Reference]:
        yield from super().references(document)
        tenant_id = document["tenantId"]
        if document.get("ssoId"):
            yield Reference(self.plural, tenant_id, "ssoId", "nothing")
        if document.get("fgaMappings"):
            yield Reference("fga_schema", "project", "fgaMappings", "nothing")
        for mapping in document.get("roleMappings") or ():
            name = mapping.get("roleName") or ""
            yield Reference("roles", role_key(name, tenant_id), "roleMappings", "detach", instead=role_key(name))
        for name in document.get("defaultSSORoles") or ():
            yield Reference("roles", role_key(name, tenant_id), "defaultSSORoles", "detach", instead=role_key(name))

    async def fetch_in(self, client: Client, tenant_id: str) -> list[Document]:
        answer = await client.get("/v2/mgmt/sso/settings/all", tenantId=tenant_id)
        found = [self.from_api({**from_answer(raw), "tenantId": tenant_id}) for raw in listing(answer, "SSOSettings")]
        return [one for one in found if any(one[name] for name in ("ssoId", "saml", "oidc", "domains"))]

    async def create(self, client: Client, document: Document) -> None:
        if document["ssoId"]:
            called = {"displayName": document["displayName"] or document["ssoId"], "ssoId": document["ssoId"]}
            await client.write(f"{PATH}/new", {"tenantId": document["tenantId"], **called})
        await self._write(client, self.from_api({}), document)

    async def update(self, client: Client, before: Document, after: Document) -> None:
        await self._write(client, before, after)

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        which = {"tenantId": document["tenantId"]} | ({"ssoId": document["ssoId"]} if document["ssoId"] else {})
        await client.write(PATH, {}, method="DELETE", **which)

    async def _write(self, client: Client, before: Document, after: Document) -> None:
        """Write the protocols that differ, or one for what they share, and then how the tenant signs in where that is another.

        To write a protocol is to sign in by it, so it comes last which is wanted for that.
        """
        wanted = after["authType"]
        differing = [name for name in PROTOCOLS if after[name] and after[name] != before[name]]
        if not differing and any(after[name] != before[name] for name in ("domains", *SHARED)):
            differing = [name for name in (wanted, "saml", "oidc") if after.get(name)][:1]
        if not differing and after["domains"] != before["domains"]:
            await _write_domains(client, before, after)
        signs_in_by = before["authType"]
        clear = bool(before["defaultSSORoles"]) and not after["defaultSSORoles"]
        for name in sorted(differing, key=lambda name: name == wanted):
            path, body = call_for(name, after, clear_default_roles=clear)
            await client.write(path, body)
            signs_in_by = name
        if wanted and wanted != (signs_in_by or "none"):
            which = {"tenantId": after["tenantId"]} | ({"ssoId": after["ssoId"]} if after["ssoId"] else {})
            await client.write(f"{PATH}/authtype", {**which, "authType": wanted})


async def _write_domains(client: Client, before: Document, after: Document) -> None:
    """Write the domains of a tenant that has no protocol, through its settings; they hold those of all configurations."""
    path, tenant_id = TenantSettings.path, after["tenantId"]
    live = settings_from(await client.get(path, id=tenant_id), f"the settings of tenant {tenant_id}")
    others = [domain for domain in live.get("domains") or () if domain not in before["domains"]]
    await client.write(path, {**live, "domains": [*others, *after["domains"]], "tenantId": tenant_id})


def _with_one_source(live: Document, written: Document, after: Document) -> Document:
    """Return SAML settings that are either by hand or from a metadata URL: what is written decides, the URL where both are.

    What Descope read from the URL stays as it is while the URL does.
    """
    url = after["idpMetadataUrl"]
    if not written.get("idpMetadataUrl") and any(written.get(name) for name in FROM_METADATA):
        return {**after, "idpMetadataUrl": ""}
    if not url:
        return after
    known = live if live.get("idpMetadataUrl") == url else new_protocol("saml")
    return {**after, **{name: written.get(name) or known[name] for name in (*FROM_METADATA, "entityId")}}


def _comparable_saml(saml: Document) -> Document:
    if saml.get("idpMetadataUrl"):
        return {name: value for name, value in saml.items() if name not in FROM_METADATA}
    certificates = [saml.get("idpCert") or "", *(saml.get("idpAdditionalCerts") or ())]
    first, *others = ["".join(certificate.split()) for certificate in certificates]
    return {**saml, "idpCert": first, "idpAdditionalCerts": others}
