# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every plan, on projects and wishes that Hypothesis makes up."""

from __future__ import annotations

import typing as t

from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._engine.changes import Change, Plan
from ansible_collections.descope.mgmt.plugins.module_utils._engine.plan_hash import plan_hash
from ansible_collections.descope.mgmt.plugins.module_utils._engine.state import State
from ansible_collections.descope.mgmt.plugins.module_utils._kinds._base import Document
from ansible_collections.descope.mgmt.plugins.module_utils._kinds.registry import KINDS
from tests.unit.plugins.builders import planned, read, run_plan, state
from tests.unit.plugins.strategies import Case, cases, projects

moderately = settings(max_examples=60, deadline=None)

Address = tuple[str, str]
UNORDERED = ("permissionNames", "defaultRoles", "enforceSSOExclusions")
MADE_BY_SERVER = ("id", "createdTime", "successors")


def addressed(of: State) -> dict[Address, Document]:
    return {(plural, key): document for plural in of.kinds for key, document in of.keyed(plural).items()}


def plain(plural: str, document: Document) -> Document:
    """Return what can be compared of a document; a tenant's id is its own, the others' are the server's."""
    made = MADE_BY_SERVER if plural != "tenants" else MADE_BY_SERVER[1:]
    kept = {name: value for name, value in document.items() if name not in made}
    return {name: sorted(value) if name in UNORDERED else value for name, value in kept.items()}


def without_gone(plural: str, document: Document, gone: set[Address]) -> Document:
    """Return a document as it is once everything in `gone` is gone."""
    left = plain(plural, document)
    for name, used in (("permissionNames", "permissions"), ("defaultRoles", "roles")):
        if name in left:
            keys = {one: f"/{one}" if used == "roles" and "/" in one else one for one in left[name]}
            left[name] = [one for one in left[name] if (used, keys[one]) not in gone]
    return left


@moderately
@given(cases())
def test_applying_a_plan_gives_what_was_written_and_planning_again_is_empty(case: Case) -> None:
    api = case.before.api()
    journal = run_plan(case.plan(read(api)), api)
    assert journal.failures == []
    now = addressed(read(api))
    for (plural, key), wanted in addressed(case.desired).items():
        assert plain(plural, wanted).items() <= plain(plural, now[plural, key]).items()
    assert case.plan(read(api)).changes == ()


@moderately
@given(cases())
def test_what_nobody_wrote_stays_but_for_references_to_what_went(case: Case) -> None:
    api = case.before.api()
    before = addressed(read(api))
    run_plan(case.plan(read(api)), api)
    now, wanted = addressed(read(api)), addressed(case.desired)
    gone = before.keys() - now.keys()
    for address in before.keys() & now.keys():
        plural = address[0]
        expected = without_gone(plural, before[address], gone) | plain(plural, wanted.get(address, {}))
        assert plain(plural, now[address]) == expected


@moderately
@given(cases())
def test_nothing_goes_without_purge_and_with_it_exactly_what_is_not_wanted(case: Case) -> None:
    api = case.before.api()
    before = addressed(read(api)).keys()
    run_plan(case.plan(read(api)), api)
    built_in = {("permissions", "Impersonate"), ("roles", "Tenant Admin")}
    wanted = addressed(case.desired).keys()
    assert addressed(read(api)).keys() == (wanted | built_in if case.purge else wanted | before)


@moderately
@given(cases())
def test_a_plan_never_touches_what_descope_made(case: Case) -> None:
    changes = case.plan(read(case.before.api())).changes
    assert not [change for change in changes if change.key in ("Impersonate", "Tenant Admin")]


@moderately
@given(cases())
def test_without_purge_and_absent_a_plan_has_no_delete(case: Case) -> None:
    assert planned(read(case.before.api()), case.desired).deletes == ()


@moderately
@given(cases())
def test_writes_come_after_what_they_refer_to_and_deletes_before_it(case: Case) -> None:
    plan = case.plan(read(case.before.api()))
    wave_of = {(change.kind.plural, change.new_key): number for number, wave in enumerate(plan.waves) for change in wave}
    operations = {(change.kind.plural, change.new_key): change.operation for change in plan.changes}
    for change, used in used_by_changes(plan):
        here, there = wave_of[change.kind.plural, change.new_key], wave_of.get(used)
        if there is not None and change.operation == "delete" == operations[used]:
            assert here < there
        elif there is not None and operations[used] == "create":
            assert there < here
    order = [change.operation == "delete" for change in plan.changes]
    assert order == sorted(order)


def used_by_changes(plan: Plan) -> t.Iterator[tuple[Change, Address]]:
    for change in plan.changes:
        for used in change.kind.references(change.document):
            yield change, (used.kind, used.key)


@moderately
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(case: Case, random: t.Any) -> None:
    def shuffled(one: State) -> State:
        orders = {plural: random.sample(list(one.documents[plural]), len(one.documents[plural])) for plural in one.kinds}
        return state(**{plural: orders[plural] for plural in random.sample(list(orders), len(orders))})

    current = read(case.before.api())
    plan = case.plan(current)
    other = planned(current, shuffled(case.desired), purge=case.purge)
    assert other.waves == plan.waves
    assert plan_hash(other) == plan_hash(plan) == plan_hash(planned(shuffled(current), case.desired, purge=case.purge))


@moderately
@given(projects())
def test_a_project_compared_with_itself_needs_nothing(project: t.Any) -> None:
    current = read(project.api())
    assert planned(current, current, purge=True, whole=True).changes == ()


@moderately
@given(projects())
def test_variables_and_documents_say_the_same(project: t.Any) -> None:
    found = read(project.api())
    for plural in found.kinds:
        kind = KINDS[plural]
        for document in found.documents[plural]:
            assert kind.from_variables(kind.to_variables(document), "here") == document
