# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects as hosts: whatever projects are called, each has a host of its own, and none takes the name of something else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.plugin_utils._inventory_projects import Project, host_names, projects_from

TAKEN = {"all", "ungrouped", "localhost", "careful"}


def project(name: str, project_id: str = "P2abc", **more: Any) -> Project:
    return Project(project_id, name, **more)


def named(*names: str, by: str = "name") -> list[str]:
    """Return what hosts of projects with these names are called; the ids are P0, P1, ..."""
    projects = [project(name, f"P{place}") for place, name in enumerate(names)]
    found = host_names(projects, by, TAKEN)
    return [found[one.id] for one in projects]


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("shop-prod", "shop-prod"),
        ("Shop (Production)", "shop-production"),
        ("Müller & Söhne", "muller-sohne"),
        ("eu.shop_1", "eu.shop-1"),
        ("all:!shop", "all-shop"),
        ("web[1:9],other", "web-1-9-other"),
        ("{{ lookup('pipe', 'id') }}", "lookup-pipe-id"),
        ("桜電機", "P0"),
        ("--", "P0"),
    ],
)
def test_a_host_has_the_name_of_its_project_in_letters_that_no_pattern_takes_for_more(name: str, host: str) -> None:
    assert named(name) == [host]


def test_projects_of_the_same_name_all_get_their_ids_added() -> None:
    assert named("shop", "Shop", "blog") == ["shop-P0", "shop-P1", "blog"]


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_no_project_takes_the_name_of_a_group_or_of_this_machine(name: str) -> None:
    assert named(name.upper()) == [f"{name}-P0"]


def test_hosts_can_be_called_after_their_ids() -> None:
    assert named("shop", "shop", by="id") == ["P0", "P1"]


def test_names_that_not_even_ids_tell_apart_are_refused() -> None:
    projects = [project(name, one) for one, name in (("p1", "x"), ("p2", "x"), ("p3", "x-p1"), ("p4", "p1"))]
    with pytest.raises(InvalidInput, match="The name p1 is that of a host and of something else"):
        host_names(projects, "name", TAKEN)


@given(st.lists(st.text(max_size=8) | st.sampled_from(["shop", "shop-P1", "P1", "all", "p2"]), max_size=6), st.randoms())
@example(["shop", "shop", "shop-P1"], None)
def test_hosts_are_told_apart_whatever_the_names_and_the_order(names: list[str], random: Any) -> None:
    projects = [project(name, f"P{place}") for place, name in enumerate(names)]
    found = host_names(projects, "name", TAKEN)
    assert len(set(found.values())) == len(projects)
    assert not set(found.values()) & TAKEN
    assert all(re.fullmatch(r"[A-Za-z0-9.-]+", host) for host in found.values())
    if random is not None:
        random.shuffle(projects)
    assert host_names(projects, "name", TAKEN) == found


def test_a_project_is_in_groups_for_all_its_environment_and_its_tags() -> None:
    live = project("shop", environment="production", tags=("team a", "live"))
    assert live.groups == ["descope_projects", "descope_environment_production", "descope_tag_team_a", "descope_tag_live"]
    assert project("shop").groups == ["descope_projects", "descope_environment_none"]


def test_a_tag_can_make_no_group_but_one_of_tags() -> None:
    hostile = project("x", tags=("\n[all:vars]", "../prod", "a,b"), environment="a:b")
    assert all(re.fullmatch(r"descope_(projects|(tag|environment)_\w+)", group, re.ASCII) for group in hostile.groups)


def test_a_list_of_projects_is_read_in_the_order_of_their_ids() -> None:
    written = [{"id": "P2", "name": "b", "tags": ["x"]}, {"id": "P1"}]
    assert projects_from(written, "projects") == [Project("P1", "P1"), Project("P2", "b", "", ("x",))]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"id": "P1"}, "projects must be a list"),
        (["P1"], r"projects\[0\] must be a mapping"),
        ([{"name": "x"}], r"projects\[0\]\.id is '', which is no id"),
        ([{"id": "../etc"}], r"projects\[0\]\.id is '\.\./etc'"),
        ([{"id": 7}], r"projects\[0\]\.id must be text: put it in quotes"),
        ([{"id": "P1", "key": "x"}], r"projects\[0\] has key, which no project has"),
        ([{"id": "P1", "tags": "x"}], r"projects\[0\]\.tags must be a list of texts"),
        ([{"id": "P1", "tags": [1]}], r"projects\[0\]\.tags\[0\] must be text"),
        ([{"id": "P1"}, {"id": "P1"}], "projects has the project P1 twice"),
    ],
)
def test_what_is_no_list_of_projects_is_refused_by_its_field(written: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        projects_from(written, "projects")
