# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One file per noun, found by itself: each has a `router`, and a `KIND` or several `KINDS` when the noun has documents."""

from __future__ import annotations

import importlib
import pkgutil

from fastapi import APIRouter

from ..kinds import Kind
from ..store import Doc

_modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]

ROUTERS: list[APIRouter] = [module.router for module in _modules]
_kinds = [kind for module in _modules for kind in getattr(module, "KINDS", [getattr(module, "KIND", None)]) if kind]
KINDS: dict[str, Kind] = {kind.section: kind for kind in _kinds}


def fresh_sections() -> dict[str, list[Doc]]:
    """What every new project ships with, by section (descope-api 6.1)."""
    return {section: [dict(doc) for doc in kind.fresh] for section, kind in KINDS.items() if kind.fresh}
