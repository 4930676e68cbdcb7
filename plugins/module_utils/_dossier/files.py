# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier's files: whole or not there, readable for their owner alone, named so that they sort by project and time."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import typing as t
from dataclasses import replace

from .._errors import StorageFailed
from . import history
from .markdown import markdown
from .page import page
from .record import Dossier

ENDINGS = {"html": "html", "markdown": "md", "json": "json"}


def write_files(dossier: Dossier, directory: str, formats: t.Iterable[str], *, keep_history: bool = False) -> dict[str, str]:
    """Write `dossier` in each of `formats` below `directory`, which is made if it is missing; return the paths by format.

    With `keep_history`, the dossier shows the last runs of its project, and a line about this one is added to the history
    beside the files, of which the path is returned as `history`.
    Raises StorageFailed when a file can't be written, and MissingDependency for HTML without Jinja2.
    """
    stem = _stem(dossier)
    line = history.line_of(dossier, stem)
    try:
        if keep_history:
            earlier = history.last_runs(directory, dossier.project_id, history.SHOWN - 1)
            dossier = replace(dossier, history=(line, *earlier))
        texts = {name: _text(dossier, name) for name in ENDINGS if name in set(formats)}
        paths = {name: os.path.join(directory, f"{stem}.{ENDINGS[name]}") for name in texts}
        os.makedirs(directory, mode=0o700, exist_ok=True)
        for name, path in paths.items():
            _write(path, texts[name])
        if keep_history:
            paths["history"] = history.add(directory, line)
    except OSError as error:
        raise StorageFailed(
            f"The report can't be written to {directory}: {error.strerror}.",
            hint="Name a directory that may be written to as report_dir. What the run did stays as it is.",
        ) from None
    return paths


def _text(dossier: Dossier, name: str) -> str:
    if name == "html":
        return page(dossier)
    if name == "markdown":
        return markdown(dossier)
    return json.dumps(dossier.values(), ensure_ascii=False, indent=1) + "\n"


def _stem(dossier: Dossier) -> str:
    project = re.sub("[^A-Za-z0-9_-]", "_", dossier.project_id)[:64] or "project"
    time = re.sub("[^0-9TZ]", "", dossier.written_at.replace("+00:00", "Z"))
    return f"{project}-{time}-{dossier.action}"


def _write(path: str, text: str) -> None:
    descriptor, draft = tempfile.mkstemp(prefix=".report-", dir=os.path.dirname(path))
    try:
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
