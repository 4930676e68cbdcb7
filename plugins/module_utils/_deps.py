# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only file that imports httpx or pydantic, so that a missing library is one clear message and never a traceback.

Every other file takes the names from here. Without the libraries the names are a placeholder that lets class bodies and
decorators parse and does nothing else; `IMPORT_ERROR` then holds the reason, and `_module.py` reports it before any work.
"""

from __future__ import annotations

import traceback
import typing as t

IMPORT_ERROR: str | None = None
MISSING: str = ""
pydantic_version: str = ""

if t.TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
else:

    class _Absent:
        """Stands where a library's name would be while a class body is read; it can't be used as anything."""

        def __init__(self, name):
            self._name = name

        def __call__(self, *args, **kwargs):
            return args[0] if args and callable(args[0]) else self

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return self

        def __mro_entries__(self, bases):
            return ()

    try:
        import httpx
    except ImportError:
        IMPORT_ERROR, MISSING = traceback.format_exc(), "httpx"
        httpx = _Absent("httpx")

    try:
        from pydantic import VERSION as pydantic_version
        from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
    except ImportError:
        IMPORT_ERROR, MISSING = traceback.format_exc(), "pydantic"
        BaseModel = ConfigDict = Field = model_validator = _Absent("pydantic")

        class ValidationError(Exception):
            """Never raised: nothing validates without pydantic."""


__all__ = [
    "IMPORT_ERROR",
    "MISSING",
    "BaseModel",
    "ConfigDict",
    "Field",
    "ValidationError",
    "httpx",
    "model_validator",
    "pydantic_version",
]
