# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets inside configurations whose shape is not known here: found by the names of their fields (descope-api 3.4, 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_SECRET = {
    "accesskey",
    "accountkey",
    "apikey",
    "apisecret",
    "authtoken",
    "bearertoken",
    "clientsecret",
    "hmacsecret",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "token",
}
# How a client says "as it is" (descope-api 5 row 12).
_KEEP = ("", "PLACEHOLDER_VALUE")

Path = tuple[str, ...]


def is_secret(name: str) -> bool:
    return name.lower().replace("_", "") in _SECRET


def is_blank(value: Any) -> bool:
    """Does this value say that the stored secret stays?"""
    return value is None or value in _KEEP


def secrets_in(configuration: Any, above: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every secret field of a configuration with its place and its value, blank ones too."""
    if not isinstance(configuration, dict):
        return
    for name, value in configuration.items():
        if is_secret(name) and (isinstance(value, str) or value is None):
            yield (*above, name), value
        else:
            yield from secrets_in(value, (*above, name))


def value_at(configuration: Any, path: Path) -> Any:
    for name in path:
        configuration = configuration.get(name) if isinstance(configuration, dict) else None
    return configuration


def with_value(configuration: Any, path: Path, value: Any) -> Any:
    """A copy with another value in one place."""
    if not path:
        return value
    return {**configuration, path[0]: with_value(configuration[path[0]], path[1:], value)}


def blanked(configuration: Any) -> Any:
    """A copy without any secret's value; that there is one stays visible."""
    for path, value in list(secrets_in(configuration)):
        if not is_blank(value):
            configuration = with_value(configuration, path, "")
    return configuration


def without_unset(value: Any) -> Any:
    """A copy without the secrets that have no value, so that a blank one in an export says that there is one."""
    if not isinstance(value, dict):
        return value
    shown = {name: entry for name, entry in value.items() if not (is_secret(name) and is_blank(entry))}
    return {name: without_unset(entry) for name, entry in shown.items()}


def filled(configuration: Any, stored: Any) -> Any:
    """A copy in which every blank secret has the value that is stored."""
    for path, value in list(secrets_in(configuration)):
        if is_blank(value):
            configuration = with_value(configuration, path, value_at(stored, path) or "")
    return configuration
