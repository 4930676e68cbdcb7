# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only code that writes to the API: send a plan's changes wave by wave, settle lost answers by reading, note every step."""

from __future__ import annotations

import asyncio
import time
import typing as t
from functools import partial

from .._errors import ApiError, AuthFailed, Conflict, DescopeError, NotFound, RateLimited, UnknownOutcome
from .._kinds._base import Client, Document
from .breaker import Breaker
from .changes import Change, Plan
from .following import moves
from .journal import Journal, Outcome, Status
from .looks import Looks
from .plan import changed_fields
from .progress import Progress
from .recheck import recheck, refuse_taking_along, shared

OnError = t.Literal["stop", "continue", "rollback"]

CONFLICT_STATUS = 409
AHEAD = 6  # for each further change that may be sent at once, so many are begun: the others are looked at meanwhile
FRESH = 2.0  # seconds that a look is good for
SETTLING_PAUSES = (0.2, 0.6, 1.8, 5.4)  # seconds before each look at what became of a write whose answer was lost


async def apply(
    plan: Plan,
    client: Client,
    journal: Journal,
    progress: Progress,
    *,
    concurrency: int,
    on_error: OnError = "stop",
    phase: str = "apply",
    may_go_on: t.Callable[[], None] = lambda: None,
) -> DescopeError | None:
    """Make the changes of `plan`, at most `concurrency` at a time; what came of each is in `journal`.

    After a failure the changes under way are finished and no more are begun, unless `on_error` is `continue`. A refusal of the
    credentials always ends the run, and so does what `may_go_on` raises, which is asked before each write: that is returned.
    `phase` is what the progress calls it.
    """
    steps = partial(progress.step, phase)
    run = _Run(client, journal, steps, plan, concurrency, go_on=on_error == "continue", may_go_on=may_go_on)
    for wave in plan.waves:
        await run.make_all(wave)
    return run.halted


def parcels(wave: t.Iterable[Change]) -> list[tuple[Change, ...]]:
    """Return the changes of a wave by what is sent at once: creates of a kind that takes many together, all others alone."""
    alone: list[tuple[Change, ...]] = []
    together: dict[str, list[Change]] = {}
    for change in wave:
        if change.operation == "create" and change.kind.batch > 1:
            together.setdefault(change.kind.plural, []).append(change)
        else:
            alone.append((change,))
    sizes = {plural: changes[0].kind.batch for plural, changes in together.items()}
    return alone + [
        tuple(changes[start : start + sizes[plural]])
        for plural, changes in together.items()
        for start in range(0, len(changes), sizes[plural])
    ]


