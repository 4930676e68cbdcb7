# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access keys: what machines sign in with, for the whole project or in tenants (descope-api 2.5).

Names are not unique, and the secret is told once, at creation. A document is as the API gives it, with one more field:
`boundUser`, a login id of the user that the key acts for, since the `boundUserId` means nothing in another project.
"""

from __future__ import annotations

import typing as t

from .._deps import Field
from .._errors import InvalidInput, NotFound, UnknownOutcome
from ._base import Client, Document, Documents, Model, Reference, Severity, content, listing
from ._membership import Member, Membership, sent

PATH = "/v1/mgmt/accesskey"


class AccessKeyModel(Model):
    """An access key as the API returns it, and whom it acts for."""

    id: str = ""
    name: str = ""
    description: str = ""
    status: str = "active"
    expire_time: int = Field(0, alias="expireTime")
    role_names: list[str] = Field(default_factory=list, alias="roleNames")
    key_tenants: list[Membership] = Field(default_factory=list, alias="keyTenants")
    permitted_ips: list[str] = Field(default_factory=list, alias="permittedIps")
    custom_claims: dict[str, t.Any] = Field(default_factory=dict, alias="customClaims")
    custom_attributes: dict[str, t.Any] = Field(default_factory=dict, alias="customAttributes")
    bound_user: str = Field("", alias="boundUser")
    bound_user_id: str = Field("", alias="boundUserId")
    client_id: str = Field("", alias="clientId")
    created_by: str = Field("", alias="createdBy")
    created_time: int = Field(0, alias="createdTime")
    editable: bool = False


class AccessKey(Member):
    """Keyed by name and id. A key without an id that is known is found by its name, if that leaves no doubt."""

    name = "access_key"
    plural = "access_keys"
    model = AccessKeyModel
    identity = ("id", "name")
    memberships = "keyTenants"
    never_compared = frozenset({"boundUserId", "clientId", "createdBy", "createdTime", "editable"})
    create_only = frozenset({"expireTime", "boundUser"})  # no update takes them (descope-api 6.8)
    unordered = frozenset({"roleNames", "keyTenants", "permittedIps"})
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {"name": "warning", "description": "info", "customAttributes": "warning"}
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "id": "a restored key is a new key, with an id and a client id of its own",
        "cleartext": "the secret is told once, at creation; whoever uses a restored key must be given its new secret",
        "createdBy": "it is whoever restores",
        "createdTime": "it is the time of the restore",
    }

    def key(self, document: Document) -> str:
        return "/".join(str(part) for part in (document.get("name"), document.get("id")) if part)

    # -- which one is meant ------------------------------------------------------------------------------------------------

    def find(self, wanted: Document, live: Documents) -> str | None:
        by_id = live.where("id", wanted.get("id"))
        if by_id is not None:
            return by_id
        named = self._namesakes(wanted, live)
        if len(named) > 1 and not _is_whole(wanted):
            ids = ", ".join(str(live[key]["id"]) for key in named)
            raise InvalidInput(
                f"There are {len(named)} access keys called {wanted['name']}, with the ids {ids}.",
                hint="Say by its id which one is meant.",
            )
        return named[0] if named else None

    def find_all(self, wanted: t.Sequence[Document], live: Documents) -> list[str | None]:
        """Pair namesakes of a backup with live ones: by id, then by what they are like, then in the order they were made in."""
        if not all(_is_whole(one) for one in wanted):
            return super().find_all(wanted, live)
        found = {at: live.where("id", one.get("id")) for at, one in enumerate(wanted)}
        free = set(live) - set(found.values())
        for must_be_alike in (True, False):
            for at in sorted((at for at, key in found.items() if key is None), key=lambda at: _age(wanted[at])):
                named = [key for key in self._namesakes(wanted[at], live) if key in free]
                if named and (not must_be_alike or self._alike(wanted[at], live[named[0]])):
                    found[at] = named[0]
                    free.discard(named[0])
        return [found[at] for at in range(len(wanted))]

    def _namesakes(self, wanted: Document, live: Documents) -> list[str]:
        """Return the keys of live documents of that name, those first that are like `wanted`, the older before the newer."""
        named = [key for key, document in live.items() if wanted.get("name") and document["name"] == wanted["name"]]
        return sorted(named, key=lambda key: (not self._alike(wanted, live[key]), _age(live[key])))

    def _alike(self, one: Document, other: Document) -> bool:
        return self._traits(one) == self._traits(other)

    def _traits(self, document: Document) -> Document:
        """Return what a key can have in common with another one."""
        traits = self.body(self.neutral({**document, "id": ""}))
        return {name: sorted(value, key=str) if name in self.unordered else value for name, value in traits.items()}

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        after = super().overlay(live, wanted)
        return after if live is None else {**after, "id": live["id"]}

    # -- what can't be -----------------------------------------------------------------------------------------------------

    def check_new(self, document: Document) -> None:
        if not document["name"]:
            raise InvalidInput(
                f"There is no access key {document['id']}, and without a name it can't be created.",
                hint="Give its name to create one, or correct the id.",
            )
        self._check_scope(document)

    async def losses(self, client: Client, before: Document, after: Document) -> tuple[str, ...]:
        if not (before["roleNames"] and before["keyTenants"]):
            self._check_scope(after)
        return ()

    def _check_scope(self, document: Document) -> None:
        """Refuse a key that has roles of the project and tenants: these are alternatives (descope-api 2.5)."""
        if document["roleNames"] and document["keyTenants"]:
            raise InvalidInput(
                f"The access key {self.key(document)} would have role_names and key_tenants: a key is for the whole project or "
                "for tenants, not for both.",
                hint="Empty one of the two: role_names: [] or key_tenants: [].",
            )

    def references(self, document: Document) -> t.Iterable[Reference]:
        yield from super().references(document)
        if document.get("boundUser"):
            yield Reference("users", document["boundUser"], "boundUser", "nothing")

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        return "its secret, so whoever uses it is locked out"

    # -- calls -------------------------------------------------------------------------------------------------------------

    async def fetch(self, client: Client) -> list[Document]:
        found = listing(await client.read(f"{PATH}/search", {}), "keys")
        bound = sorted({raw["boundUserId"] for raw in found if raw.get("boundUserId")})
        users = listing(await client.read("/v1/mgmt/users/load", {"userIds": bound}), "users") if bound else []
        names = {user.get("userId"): (user.get("loginIds") or [""])[0] for user in users}
        return [self.from_api({**raw, "boundUser": names.get(raw.get("boundUserId"), "")}) for raw in found]

    async def create(self, client: Client, document: Document) -> Document:
        """Create the key and return its secret, `cleartext`, which is told only now."""
        answer = await client.write(f"{PATH}/create", {**self._sent(document), **await self._bound(client, document)})
        if document["status"] == "inactive":
            key_id = content(answer, "key").get("id")
            if not key_id:
                raise UnknownOutcome(f"Descope did not say which id it gave the access key {document['name']}.")
            await client.write(f"{PATH}/deactivate", {"id": key_id})
        return {"cleartext": answer.get("cleartext")}

    async def update(self, client: Client, before: Document, after: Document) -> None:
        """Send what differs, since an update is a merge; the status has calls of its own (descope-api 1.10, 2.5)."""
        was = self._sent(before)
        changed = {name: value for name, value in self._sent(after).items() if was.get(name) != value}
        if changed:
            await client.write(f"{PATH}/update", {**changed, "id": before["id"], "name": after["name"]})
        if after["status"] != before["status"]:
            call = "deactivate" if after["status"] == "inactive" else "activate"
            await client.write(f"{PATH}/{call}", {"id": before["id"]})

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write(f"{PATH}/delete", {"id": document["id"]})

    def _sent(self, document: Document) -> Document:
        """Return what create and update take, without what has a call or a name of its own there."""
        given = {name: value for name, value in self.body(document).items() if name not in ("id", "status", "boundUser")}
        return {**given, "keyTenants": sent(document["keyTenants"])}

    async def _bound(self, client: Client, document: Document) -> Document:
        """Return whom the key is for, by the id that the user has in this project."""
        if not document["boundUser"]:
            return {}
        try:
            user = content(await client.get("/v1/mgmt/user", loginId=document["boundUser"]), "user")
        except NotFound:
            raise InvalidInput(
                f"The access key {document['name']} can't be created: its bound_user {document['boundUser']} does not exist.",
                hint="Create the user first, or correct the login id.",
            ) from None
        return {"userId": user.get("userId")}


def _is_whole(document: Document) -> bool:
    """Say whether a document is as read, from a backup for one, rather than written by a person."""
    return "createdTime" in document


def _age(document: Document) -> tuple[int, str]:
    return (document.get("createdTime") or 0, str(document.get("id") or ""))
