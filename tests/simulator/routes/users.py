# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: create, invite, update, patch and delete, one by one and in batches (descope-api 2.4)."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from .. import effects
from ..call import Management, answer
from ..errors import ApiError, invalid, required, user_not_found
from ..kinds import STRS, checked, unique
from ..paging import number
from ..store import Doc, State
from ..user_input import as_failed, create, patch, reachable, update
from ..users import KIND as USER
from ..users import canonical, existing_user, find_user, shown

KIND = USER

router = APIRouter(prefix="/v1/mgmt/user")


@router.post("/create")
async def create_user(call: Management) -> JSONResponse:
    return _created(call, test=False)


@router.post("/create/test")
async def create_test_user(call: Management) -> JSONResponse:
    return _created(call, test=True)


@router.post("/create/batch")
async def create_batch(call: Management) -> JSONResponse:
    """Each user is made or refused for itself, inside a 200; an invitation that reaches nobody is an additional error."""

    def one(draft: State, given: Doc) -> Doc:
        return create(draft, given, created=number(given, "createdTime"))

    done, failed, draft = _each(call, one)
    unreached = [user for user in done if call.body.get("invite") and not reachable(user)]
    return answer(
        {
            "createdUsers": [shown(draft, user) for user in done],
            "failedUsers": failed,
            "additionalErrors": {user["loginIds"][0]: "no email or phone to invite" for user in unreached},
        }
    )


@router.post("/update")
async def update_user(call: Management) -> JSONResponse:
    draft = call.draft()
    user = update(draft, canonical(call.body))
    call.commit(draft)
    return answer({"user": shown(draft, user)})


@router.patch("/patch")
async def patch_user(call: Management) -> JSONResponse:
    draft = call.draft()
    user = patch(draft, canonical(call.body))
    call.commit(draft)
    return answer({"user": shown(draft, user)})


@router.patch("/patch/batch")
async def patch_batch(call: Management) -> JSONResponse:
    done, failed, draft = _each(call, patch)
    users = [shown(draft, user) for user in done]
    return answer({"patchedUsers": users, "failedUsers": failed, "additionalErrors": {}})


@router.post("/delete")
async def delete(call: Management) -> JSONResponse:
    draft = call.draft()
    effects.delete(draft, KIND.section, existing_user(draft, call.body))
    call.commit(draft)
    return answer()


@router.post("/delete/batch")
async def delete_batch(call: Management) -> JSONResponse:
    """All or nothing (inferred)."""
    user_ids = unique(checked(call.body, {"userIds": STRS}).get("userIds", []))
    if not user_ids:
        raise required("userIds")
    draft = call.draft()
    for user_id in user_ids:
        user = draft.get(KIND.section, user_id)
        if user is None:
            raise user_not_found(user_id)
        effects.delete(draft, KIND.section, user)
    call.commit(draft)
    return answer()


@router.delete("/test/delete/all")
async def delete_test_users(call: Management) -> JSONResponse:
    draft = call.draft()
    for user in draft.where(KIND.section, test=True):
        effects.delete(draft, KIND.section, user)
    call.commit(draft)
    return answer()


@router.get("")
async def load(call: Management) -> JSONResponse:
    seen = call.seen
    return answer({"user": shown(seen, existing_user(seen, call.query))})


def _created(call: Management, test: bool) -> JSONResponse:
    """Create one user. Inviting a user id invites that user again and makes nobody (descope-api 1.15)."""
    given, draft = canonical(call.body), call.draft()
    again = find_user(draft, user_id=str(given.get("loginId"))) if given.get("invite") else None
    user = again or create(draft, given, test=test)
    if given.get("invite") and not reachable(user):
        raise invalid("There is no email or phone to send the invitation to")
    if not again:
        call.commit(draft)
    return answer({"user": shown(draft, user)})


def _each(call: Management, change: Callable[[State, Doc], Doc]) -> tuple[list[Doc], list[Doc], State]:
    """Do what can be done of a batch; answers who was changed, who was not and why, and the state after it."""
    draft = call.draft()
    done: list[Doc] = []
    failed: list[Doc] = []
    for entry in call.entries("users"):
        given = canonical(entry)
        try:
            done.append(change(draft, given))
        except ApiError as error:
            failed.append({"failure": error.body["errorMessage"], "user": as_failed(given)})
    if done:
        call.commit(draft)
    return done, failed, draft
