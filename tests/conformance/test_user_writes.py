# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating, changing, loading and deleting users with the official client."""

from __future__ import annotations

import base64
import json

import pytest
from descope import AssociatedTenant, AuthException, UserObj, UserPassword, UserPasswordBcrypt

from tests.conformance.sdk import Sdk, refusal
from tests.conformance.user import COVERAGE, LOGIN, company, logins, user


@COVERAGE.of("create")
def test_create_answers_a_complete_user_who_is_invited(sdk: Sdk) -> None:
    made = sdk.user.create(LOGIN, email="ann@acme.example")["user"]
    assert made.pop("userId").startswith("U")
    assert made.pop("createdTime") == made.pop("modifiedTime") > 0
    assert made == {
        "loginIds": [LOGIN],
        "externalIds": [LOGIN],
        "email": "ann@acme.example",
        **dict.fromkeys(("phone", "name", "givenName", "middleName", "familyName", "picture"), ""),
        **dict.fromkeys(("recoveryEmail", "recoveryPhone"), ""),
        **dict.fromkeys(("verifiedEmail", "verifiedPhone", "verifiedRecoveryEmail", "verifiedRecoveryPhone"), False),
        **dict.fromkeys(("password", "TOTP", "SAML", "OIDC", "SCIM", "webauthn", "push", "test"), False),
        **{name: [] for name in ("roleNames", "permissions", "userTenants", "ssoAppIds", "familyAssociations")},
        "status": "invited",
        "customAttributes": {},
        "OAuth": {},
        "editable": True,
    }


@COVERAGE.of("create")
def test_create_stores_every_field_the_client_knows(sdk: Sdk) -> None:
    company(sdk)
    sdk.user.create(
        LOGIN,
        email="ann@acme.example",
        phone="+1-555-555-5555",
        display_name="Ann Lee",
        given_name="Ann",
        middle_name="M",
        family_name="Lee",
        user_tenants=[AssociatedTenant("acme", ["boss", "viewer"])],
        picture="https://acme.example/ann.png",
        custom_attributes={"level": 5},
        verified_email=True,
        verified_phone=True,
        additional_login_ids=["ann"],
        sso_app_ids=["descope-default-oidc"],
        status="enabled",
    )
    made = user(sdk, "ann")
    assert made["loginIds"] == made["externalIds"] == [LOGIN, "ann"]
    assert (made["email"], made["phone"], made["name"]) == ("ann@acme.example", "+15555555555", "Ann Lee")
    assert (made["givenName"], made["middleName"], made["familyName"]) == ("Ann", "M", "Lee")
    assert made["verifiedEmail"] and made["verifiedPhone"]
    assert (made["picture"], made["customAttributes"]) == ("https://acme.example/ann.png", {"level": 5})
    assert (made["ssoAppIds"], made["status"]) == (["descope-default-oidc"], "enabled")
    (membership,) = made["userTenants"]
    assert membership == {
        "tenantId": "acme",
        "tenantName": "Acme",
        "roleNames": ["boss", "viewer"],
        "permissions": ["doc.read"],
    }


@COVERAGE.of("create")
def test_create_of_a_taken_login_id_is_refused_as_existing(sdk: Sdk) -> None:
    sdk.user.create(LOGIN, additional_login_ids=["ann"])
    for taken in (LOGIN, "ann"):
        with pytest.raises(AuthException) as refused:
            sdk.user.create(taken)
        status, body = refusal(refused.value)
        assert status == 400
        assert "already exists" in body["errorDescription"]


@COVERAGE.of("create")
def test_roles_of_the_project_and_tenants_cannot_come_together(sdk: Sdk) -> None:
    company(sdk)
    with pytest.raises(AuthException) as refused:
        sdk.user.create(LOGIN, role_names=["viewer"], user_tenants=[AssociatedTenant("acme")])
    assert refusal(refused.value)[0] == 400
    made = sdk.user.create(LOGIN, role_names=["viewer"])["user"]
    assert (made["roleNames"], made["permissions"]) == (["viewer"], ["doc.read"])


@COVERAGE.of("create_test_user")
def test_a_test_user_is_one_from_the_start(sdk: Sdk) -> None:
    assert sdk.user.create_test_user("t", email="t@x.example")["user"]["test"] is True


