# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, test users too: who they are, what they may do, and where they belong (descope-api 2.4).

A document is as the API gives it, with two fields more that only a person writes: `loginId` says which user is meant without
saying which login ids it shall have, and `invite` asks for an invitation when the user is created.
"""

from __future__ import annotations

import asyncio
import itertools
import typing as t

from .._deps import Field
from .._errors import ApiError, DescopeError, InvalidInput, NotFound, UnknownOutcome
from .._turns import in_turns
from ._base import Client, Document, Documents, Model, Reference, Severity, content
from ._membership import Member, Membership, sent
from ._paged import every_page
from ._phone import checked_phone, login_id

PATH = "/v1/mgmt/user"
PAGE = 1000
EVERYBODY: Document = {"withTestUser": True, "sort": [{"field": "id", "desc": False}]}  # in an order that no change disturbs
STATUSES = ("enabled", "disabled", "invited", "expired")
SETTABLE = ("enabled", "disabled")  # Descope itself brings a user into the others

PROFILE = ("email", "phone", "givenName", "middleName", "familyName", "picture", "verifiedEmail", "verifiedPhone")
PATCHED = ("name", *PROFILE, "customAttributes", "ssoAppIds", "test", "userTenants", "roleNames")


class UserModel(Model):
    """A user as far as it can be written; what Descope says besides, of credentials for one, is left as it comes."""

    login_id: str = Field("", alias="loginId")
    login_ids: list[str] = Field(default_factory=list, alias="loginIds")
    user_id: str = Field("", alias="userId")
    name: str = ""
    given_name: str = Field("", alias="givenName")
    middle_name: str = Field("", alias="middleName")
    family_name: str = Field("", alias="familyName")
    email: str = ""
    verified_email: bool = Field(False, alias="verifiedEmail")
    phone: str = ""
    verified_phone: bool = Field(False, alias="verifiedPhone")
    picture: str = ""
    status: str = ""
    role_names: list[str] = Field(default_factory=list, alias="roleNames")
    user_tenants: list[Membership] = Field(default_factory=list, alias="userTenants")
    sso_app_ids: list[str] = Field(default_factory=list, alias="ssoAppIds")
    custom_attributes: dict[str, t.Any] = Field(default_factory=dict, alias="customAttributes")
    test: bool = False
    created_time: int = Field(0, alias="createdTime")
    invite: bool = False


class User(Member):
    """Keyed by the first login id, and found by any of them. Takes part only where it is named."""

    name = "user"
    plural = "users"
    model = UserModel
    identity = ("loginId", "loginIds", "userId")
    memberships = "userTenants"
    depends_on = ("roles", "tenants", "sso_applications")
    by_default = frozenset()
    batch = 100
    unordered = frozenset({"loginIds", "roleNames", "userTenants", "ssoAppIds"})
    never_compared = frozenset(
        {
            *("externalIds", "modifiedTime", "permissions", "editable", "familyAssociations"),
            *("password", "TOTP", "SAML", "OIDC", "SCIM", "OAuth", "webauthn", "push"),
            *("recoveryEmail", "recoveryPhone", "verifiedRecoveryEmail", "verifiedRecoveryPhone"),
        }
    )
    severity: t.ClassVar[Severity] = "critical"
    severities: t.ClassVar[t.Mapping[str, Severity]] = {
        **dict.fromkeys(("name", "givenName", "middleName", "familyName", "picture"), "info"),
        "customAttributes": "warning",
    }
    lossy: t.ClassVar[t.Mapping[str, str]] = {
        "userId": "a restored user is a new user with an id of its own",
        "password": "passwords, authenticator apps, passkeys and recovery codes can't be read; users set them up anew",
        "recoveryEmail": "recovery addresses and phone numbers have calls of their own, and are not compared",
        "sessions": "sessions, trusted devices and the login history can't be read",
        "status": "an expired or invited user that is live as enabled stays so: Descope itself brings users there",
    }

    # -- which one is meant ------------------------------------------------------------------------------------------------

    def key(self, document: Document) -> str:
        return str(next(iter(_login_ids(document)), "") or document["userId"])

    def find(self, wanted: Document, live: Documents) -> str | None:
        by_id = live.where("userId", wanted.get("userId"))
        return by_id if by_id is not None else live.having("loginIds", _login_ids(wanted))

    def overlay(self, live: Document | None, wanted: Document) -> Document:
        if live is None:
            known: Document = {"userId": "", "loginIds": wanted.get("loginIds") or _login_ids(wanted)}
            after = super().overlay(None, {**wanted, **known})
            if "roleNames" not in wanted:
                del after["roleNames"]  # they will be those that are given to every new user (descope-api 2.2)
        else:
            fixed = {"userId", "invite", "createdTime", *(("status",) if wanted.get("status") not in SETTABLE else ())}
            after = super().overlay(live, {name: value for name, value in wanted.items() if name not in fixed})
        after.pop("loginId", None)
        return after

    def neutral(self, document: Document) -> Document:
        """Leave out what can't be changed, and what this version does not know: Descope derives much about users."""
        known = {name: value for name, value in document.items() if name in self.user_names}
        return super().neutral({**known, "userId": "", "createdTime": 0, "invite": False, "loginId": ""})

    # -- what can't be -----------------------------------------------------------------------------------------------------

    def check_new(self, document: Document) -> None:
        if not document["loginIds"]:
            raise InvalidInput(
                "There is no user of that user_id, and without a login id one can't be created.",
                hint="Give its login_id to create one, or correct the user_id.",
            )

    def references(self, document: Document) -> t.Iterable[Reference]:
        yield from super().references(document)
        for app_id in document.get("ssoAppIds") or ():
            yield Reference("sso_applications", app_id, "ssoAppIds", "detach")
        for name in document.get("customAttributes") or ():
            yield Reference("custom_attributes", name, "customAttributes", "nothing")

    def lost_on_delete(self, options: t.Mapping[str, t.Any]) -> str:
        return "its id, password, passkeys, authenticator apps, sessions and login history"

    def audited_as(self, document: Document) -> tuple[str, ...]:
        return (*_login_ids(document), *([document["userId"]] if document.get("userId") else []))

    # -- spelling ----------------------------------------------------------------------------------------------------------

    def from_api(self, raw: t.Mapping[str, t.Any]) -> Document:
        document = super().from_api(raw)
        document["customAttributes"] = {k: value for k, value in document["customAttributes"].items() if value is not None}
        return {name: value for name, value in document.items() if name not in ("loginId", "invite")}

    def from_variables(self, raw: t.Any, where: str) -> Document:
        document = super().from_variables(raw, where)
        called = self._called(raw)
        if document.get("status") and document["status"] not in STATUSES:
            raise InvalidInput(f"{where}.status{called}: must be one of {', '.join(STATUSES)}, not {document['status']}.")
        if document.get("phone"):
            document["phone"] = checked_phone(document["phone"], f"{where}.phone{called}")
        if document.get("loginId"):
            document["loginId"] = login_id(document["loginId"])
        if "loginIds" in document:
            document["loginIds"] = [login_id(one) for one in document["loginIds"]]
            if not document["loginIds"]:
                raise InvalidInput(f"{where}.login_ids{called}: a user has at least one.", hint="Delete the user instead.")
        return document

    # -- reading -----------------------------------------------------------------------------------------------------------

    async def fetch(self, client: Client) -> list[Document]:
        async def page(number: int) -> t.Any:
            return await client.read("/v2/mgmt/user/search", {**EVERYBODY, "limit": PAGE, "page": number})

        return [self.from_api(raw) for raw in await every_page(page, "users", PAGE)]

    async def fetch_these(self, client: Client, wanted: t.Sequence[Document]) -> list[Document]:
        found = await in_turns(lambda one: self.fetch_one(client, one), wanted)
        return list({self.key(one): one for one in found if one is not None}.values())

    async def fetch_one(self, client: Client, document: Document) -> Document | None:
        queries = [{"userId": document["userId"]}] if document.get("userId") else []
        for query in (*queries, *({"loginId": one} for one in _login_ids(document))):
            try:
                return self.from_api(content(await client.get(PATH, **query), "user"))
            except NotFound:
                continue
        return None

    # -- writing -----------------------------------------------------------------------------------------------------------

    async def create(self, client: Client, document: Document) -> None:
        (error,) = await self.create_many(client, [document])
        if error is not None:
            raise error

    async def create_many(self, client: Client, documents: t.Sequence[Document]) -> list[DescopeError | None]:
        """Create users in one call for those to invite and one for the others; roles of the project beside tenants follow."""
        made: dict[int, Document | DescopeError] = {}
        for invite in (False, True):
            places = [at for at, document in enumerate(documents) if bool(document.get("invite")) == invite]
            if places:
                body = {"users": [_new(self.body(documents[at])) for at in places], "invite": invite}
                answer = await client.write(f"{PATH}/create/batch", body)
                made.update({at: _made(documents[at], answer) for at in places})
        return list(await asyncio.gather(*(_complete(client, document, made[at]) for at, document in enumerate(documents))))

    async def update(self, client: Client, before: Document, after: Document) -> None:
        """Patch what differs: a full update would take roles of the project or tenants, not both (descope-api 2.4)."""
        address = await _change_login_ids(client, before["loginIds"], after["loginIds"])
        changed = {name: after[name] for name in PATCHED if after[name] != before[name]}
        if "userTenants" in changed:
            changed["userTenants"] = sent(after["userTenants"])
        for name, flag in (("email", "verifiedEmail"), ("phone", "verifiedPhone")):
            if name in changed:
                changed[flag] = after[flag]
        if "customAttributes" in changed:
            changed["customAttributes"] = {**dict.fromkeys(before["customAttributes"]), **after["customAttributes"]}
        if "userTenants" in changed and "roleNames" in changed:
            await _patch(client, address, {"roleNames": changed.pop("roleNames")})
        if changed:
            await _patch(client, address, changed)
        if after["status"] != before["status"]:
            await self._set_status(client, address, after["status"])

    async def _set_status(self, client: Client, address: str, status: str) -> None:
        if status not in SETTABLE:
            raise InvalidInput(f"The user {address} can't be made {status} again: only Descope itself does that.")
        await client.write(f"{PATH}/update/status", {"loginId": address, "status": status})

    async def delete(self, client: Client, document: Document, options: t.Mapping[str, t.Any]) -> None:
        await client.write(f"{PATH}/delete", {"userId": document["userId"]})


