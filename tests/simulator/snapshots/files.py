# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The map of files that a snapshot is: what may be in it, and what is set apart as files of its own (descope-api 3.1)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from ..errors import malformed, required
from ..store import Doc

File = Doc | str
Files = dict[str, File]

# In the place of a text or an image that is a file of its own. How the service says so is not published.
_REFERENCE = "$file"
_LARGE = 512
_DATA = re.compile(r"data:([a-z]+/[a-z+]+);base64,(.*)", re.DOTALL)
_IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "image/webp": "webp"}
_TYPES = {extension: kind for kind, extension in _IMAGES.items()}


def read_files(given: Any) -> Files:
    """The map of a request, or a refusal when it is none (descope-api 6.5)."""
    if not given:
        raise required("files")
    if not isinstance(given, dict):
        raise malformed("The files field must be an object")
    for path, content in given.items():
        if any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path:
            raise malformed(f"The path {path!r} is not a relative path")
        if not isinstance(content, dict if path.endswith(".json") else str):
            raise malformed(f"The file {path} must be {'an object' if path.endswith('.json') else 'a string'}")
        if isinstance(content, str) and not path.endswith((".txt", ".html")) and not _is_base64(content):
            raise malformed(f"The file {path} is not base64")
    return dict(given)


def set_apart(files: Mapping[str, File]) -> Files:
    """The default format: large bodies of messages and all images become files of their own."""
    apart = _Apart(files)
    whole: Files = {path: apart.lighter(path, content) for path, content in files.items()}
    return {**apart.files, **whole}


def put_back(files: Mapping[str, File]) -> tuple[Files, list[str]]:
    """The plain format, and the paths that are referred to and not there."""
    used: set[str] = set()
    missing: list[str] = []

    def back(value: Any) -> Any:
        if isinstance(value, list):
            return [back(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        path = value.get(_REFERENCE)
        if set(value) != {_REFERENCE} or not isinstance(path, str):
            return {name: back(entry) for name, entry in value.items()}
        content = files.get(path)
        if not isinstance(content, str):
            missing.append(path)
            return value
        used.add(path)
        kind = _TYPES.get(path.rpartition(".")[2])
        return f"data:{kind};base64,{content}" if kind else content

    whole: Files = {path: back(content) for path, content in files.items()}
    return {path: content for path, content in whole.items() if path not in used}, missing


class _Apart:
    """Collects what is taken out of the JSON files, under names that no other file has."""

    def __init__(self, present: Mapping[str, File]) -> None:
        self.files: dict[str, str] = {}
        self._present = present

    def lighter(self, path: str, content: File) -> File:
        """Flows stay whole, and only the files of the sign-in methods have messages (descope-api 3.2)."""
        if isinstance(content, str) or path.startswith("flows/"):
            return content
        lighter: Doc = self._value(path.removesuffix(".json"), content, path.startswith("auth/"))
        return lighter

    def _value(self, place: str, value: Any, with_texts: bool) -> Any:
        if isinstance(value, dict):
            return {name: self._value(f"{place}-{_slug(name)}", entry, with_texts) for name, entry in value.items()}
        if isinstance(value, list):
            return [self._value(f"{place}-{_key(entry, at)}", entry, with_texts) for at, entry in enumerate(value)]
        if not isinstance(value, str):
            return value
        image = _DATA.fullmatch(value)
        if image and image[1] in _IMAGES and _is_base64(image[2]):
            name = hashlib.sha256(value.encode()).hexdigest()[:16]
            return self._reference(f"assets/img-{name}.{_IMAGES[image[1]]}", image[2])
        if with_texts and len(value) >= _LARGE:
            return self._reference(f"{place}.{'html' if value.lstrip().startswith('<') else 'txt'}", value)
        return value

    def _reference(self, path: str, content: str) -> Doc:
        """Another file of the same name means a number."""
        stem, dot, extension = path.rpartition(".")
        number = 2
        while path in self._present or self.files.get(path, content) != content:
            path = f"{stem}-{number}{dot}{extension}"
            number += 1
        self.files[path] = content
        return {_REFERENCE: path}


def _key(entry: Any, at: int) -> str:
    return _slug(str(entry["id"])) if isinstance(entry, dict) and entry.get("id") else str(at)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", name)


def _is_base64(content: str) -> bool:
    try:
        base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