@COVERAGE.of("invite")
def test_invite_makes_a_user_who_can_be_reached(sdk: Sdk) -> None:
    invited = sdk.user.invite(LOGIN, send_mail=True, template_id="T1", locale="de", invite_url="https://x.example")
    assert invited["user"]["status"] == "invited"
    with pytest.raises(AuthException):
        sdk.user.invite("nowhere")


@COVERAGE.of("invite")
def test_inviting_a_user_id_makes_nobody(sdk: Sdk) -> None:
    made = sdk.user.invite(LOGIN)["user"]
    assert sdk.user.invite(made["userId"])["user"] == made
    assert sdk.user.search_all()["total"] == 1


@COVERAGE.of("invite_batch")
def test_a_batch_says_for_each_user_what_became_of_it(sdk: Sdk) -> None:
    company(sdk)
    sdk.user.create("taken")
    hashed = UserPassword(hashed=UserPasswordBcrypt("$2a$10$x"))
    done = sdk.user.invite_batch(
        [
            UserObj("a@x.example", password=UserPassword(cleartext="s3cret"), status="enabled", seed="ABC"),
            UserObj("b@x.example", user_tenants=[AssociatedTenant("acme", ["boss"])], password=hashed),
            UserObj("taken"),
            UserObj("c@x.example", role_names=["nobody's"]),
            UserObj("unreachable"),
        ]
    )
    assert [made["loginIds"] for made in done["createdUsers"]] == [["a@x.example"], ["b@x.example"], ["unreachable"]]
    assert [failed["user"]["loginIds"] for failed in done["failedUsers"]] == [["taken"], ["c@x.example"]]
    assert "already exists" in done["failedUsers"][0]["failure"]
    assert list(done["additionalErrors"]) == ["unreachable"]
    first, second, _ = done["createdUsers"]
    assert (first["password"], first["TOTP"], first["status"]) == (True, True, "enabled")
    assert (second["password"], second["TOTP"], second["status"]) == (True, False, "invited")
    assert "s3cret" not in json.dumps(done)


@COVERAGE.of("update")
def test_update_replaces_the_whole_profile_and_keeps_the_rest(sdk: Sdk) -> None:
    company(sdk)
    before = sdk.user.create(
        LOGIN,
        "ann@acme.example",
        "+15555555555",
        "Ann",
        role_names=["viewer"],
        custom_attributes={"level": 5},
        verified_email=True,
        additional_login_ids=["ann"],
        sso_app_ids=["app"],
        status="enabled",
    )["user"]
    after = sdk.user.update(LOGIN, display_name="Ann Lee")["user"]
    assert after["name"] == "Ann Lee"
    assert (after["email"], after["phone"], after["verifiedEmail"]) == ("", "", False)
    assert after["roleNames"] == after["ssoAppIds"] == after["userTenants"] == []
    assert after["customAttributes"] == {}
    for kept in ("userId", "loginIds", "status", "test", "createdTime"):
        assert after[kept] == before[kept]


@COVERAGE.of("update")
def test_update_of_nobody_is_the_attested_404(sdk: Sdk) -> None:
    with pytest.raises(AuthException) as refused:
        sdk.user.update("nobody")
    status, body = refusal(refused.value)
    assert (status, body["errorCode"]) == (404, "E112102")


@COVERAGE.of("patch")
def test_patch_changes_what_is_given_and_nothing_else(sdk: Sdk) -> None:
    company(sdk)
    sdk.user.create(LOGIN, "ann@acme.example", role_names=["viewer"], custom_attributes={"level": 5, "team": "a"})
    before = user(sdk)
    after = sdk.user.patch(LOGIN, given_name="Ann", custom_attributes={"team": "b"}, status="disabled")["user"]
    changes = {"givenName": "Ann", "customAttributes": {"level": 5, "team": "b"}, "status": "disabled"}
    assert after == {**before, **changes, "modifiedTime": after["modifiedTime"]}


@COVERAGE.of("patch")
def test_patch_takes_an_empty_list_as_a_change(sdk: Sdk) -> None:
    company(sdk)
    sdk.user.create(LOGIN, user_tenants=[AssociatedTenant("acme", ["boss"])], sso_app_ids=["app"])
    after = sdk.user.patch(LOGIN, user_tenants=[], sso_app_ids=[], role_names=["editor"])["user"]
    assert (after["userTenants"], after["ssoAppIds"], after["roleNames"]) == ([], [], ["editor"])