def _login_ids(document: Document) -> list[str]:
    """Return the login ids by which a document can be found, the likeliest first."""
    named = [document["loginId"]] if document.get("loginId") else []
    return [*named, *(one for one in document.get("loginIds") or () if one not in named)]


def _new(document: Document) -> Document:
    """Return a user as the batch call takes it: roles of the project can't stand beside tenants (descope-api 2.4)."""
    first, *others = document["loginIds"]
    renamed = {"loginId": first, "additionalLoginIds": others, "displayName": document["name"]}
    left_out = {"loginIds", "name", "invite", *(("roleNames",) if document["userTenants"] else ())}
    given = {**{name: value for name, value in document.items() if name not in left_out}, **renamed}
    given["userTenants"] = sent(document["userTenants"])
    return {name: value for name, value in given.items() if value not in ("", 0, [], {}, None, False)}


def _made(document: Document, answer: Document) -> Document | DescopeError:
    """Return a user of a batch as its answer tells that it was created, or what it says against it."""
    mine = set(document["loginIds"])
    for failed in answer.get("failedUsers") or ():
        if mine & set((failed.get("user") or {}).get("loginIds") or ()):
            return ApiError(f"Descope did not create the user {document['loginIds'][0]}: {failed.get('failure')}.")
    for name, message in (answer.get("additionalErrors") or {}).items():
        if name in mine:
            return ApiError(f"Descope did not wholly create the user {name}: {message}.")
    created = (one for one in answer.get("createdUsers") or () if mine & set(one.get("loginIds") or ()))
    unknown = UnknownOutcome(f"Descope did not say what became of the user {document['loginIds'][0]}.")
    return next(created, unknown)


