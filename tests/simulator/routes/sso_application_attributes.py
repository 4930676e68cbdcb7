# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which custom attributes SSO applications can have (descope-api 2.7, 2.16)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ..call import Management
from .user_attributes import create_definitions, definitions_kind, delete_definitions, listed_definitions

KIND = definitions_kind("sso_application_attributes")

router = APIRouter(prefix="/v1/mgmt/sso/idp/app")


@router.get("/customattributes")
async def load(call: Management) -> JSONResponse:
    return listed_definitions(KIND, call.seen.docs(KIND.section).values())


@router.post("/customattribute/create")
async def create(call: Management) -> JSONResponse:
    return create_definitions(KIND, call)


@router.post("/customattribute/delete")
async def delete(call: Management) -> JSONResponse:
    return delete_definitions(KIND, call)
