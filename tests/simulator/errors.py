# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error answers of the API: which status, code and text each refusal has."""

from __future__ import annotations

from collections.abc import Mapping


class ApiError(Exception):
    """A refusal, as the client will see it."""

    def __init__(
        self,
        status: int,
        code: str,
        description: str,
        message: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {message or description}")
        self.status = status
        self.headers = dict(headers or {})
        self.body = {"errorCode": code, "errorDescription": description, "errorMessage": message}


class BadInput(ValueError):
    """A control request, a rule or a file that cannot be obeyed; the message says why."""


def malformed(message: str) -> ApiError:
    """The request cannot be read at all (E011001, descope-api 1.6)."""
    return ApiError(400, "E011001", "Request is malformed", message)


def invalid(message: str) -> ApiError:
    """The request can be read but asks for something that is not allowed (E011003, descope-api 1.6)."""
    return ApiError(400, "E011003", "Request is invalid", message)


def required(field: str) -> ApiError:
    """A required field is missing or empty; the wording is attested (descope-api 1.6)."""
    return invalid(f"The {field} field is required")


def already_exists(noun: str, detail: str) -> ApiError:
    """A name or id is taken: no code is published, so a neutral one (descope-api 5 row 3, inferred)."""
    return ApiError(400, "E011003", f"{noun} already exists", detail)


def permission_exists(name: str) -> ApiError:
    """A permission name is taken (E024104, descope-api 2.3)."""
    return ApiError(400, "E024104", "Permission already exists", f"Permission already exists: {name}")


def tenant_not_found(tenant_id: str) -> ApiError:
    """There is no such tenant (E112202, descope-api 1.6)."""
    return ApiError(404, "E112202", "Tenant not found", f"Could not find tenant with id {tenant_id}")


def user_not_found(key: str) -> ApiError:
    """There is no such user (E112102, descope-api 1.6)."""
    return ApiError(404, "E112102", "User not found", f"Could not find user {key}")


def signed_up_already(login_id: str) -> ApiError:
    """A sign-up for a login id that is taken (E062107, descope-api 1.6)."""
    return ApiError(400, "E062107", "User already exists", f"User already exists: {login_id}")


def token_refused(message: str) -> ApiError:
    """A session token is not, or no longer, good (E064001, descope-api 1.6)."""
    return ApiError(401, "E064001", "Token is invalid", message)


def not_found(noun: str, key: str) -> ApiError:
    """There is no such role or permission: status and number inferred, family 024 (descope-api 5 row 4)."""
    return ApiError(404, "E024404", f"{noun} not found", f"Could not find {noun.lower()} {key}")


def consent_not_found(consent_id: str) -> ApiError:
    """There is no such consent (E063302, descope-api 2.8)."""
    return ApiError(404, "E063302", "Consent not found", f"Could not find consent {consent_id}")


def protected_role(name: str) -> ApiError:
    """A built-in role was about to change (E024214, descope-api 2.2)."""
    return ApiError(400, "E024214", "Failed to save role", f"Version conflict while saving the system role {name}")


def flow_not_loaded() -> ApiError:
    """There is no such flow: a 500, with the message twice, as it was seen live (E103003, descope-api 1.6)."""
    error = ApiError(500, "E103003", "Failed getting flow", "Failed loading flow by ID")
    error.body["message"] = error.body["errorMessage"]
    return error


def unknown_execution(execution_id: str) -> ApiError:
    """Nothing runs or ran under this id (E103202, descope-api 1.6; the status is inferred)."""
    return ApiError(404, "E103202", "Flow execution not found", f"Could not find execution {execution_id}")


def unauthorised(message: str) -> ApiError:
    """The bearer does not open this project: one code for every reason (descope-api 1.3, 5 row 2)."""
    return ApiError(401, "E011008", "Invalid token or project not found", message)


def forbidden(message: str) -> ApiError:
    """The key is good but not for this: status and code inferred (descope-api 1.3)."""
    return ApiError(403, "E011403", "Operation not permitted", message)


def outside_licence(what: str) -> ApiError:
    """The plan does not include this: known by the word `license` (descope-api 1.13, 5 row 5, inferred)."""
    return ApiError(403, "E011403", "Not included in the license of this company", f"The license does not include {what}")


def last_project() -> ApiError:
    """A company keeps at least one project (E073008, descope-api 1.6)."""
    return ApiError(400, "E073008", "The project cannot be deleted", "The last project of a company cannot be deleted")


def no_such_path(method: str, path: str, status: int = 404) -> ApiError:
    """The gateway knows no such call (inferred)."""
    return ApiError(status, "E011001", "Not found", f"No handler for {method} {path}")


def rate_limited(seconds: float) -> ApiError:
    """Too many requests (descope-api 1.7)."""
    return ApiError(
        429,
        "E130429",
        "https://docs.descope.com/rate-limit",
        "API rate limit exceeded.",
        headers={"Retry-After": str(seconds)},
    )
