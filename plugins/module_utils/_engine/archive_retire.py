# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries out what `retention` decided, or says what it would do; nothing that is not exactly a backup of ours is touched."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from .._errors import StorageFailed
from . import retention
from .archive_clear import empty_and_remove, is_trash, partial_time, strange, trash, trash_name
from .archive_disk import Directory, shown
from .archive_find import Listing
from .manifest import time_of
from .places import BESIDE_BACKUPS

COMING = "(coming)"


@dataclass(frozen=True)
class Retired:
    """What retention did, or would do: ids, or names of what is no backup, each with the reason."""

    kept: list[tuple[str, str]]
    removed: list[tuple[str, str]]
    left_alone: list[tuple[str, str]]


def plan_removal(
    project: Directory,
    listings: t.Sequence[Listing],
    coming: t.Sequence[datetime],
    in_use: t.Collection[str] = (),
    *,
    keep_days: int,
    keep_last: int,
) -> Retired:
    """Return what is to be kept, removed and left alone in a project's directory, whose backups were just verified.

    `coming` are the times of backups that are not there yet and count as if they were; those `in_use`, by id, stay.
    """
    planned = Retired([], [], [])
    _sort_others(project, planned)
    candidates = [
        retention.Candidate(found.id, made, found.status == "verified") for found in listings if (made := time_of(found.id))
    ]
    candidates += [retention.Candidate(COMING, made, verified=True) for made in coming]
    problems = {found.id: f"{found.status.replace('_', ' ')}: {found.problem}" for found in listings}
    for decision in retention.choose(candidates, keep_days=keep_days, keep_last=keep_last):
        if decision.action == "leave":
            planned.left_alone.append((decision.id, problems[decision.id]))
        elif decision.id == COMING:
            continue
        elif decision.id in in_use:
            planned.kept.append((decision.id, "a run that was cut off needs it"))
        elif decision.action == "keep":
            planned.kept.append((decision.id, decision.reason))
        elif obstacle := _obstacle(project, decision.id):
            planned.left_alone.append((decision.id, obstacle))
        else:
            planned.removed.append((decision.id, decision.reason))
    return planned


def remove(project: Directory, planned: Retired) -> Retired:
    """Remove what is planned and return what came of it; what turns out not to be ours after all is left alone.

    Raises StorageFailed, with what had been removed by then, when the system refuses.
    """
    done = Retired(list(planned.kept), [], list(planned.left_alone))
    for name, reason in planned.removed:
        try:
            problem = _remove_one(project, name)
        except StorageFailed as error:
            gone = ", ".join(removed for removed, why in done.removed) or "nothing"
            raise StorageFailed(
                f"The backup {name} could not be removed. {error.message} Removed before: {gone}.",
                hint=error.hint,
                removed=[removed for removed, why in done.removed],
            ) from error
        if problem:
            done.left_alone.append((name, problem))
        else:
            done.removed.append((name, reason))
    return done


def _obstacle(project: Directory, name: str) -> str:
    """Return why what is to be removed may not be touched after all, as a phrase; empty when it may."""
    place = "" if is_trash(name) else trash_name(name)
    if place and project.look(place) is not None and strange(project, place):
        return f"something foreign is in the way of its removal: {place}"
    return strange(project, name)


def _remove_one(project: Directory, name: str) -> str:
    obstacle = _obstacle(project, name)
    if obstacle:
        return obstacle
    if is_trash(name):
        empty_and_remove(project, name)
    elif not trash(project, name):
        return f"something is in the way of its removal: {trash_name(name)}"
    return ""


def _sort_others(project: Directory, planned: Retired) -> None:
    """Say of all that is no backup whether it is an unfinished removal of ours, or none of our business."""
    for name in project.names():
        if time_of(name):
            continue
        if is_trash(name):
            problem = strange(project, name)
            if problem:
                planned.left_alone.append((name, problem))
            else:
                planned.removed.append((name, "its removal was cut off"))
        elif partial_time(name):
            planned.left_alone.append((name, "it is being written, or was cut off; the next backup clears it after 24 hours"))
        elif name not in BESIDE_BACKUPS:
            planned.left_alone.append((shown(name), "it is not a backup"))