class _Run:
    def __init__(
        self,
        client: Client,
        journal: Journal,
        step: t.Callable[[str, int, int], None],
        plan: Plan,
        concurrency: int,
        *,
        go_on: bool,
        may_go_on: t.Callable[[], None],
    ) -> None:
        self.halted: DescopeError | None = None
        self._client = client
        self._looks: Looks
        self._concurrency = concurrency
        self._ahead = asyncio.Semaphore(1 + AHEAD * (concurrency - 1))
        self._gate = asyncio.Semaphore(concurrency)
        self._moved = moves(plan.changes)
        self._shared = shared(plan.changes)
        self._journal = journal
        self._step = step
        self._go_on = go_on
        self._may_go_on = may_go_on
        self._breaker = Breaker()
        self._stopped = False
        self._left: list[Change] = []
        self._total = {kind: len([c for c in plan.changes if c.kind.plural == kind]) for kind in plan.live}
        self._done = dict.fromkeys(self._total, 0)

    async def make_all(self, wave: t.Iterable[Change]) -> None:
        """Make changes that do not depend on each other."""
        self._looks = Looks(self._client, self._concurrency)
        await asyncio.gather(*(self._make(parcel) for parcel in parcels(wave)))

    async def _make(self, parcel: tuple[Change, ...]) -> None:
        async with self._ahead:
            if self._stopped:
                return
            try:
                await self._made(parcel)
            except DescopeError as error:  # not of a change, but of the run: nothing more may be begun
                self._stopped, self.halted = True, self.halted or error

    async def _made(self, parcel: tuple[Change, ...]) -> None:
        refused = await self._rechecked(parcel)
        looked = time.monotonic()
        async with self._gate:
            if self._stopped:
                return
            if refused is None and time.monotonic() - looked > FRESH:
                refused = await self._rechecked(parcel)
            if refused is None:
                self._may_go_on()
                await self._journal.announce(*parcel)
            await self._ended([refused] if refused else await self._attempt(parcel))

    async def _ended(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.error is not None:
                self._stopped |= not self._go_on or _is_refused_key(outcome.error)
                self._left.append(outcome.change)
        await self._journal.conclude(*outcomes)
        refused_for_now = next((one.error for one in outcomes if isinstance(one.error, RateLimited)), None)
        if refused_for_now is not None:
            raise refused_for_now
        await self._breaker.after(outcomes, self._client)
        for outcome in outcomes:
            kind = outcome.change.kind.plural
            self._done[kind] += 1
            self._step(kind, self._done[kind], self._total[kind])

    async def _rechecked(self, parcel: tuple[Change, ...]) -> Outcome | None:
        """Return the outcome of a change that is not to be sent: what it would overwrite is not as the plan saw it."""
        try:
            refuse_taking_along(parcel[0], self._left)
            looks = (recheck(one, self._looks, self._moved, has_company=id(one) in self._shared) for one in parcel)
            await asyncio.gather(*looks)
        except DescopeError as error:  # a parcel of several has nothing but creates, and these are not looked at
            return Outcome(parcel[0], _status(error), error)
        return None

    async def _attempt(self, parcel: tuple[Change, ...]) -> list[Outcome]:
        if len(parcel) == 1:
            return [await self._settled(parcel[0])]
        try:
            errors = await parcel[0].kind.create_many(self._client, [change.document for change in parcel])
        except DescopeError as error:
            errors = [error] * len(parcel)
        settling = (self._settled(change, error) for change, error in zip(parcel, errors, strict=True) if error is not None)
        outcomes = {id(outcome.change): outcome for outcome in await asyncio.gather(*settling)}
        return [outcomes.get(id(change)) or Outcome(change, "applied") for change in parcel]

    async def _settled(self, change: Change, sent: DescopeError | None = None) -> Outcome:
        try:
            made = await settle(change, self._client, sent)
        except DescopeError as error:
            return Outcome(change, _status(error), error)
        return Outcome(change, "applied", made=made)


def _is_refused_key(error: DescopeError) -> bool:
    return isinstance(error, AuthFailed) or isinstance(error.__cause__, AuthFailed)


def _status(error: DescopeError) -> Status:
    if isinstance(error, Conflict):
        return "conflict"
    if isinstance(error, RateLimited):
        return "not_attempted"  # a refusal for too many calls has no effect; it says nothing of the change (reliability #1)
    return "unknown" if isinstance(error, UnknownOutcome) else "failed"


async def settle(change: Change, client: Client, sent: DescopeError | None = None) -> Document | None:
    """Make one change and be sure of it: after a lost answer, read what became of it before sending anything again.

    `sent` is what went wrong when it was sent together with others. Returns what the service made up and will not tell again,
    if it did and its answer came.
    Raises what the API refused with; Conflict when the document is found in neither its old nor its new shape; UnknownOutcome
    when it could not be found out.
    """
    doubt: UnknownOutcome | None = None
    half_made: Document | None = None
    for pause in (*SETTLING_PAUSES, None):
        try:
            if sent is None:
                return await _send(change, half_made, client)
            raise sent
        except UnknownOutcome as error:
            doubt, sent = error, None
        except ApiError as error:
            if not _may_be_echo(change, error, doubt) or shape_of(change, await look(change, client)) != "after":
                raise
            return None
        if pause is not None:
            await asyncio.sleep(pause)
        found = await look(change, client)
        shape = shape_of(change, found)
        if shape == "after":
            return None
        if shape == "foreign":
            raise Conflict(
                f"{change} is neither as it was nor as this run would make it: somebody else changed it meanwhile.",
                hint="Nothing was overwritten. Preview again.",
            )
        half_made = found if shape == "between" else None
    raise doubt or UnknownOutcome(f"What became of {change} is not known.")


def _may_be_echo(change: Change, error: ApiError, doubt: UnknownOutcome | None) -> bool:
    """Say whether a refusal can mean that the change is made: an echo of our own success, or what to delete is gone."""
    gone = change.operation == "delete" and isinstance(error, NotFound)
    return doubt is not None or gone or error.status == CONFLICT_STATUS


async def _send(change: Change, half_made: Document | None, client: Client) -> Document | None:
    """Send what makes the change, or the rest of it when it was found half made."""
    kind = change.kind
    if change.after is None:
        await kind.delete(client, change.document, change.options)
    elif half_made is not None:
        await kind.update(client, half_made, kind.overlay(half_made, change.after))
    elif change.before is None:
        return await kind.create(client, change.after)
    else:
        await kind.update(client, change.before, change.after)
    return None


async def look(change: Change, client: Client) -> Document | None:
    """Return the live document, also under its old key when it was to be renamed."""
    try:
        found = await change.kind.fetch_one(client, change.document)
        if found is None and change.before is not None and change.new_key != change.key:
            found = await change.kind.fetch_one(client, change.before)
    except DescopeError as error:
        raise UnknownOutcome(f"What became of {change} is not known, and it could not be read: {error.message}") from error
    return found


Shape = t.Literal["before", "after", "between", "foreign"]


def shape_of(change: Change, found: Document | None) -> Shape:
    """Say how far `change` has come, by the document as found: not at all, wholly, or in some of its fields.

    `foreign` is a document with a value that is neither the old nor the new one: somebody else's work.
    """
    kind = change.kind
    if found is None:
        gone: Shape = "before" if change.before is None else "foreign"
        return "after" if change.after is None else gone
    old = kind.from_api({}) if change.before is None else change.before
    if change.before is not None and not changed_fields(kind, found, old):
        return "before"
    if change.after is None:
        return "foreign"
    differing = changed_fields(kind, found, kind.overlay(found, change.after))
    if not differing:
        return "after"
    if change.before is None and kind.permanent(found):
        return "between"  # it came with the service's own defaults when what it belongs to was made
    return "foreign" if set(differing) & set(changed_fields(kind, found, old)) else "between"