async def _complete(client: Client, document: Document, made: Document | DescopeError) -> DescopeError | None:
    """Patch what a user that was created has otherwise than wanted; return what went wrong, if anything."""
    if isinstance(made, DescopeError):
        return made
    try:
        for fields in _unmet(document, made):
            await _patch(client, document["loginIds"][0], fields)
    except DescopeError as error:
        return error
    return None


def _unmet(document: Document, made: Document) -> t.Iterator[Document]:
    """Yield what a new user lacks or has too much: roles that could not go along, and those Descope gives to every new one."""
    if document["userTenants"] and made.get("userTenants") is not None:
        given = {one["tenantId"]: one.get("roleNames") or [] for one in made["userTenants"]}
        wanted = [{"roleNames": given.get(one["tenantId"], []), **one} for one in document["userTenants"]]
        if any(set(one["roleNames"]) != set(given.get(one["tenantId"], [])) for one in wanted):
            yield {"userTenants": wanted}
    if "roleNames" in document:
        sent_along: list[str] = [] if document["userTenants"] else document["roleNames"]
        if set(document["roleNames"]) != set(made.get("roleNames", sent_along) or ()):
            yield {"roleNames": document["roleNames"]}


async def _patch(client: Client, address: str, fields: Document) -> None:
    await client.write(f"{PATH}/patch", {"loginId": address, **fields}, method="PATCH")


async def _change_login_ids(client: Client, before: list[str], after: list[str]) -> str:
    """Rename, remove and add login ids; return one by which the user is found then.

    At least one stays at any time, as Descope does not remove the last one (descope-api 2.4).
    """
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    for old, other in itertools.zip_longest(gone, new[: len(gone)], fillvalue=""):
        await client.write(f"{PATH}/update/loginid", {"loginId": old, "newLoginId": other})
    added = new[len(gone) :]
    address = next(one for one in after if one not in added)
    if added:
        await _patch(client, address, {"additionalLoginIds": [one for one in after if one != address]})
    return address
