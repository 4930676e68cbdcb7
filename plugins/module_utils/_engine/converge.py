# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one path every writing module takes: look for a run that was cut off, read, plan, guard; `execute` does the rest."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace

from .._client import DescopeClient
from .._kinds._base import Document, Kind
from .._kinds.registry import KINDS, needed_by, taking_part, users_of
from .._turns import in_turns
from .archive import Backup
from .changes import Change, Plan, Scope, Target
from .execute import Conditions, Report, execute
from .guards import check_limits, check_still_approved, refuse_empty_desired, refuse_shrunken
from .plan import plan
from .progress import Progress
from .state import State, read_state
from .take_up import finishes, take_up


@dataclass(frozen=True)
class Job(Conditions):
    """What is wanted, and under which conditions.

    `narrow` says that nothing but the wanted documents matters, so that no others of their kinds need to be read. `last` is a
    backup of which the live project may not have shrunk to less than half.
    """

    desired: State
    scope: Scope = field(default_factory=Scope)
    narrow: bool = False
    last: Backup | None = None


async def converge(job: Job, client: DescopeClient, progress: Progress) -> Report:
    """Make the project as `job` wants it, and report; with check mode, plan and check only.

    Raises before the first write whatever forbids the plan. After it, trouble is in the report: see `execute.failure`.
    """
    if not job.scope.whole:  # a backup may well hold none of a kind: there the deletion budget says how far to go
        refuse_empty_desired(job.desired, purge=job.scope.purge)
    took_up = await take_up(job, client)
    current, planned = await _read_and_plan(job, client, progress)
    if job.last is not None:
        refuse_shrunken(current.whole_counts, job.last.whole_counts, job.last.id)
    if job.limits:
        check_limits(planned, job.limits)
    if job.approval and not finishes(planned, job.approval.plan_hash, took_up, job):
        check_still_approved(planned, job.approval, current, job.desired)
    return await execute(job, planned, current, client, progress, took_up=took_up)


async def _read_and_plan(job: Job, client: DescopeClient, progress: Progress) -> tuple[State, Plan]:
    """Read what is to be compared and what it refers to, plan, and when that deletes, read what the deletes may touch too."""
    target = target_of(client)
    wanted = {*job.desired.kinds, *job.scope.absent}
    beside = _referred_to(job.desired) - wanted
    plurals = [plural for plural in needed_by(wanted) if plural in wanted | beside]
    owners = {} if job.scope.purge else _owners(job)
    these = _these(job) if job.narrow else {}
    current = await read_state(client, plurals, _reader(progress), optional=beside, owners=owners, these=these)
    planned = plan(current, job.desired, job.scope, target)
    holds_whole = job.backup is not None and job.backup.is_due(planned)
    if these and (holds_whole or planned.deletes):  # a backup holds a kind as a whole, and any document may use what goes
        current = current.joined(await read_state(client, list(these), _reader(progress), owners=owners))
        planned = plan(current, job.desired, job.scope, target)
    touched = users_of(change.kind.plural for change in planned.deletes)
    more = [plural for plural in touched if plural not in plurals and plural in taking_part("backup")]
    if more:
        inside = _inside(more, planned.deletes)
        found = await read_state(client, more, _reader(progress), optional=more, owners=inside, maybe_none=True)
        current = current.joined(found)
        planned = plan(current, job.desired, job.scope, target)
    return current, await weighed(planned, client)


def _referred_to(desired: State) -> set[str]:
    """Return the plurals of the kinds that the desired documents, as they are written, refer to: of others nothing is asked."""
    found: set[str] = set()
    for plural in desired.kinds:
        kind = KINDS[plural]
        nothing = kind.from_api({})
        for written in desired.documents[plural]:
            if found.issuperset(kind.depends_on):
                break
            found.update(used.kind for used in kind.references({**nothing, **written}))
    return found


def _inside(plurals: t.Iterable[str], deletes: t.Iterable[Change]) -> dict[str, frozenset[str]]:
    """Return inside which owners to read kinds of which `deletes` touch nothing else: those that are deleted."""
    gone: dict[str, set[str]] = {}
    for change in deletes:
        gone.setdefault(change.kind.plural, set()).add(change.key)
    owners = {plural: KINDS[plural].owner for plural in plurals}
    return {
        plural: frozenset(gone[owner])
        for plural, owner in owners.items()
        if gone.keys() & {*KINDS[plural].depends_on} == {owner}
    }


def _owners(job: Job) -> dict[str, frozenset[str]]:
    """Return inside which owners to read the kinds that live inside others: those that are written or to be deleted."""
    asked: dict[str, set[str]] = {}
    for documents in (job.desired.documents, job.scope.absent):
        for plural in documents:
            if KINDS[plural].owner:
                asked.setdefault(plural, set()).update(
                    document.get(KINDS[plural].owner_field) or "" for document in documents[plural]
                )
    return {plural: frozenset(owners) for plural, owners in asked.items()}


def _these(job: Job) -> dict[str, list[Document]]:
    """Return the documents that are written or to be deleted, of the kinds of which single documents can be read."""
    written = (job.desired.documents, job.scope.absent)
    single = [plural for part in written for plural in part if type(KINDS[plural]).fetch_these is not Kind.fetch_these]
    return {plural: [one for part in written for one in part.get(plural, ())] for plural in single}


async def weighed(planned: Plan, client: DescopeClient) -> Plan:
    """Return the plan with what depends on the documents that it deletes, and what its updates destroy."""
    impacts = await _impacts(planned.deletes, client)

    async def one(change: Change) -> Change:
        if change.operation == "delete":
            return replace(change, impact=impacts[id(change)])
        if change.before is not None and change.after is not None:
            return replace(change, losses=await change.kind.losses(client, change.before, change.after))
        return change

    waves = [tuple(await in_turns(one, wave)) for wave in planned.waves]
    return replace(planned, waves=tuple(waves))


async def _impacts(deletes: t.Sequence[Change], client: DescopeClient) -> dict[int, t.Mapping[str, int]]:
    """Return the impact of each delete by its identity, asked for by kind."""
    by_kind: dict[str, list[Change]] = {}
    for change in deletes:
        by_kind.setdefault(change.kind.plural, []).append(change)
    found: dict[int, t.Mapping[str, int]] = {}
    for plural, changes in by_kind.items():
        impacts = await KINDS[plural].impacts(client, [change.document for change in changes])
        found |= {id(change): impact for change, impact in zip(changes, impacts, strict=True)}
    return found


def target_of(client: DescopeClient) -> Target:
    """Return what the client's plans are for."""
    return Target(client.settings.project_id, client.settings.base_url)


def _reader(progress: Progress) -> t.Callable[[str, int], None]:
    return lambda plural, count: progress.step("read", plural, count, count)
