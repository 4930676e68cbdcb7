# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only file that imports third-party libraries, so that a missing one is one clear message and never a traceback.

Every other file takes the names from here. Without httpx or pydantic the names are a placeholder that lets class bodies and
decorators parse and does nothing else; `IMPORT_ERROR` then holds the reason, and `_module.py` reports it before any work.
What only some options need is imported by a function, when it is needed.
"""

from __future__ import annotations

import importlib.util
import platform
import sys
import traceback
import typing as t

from ._errors import MissingDependency

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
        try:
            import httpx2 as httpx  # the same with less work for each call, for Python 3.11 and newer
        except ImportError:
            import httpx
    except ImportError:
        IMPORT_ERROR, MISSING = traceback.format_exc(), "httpx"
        httpx = _Absent("httpx")
    if importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # httpcore looks for it six times in each call: where there is none, that ends here

    try:
        from pydantic import VERSION as pydantic_version
        from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
    except ImportError:
        IMPORT_ERROR, MISSING = traceback.format_exc(), "pydantic"
        BaseModel = ConfigDict = Field = model_validator = _Absent("pydantic")

        class ValidationError(Exception):
            """Never raised: nothing validates without pydantic."""


def vault_libraries() -> tuple[t.Any, t.Any]:
    """Return the ciphers and the paddings of `cryptography`, which ansible-core uses too; raises MissingDependency."""
    try:
        from cryptography.hazmat.primitives import ciphers, padding
    except ImportError as error:
        raise _missing("cryptography", "cryptography", "vault") from error
    return ciphers, padding


def age_library() -> t.Any:
    """Return `pyrage`; raises MissingDependency."""
    try:
        import pyrage  # type: ignore[import-untyped]
    except ImportError as error:
        raise _missing("pyrage", "pyrage>=1.2", "age") from error
    return pyrage


def yaml_library() -> t.Any:
    """Return `yaml`, which ansible-core needs too, but on the controller; raises MissingDependency."""
    try:
        import yaml
    except ImportError as error:
        raise MissingDependency(
            f"A desired_file in YAML needs the Python library PyYAML, which is missing for {sys.executable} on "
            f"{platform.node()}.",
            hint=f"Nothing was changed. Install it with: {sys.executable} -m pip install pyyaml, or give the file as JSON.",
        ) from error
    return yaml


def jinja_library() -> t.Any:
    """Return `jinja2`, which ansible-core needs too, but on the controller; raises MissingDependency."""
    try:
        import jinja2
    except ImportError as error:
        raise MissingDependency(
            f"A report as HTML needs the Python library Jinja2, which is missing for {sys.executable} on {platform.node()}.",
            hint=f"Install it with: {sys.executable} -m pip install jinja2, or leave html out of formats.",
        ) from error
    return jinja2


def s3_library() -> tuple[t.Any, t.Any]:
    """Return `boto3` and `botocore`, new enough for conditional writes and their options; raises MissingDependency."""
    try:
        import boto3  # type: ignore[import-untyped]
        import botocore.config  # type: ignore[import-untyped]
        import botocore.exceptions  # type: ignore[import-untyped]

        if tuple(int(part) for part in boto3.__version__.split(".")[:2]) < (1, 36):
            raise ImportError(f"boto3 {boto3.__version__} is too old")
    except ImportError as error:
        raise MissingDependency(
            f"Copies to an object store need the Python library boto3, which is missing or too old for {sys.executable} on "
            f"{platform.node()}.",
            hint=f"Nothing was copied. Install it with: {sys.executable} -m pip install 'boto3>=1.36'",
        ) from error
    return boto3, botocore


def _missing(library: str, requirement: str, method: str) -> MissingDependency:
    return MissingDependency(
        f"Backups that are encrypted with {method} need the Python library {library}, which is missing for {sys.executable} on "
        f"{platform.node()}.",
        hint=f"Nothing was changed. Install it with: {sys.executable} -m pip install '{requirement}'",
    )


__all__ = [
    "IMPORT_ERROR",
    "MISSING",
    "BaseModel",
    "ConfigDict",
    "Field",
    "ValidationError",
    "age_library",
    "httpx",
    "jinja_library",
    "model_validator",
    "pydantic_version",
    "s3_library",
    "vault_libraries",
    "yaml_library",
]
