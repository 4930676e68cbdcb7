# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put changes into waves by what refers to what; pure."""

from __future__ import annotations

import typing as t
from graphlib import CycleError, TopologicalSorter

from .._errors import InvalidInput
from .._kinds.registry import KINDS

if t.TYPE_CHECKING:
    from .changes import Change

Address = tuple[str, str]  # plural and key


def in_waves(writes: t.Sequence[Change], deletes: t.Sequence[Change]) -> tuple[tuple[Change, ...], ...]:
    """Return the writes, what is referred to first, then the deletes, what refers first.

    The changes of one wave do not depend on each other. Raises InvalidInput when references form a loop.
    """
    return _waves(writes, reverse=False) + _waves(deletes, reverse=True)


def _waves(changes: t.Sequence[Change], *, reverse: bool) -> tuple[tuple[Change, ...], ...]:
    by_address = {(change.kind.plural, change.new_key): change for change in changes}
    sorter: TopologicalSorter[Address] = TopologicalSorter()
    renamed = {(c.kind.plural, c.key): (c.kind.plural, c.new_key) for c in changes if c.new_key != c.key}
    for address, change in by_address.items():
        sorter.add(address)
        for used in _needed(change, by_address):
            if reverse:
                sorter.add(used, address)
            else:
                sorter.add(address, used)
        for used in _used(change) & renamed.keys():
            sorter.add(renamed[used], address)  # who still writes the old name comes before it goes
    try:
        sorter.prepare()
    except CycleError as error:
        _refuse_loop(t.cast("list[Address]", error.args[1]))
    waves = []
    while sorter.is_active():
        ready = sorter.get_ready()
        waves.append(tuple(by_address[address] for address in sorted(ready, key=_rank)))
        sorter.done(*ready)
    return tuple(waves)


def _needed(change: Change, by_address: t.Mapping[Address, Change]) -> t.Iterator[Address]:
    """Yield the addresses of other changes that decide whether what `change` refers to is there under that name.

    What lives inside another document waits for its update too, since the calls of the two may write the same fields.
    """
    for used in change.kind.references(change.document):
        for target in used.targets:
            other = by_address.get(target)
            if other is None:
                continue
            if other.operation != "update" or other.new_key != other.key or used.on_delete in ("cascade", "nothing"):
                yield target


def _used(change: Change) -> set[Address]:
    return {target for used in change.kind.references(change.document) for target in used.targets}


def _rank(address: Address) -> tuple[int, str]:
    return (list(KINDS).index(address[0]), address[1])


def _refuse_loop(addresses: list[Address]) -> t.NoReturn:
    names = " -> ".join(f"{KINDS[plural].name} {key}" for plural, key in addresses)
    raise InvalidInput(f"These refer to each other in a loop, so none can come first: {names}.", hint="Break the loop.")