@COVERAGE.of("patch_batch")
def test_patch_batch_changes_the_users_it_can(sdk: Sdk) -> None:
    sdk.user.create("a")
    sdk.user.create("b")
    done = sdk.user.patch_batch(
        [UserObj("a", given_name="Ann"), UserObj("nobody", given_name="N"), UserObj("b", phone="no number")]
    )
    assert [(patched["loginIds"], patched["givenName"]) for patched in done["patchedUsers"]] == [(["a"], "Ann")]
    assert [failed["user"]["loginIds"] for failed in done["failedUsers"]] == [["nobody"], ["b"]]
    assert all(failed["failure"] for failed in done["failedUsers"])
    assert user(sdk, "b")["phone"] == ""


@COVERAGE.of("delete")
def test_a_deleted_user_is_gone(sdk: Sdk) -> None:
    sdk.user.create(LOGIN)
    sdk.user.delete(LOGIN)
    for call in (sdk.user.load, sdk.user.delete):
        with pytest.raises(AuthException) as refused:
            call(LOGIN)
        status, body = refusal(refused.value)
        assert (status, body["errorCode"]) == (404, "E112102")


@COVERAGE.of("delete_by_user_id")
def test_delete_by_user_id_deletes_that_one(sdk: Sdk) -> None:
    sdk.user.create("a")
    sdk.user.create("b")
    sdk.user.delete_by_user_id(user(sdk, "a")["userId"])
    assert logins(sdk.user.search_all()) == ["b"]


@COVERAGE.of("delete_batch")
def test_delete_batch_deletes_all_or_nobody(sdk: Sdk) -> None:
    ids = [sdk.user.create(name)["user"]["userId"] for name in ("a", "b", "c")]
    with pytest.raises(AuthException):
        sdk.user.delete_batch([ids[0], "Unobody"])
    assert logins(sdk.user.search_all()) == ["a", "b", "c"]
    sdk.user.delete_batch(ids[:2])
    assert logins(sdk.user.search_all()) == ["c"]


@COVERAGE.of("delete_all_test_users")
def test_only_test_users_are_purged(sdk: Sdk) -> None:
    sdk.user.create("real")
    sdk.user.create_test_user("test")
    sdk.user.delete_all_test_users()
    assert logins(sdk.user.search_all(with_test_user=True)) == ["real"]


@COVERAGE.of("load")
def test_load_knows_every_login_id_and_phones_in_any_spelling(sdk: Sdk) -> None:
    made = sdk.user.create("+1-555-555-5555", additional_login_ids=[LOGIN])["user"]
    assert made["loginIds"] == ["+15555555555", LOGIN]
    assert user(sdk, "+15555555555") == user(sdk, "+1 (555) 555 5555") == user(sdk) == made


@COVERAGE.of("load_by_user_id")
def test_load_by_user_id(sdk: Sdk) -> None:
    made = sdk.user.create(LOGIN)["user"]
    assert sdk.user.load_by_user_id(made["userId"]) == {"user": made}


@COVERAGE.of("load_users")
def test_load_users_skips_those_it_does_not_know_unless_asked_for(sdk: Sdk) -> None:
    made = sdk.user.create(LOGIN)["user"]
    assert sdk.user.load_users([made["userId"], "Unobody"]) == {"users": [made], "total": 1}
    known, unknown = sdk.user.load_users([made["userId"], "Unobody"], include_invalid_users=True)["users"]
    assert known == made
    assert (unknown["userId"], unknown["loginIds"]) == ("Unobody", [])


@COVERAGE.of("import_users")
def test_import_takes_over_what_it_can_and_a_dry_run_nothing(sdk: Sdk) -> None:
    sdk.user.create("taken@x.example")
    records = [
        {"user_id": "auth0|1", "email": "a@x.example", "email_verified": True, "given_name": "Ann"},
        {"user_id": "auth0|2", "email": "taken@x.example"},
    ]
    users = "\n".join(map(json.dumps, records)).encode()
    hashes = json.dumps([{"email": "a@x.example", "passwordHash": base64.b64encode(b"x").decode()}]).encode()
    for dryrun, total in ((True, 1), (False, 2)):
        done = sdk.user.import_users("auth0", users=users, hashes=hashes, dryrun=dryrun)
        (imported,), (failed,) = done["users"], done["failures"]
        assert (imported["loginIds"], imported["givenName"], imported["password"]) == (["a@x.example"], "Ann", True)
        assert failed["user"] == "taken@x.example"
        assert failed["reason"]
        assert sdk.user.search_all()["total"] == total
    assert user(sdk, "a@x.example")["verifiedEmail"]
