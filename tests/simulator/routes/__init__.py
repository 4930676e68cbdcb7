# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One file per noun, found by itself: each has a `router`, and a `KIND` when the noun has documents."""

from __future__ import annotations

import importlib
import pkgutil

from fastapi import APIRouter

from ..kinds import Kind

_modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]

ROUTERS: list[APIRouter] = [module.router for module in _modules]
KINDS: dict[str, Kind] = {module.KIND.section: module.KIND for module in _modules if hasattr(module, "KIND")}
