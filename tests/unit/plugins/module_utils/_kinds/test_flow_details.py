# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person can read what changes in a flow: tasks, edges, conditions, screens and their texts."""

from __future__ import annotations

import copy
import typing as t

import pytest

from ansible_collections.descope.mgmt.plugins.module_utils._kinds.flow import Flow
from tests.canaries import secret

FLOW = Flow()
Json = dict[str, t.Any]


def part(name: str, *nodes: str, **props: t.Any) -> Json:
    return {"displayName": name, "nodes": list(nodes), "props": props, "type": {"resolvedName": name}}


def exported() -> Json:
    """Return a flow in the shape of a real export: a screen, an action with a failure, and the end."""
    screen = {
        "id": "0",
        "name": "Sign In Screen",
        "type": "screen",
        "screenId": "SC1",
        "htmlTemplate": {
            "ROOT": part("Container", "t", "b"),
            "t": part("Text", children="Hello world", variant="h3"),
            "b": part("Button", children="Sign In", color="primary"),
        },
        "interactions": [{"id": "b", "label": "Sign In", "type": "button"}],
        "next": {"rules": [{"interactionId": "b", "taskId": "1"}]},
        "view": {"x": 1, "y": 2},
    }
    action = {
        "id": "1",
        "name": "Magic Link",
        "type": "automated",
        "action": "sign-in-magic-link",
        "arguments": {"templateId": {"type": "inline", "value": ""}},
        "next": {"rules": [{"interactionId": "success", "taskId": "2"}]},
        "view": {"x": 5, "y": 5},
    }
    end = {"id": "2", "name": "End", "type": "automated", "action": "logged-in", "next": {}, "view": {"x": 9, "y": 9}}
    return {
        "flowId": "sign-in",
        "metadata": {"name": "Sign In", "disabled": False, "componentsVersion": "3.1.0"},
        "contents": {"startTask": "0", "tasks": {"0": screen, "1": action, "2": end}},
        "screens": [
            {"screenId": "SC9", "interactions": [], "contents": {"root": {"children": [{"text": "Check your inbox"}]}}}
        ],
        "references": {"roles": {}, "connectors": {}},
    }


def task(flow: Json, key: str) -> Json:
    return t.cast("Json", flow["contents"]["tasks"][key])


def told(change: t.Callable[[Json], object]) -> list[str]:
    """Return the lines about a flow that `change` was done to."""
    after = copy.deepcopy(exported())
    change(after)
    return [str(detail) for detail in FLOW.details(exported(), after)]


def test_the_same_flow_has_no_lines_whatever_was_stamped_on_it() -> None:
    assert told(lambda flow: flow["metadata"].update(componentsVersion="3.9.9")) == []


def test_the_name_and_whether_it_is_on_are_told() -> None:
    lines = told(lambda flow: flow["metadata"].update(name="Log In", disabled=True))
    assert lines == ["~ metadata.disabled: false -> true", "~ metadata.name: Sign In -> Log In"]


def test_tasks_that_come_and_go_are_told_with_what_they_do() -> None:
    def change(flow: Json) -> None:
        tasks = flow["contents"]["tasks"]
        tasks["3"] = {"id": "3", "name": "Ask for a code", "type": "automated", "action": "otp", "next": {}}
        del tasks["2"]

    lines = told(change)
    assert '+ task 3 "Ask for a code": automated, otp' in lines
    assert '- task 2 "End": automated, logged-in' in lines


def test_an_edge_that_leads_elsewhere_is_one_line_with_the_button_and_both_ends() -> None:
    lines = told(lambda flow: task(flow, "0")["next"]["rules"][0].update(taskId="2"))
    assert lines == ['~ edge from task 0 "Sign In Screen" on "Sign In": to task 1 "Magic Link" -> to task 2 "End"']


def test_edges_that_come_and_go_are_told() -> None:
    lines = told(lambda flow: task(flow, "1")["next"].update(rules=[{"interactionId": "failure", "taskId": "0"}]))
    assert lines == [
        '- edge from task 1 "Magic Link" on success: to task 2 "End"',
        '+ edge from task 1 "Magic Link" on failure: to task 0 "Sign In Screen"',
    ]


def test_the_condition_of_an_edge_is_told() -> None:
    condition = {"key": "user.tenant", "operator": "equal", "predicate": "acme"}
    (line,) = told(lambda flow: task(flow, "1")["next"]["rules"][0].update(condition=condition))
    assert line.startswith('~ edge from task 1 "Magic Link" on success: to task 2 "End" -> to task 2 "End" if ')
    assert '"operator": "equal"' in line


def test_the_arguments_of_a_task_are_told_one_by_one() -> None:
    lines = told(lambda flow: task(flow, "1")["arguments"]["templateId"].update(value="welcome"))
    assert lines == ['+ task 1 "Magic Link": arguments.templateId.value: welcome']


def test_an_argument_that_is_a_secret_by_its_name_is_masked() -> None:
    value = secret("secret in a flow")
    lines = told(lambda flow: task(flow, "1")["arguments"].update(clientSecret={"type": "inline", "value": value}))
    assert any("clientSecret.value: ********" in line for line in lines)
    assert not any(value in line for line in lines)


def test_texts_and_parts_of_a_screen_are_told_by_what_a_person_sees() -> None:
    def change(flow: Json) -> None:
        parts = task(flow, "0")["htmlTemplate"]
        parts["t"]["props"]["children"] = "Welcome back"
        parts["g"] = part("Google Button", children="Sign in with Google")
        parts["ROOT"]["nodes"] = ["t", "b", "g"]

    lines = told(change)
    called = 'screen of task 0 "Sign In Screen"'
    assert lines == [
        f'+ {called}: Google Button: "Sign in with Google"',
        f"~ {called}: Text: children: Hello world -> Welcome back",
    ]


def test_the_order_of_the_parts_of_a_screen_is_told() -> None:
    (line,) = told(lambda flow: task(flow, "0")["htmlTemplate"]["ROOT"].update(nodes=["b", "t"]))
    assert line == '~ screen of task 0 "Sign In Screen": Container: order of what is in it: t, b -> b, t'


def test_a_screen_in_another_shape_is_told_leaf_by_leaf() -> None:
    def change(flow: Json) -> None:
        flow["screens"][0]["contents"]["root"]["children"][0]["text"] = "Look into your inbox"

    assert told(change) == ["~ screen SC9: contents.root.children[0].text: Check your inbox -> Look into your inbox"]


def test_a_task_that_was_only_moved_on_the_canvas_is_said_to_be() -> None:
    (line,) = told(lambda flow: task(flow, "1").update(view={"x": 0, "y": 0}))
    assert line == '~ moved on the canvas only: 1 "Magic Link"'


def test_the_first_task_is_told_by_its_name() -> None:
    assert told(lambda flow: flow["contents"].update(startTask="1")) == ['~ first task: 0 "Sign In Screen" -> 1 "Magic Link"']


def test_a_flow_that_comes_or_goes_is_told_whole() -> None:
    come, gone = ([str(detail) for detail in FLOW.details(*pair)] for pair in ((None, exported()), (exported(), None)))
    assert '+ task 1 "Magic Link": automated, sign-in-magic-link' in come
    assert '- task 1 "Magic Link": automated, sign-in-magic-link' in gone
    assert {line[0] for line in come} == {"+"}
    assert {line[0] for line in gone} == {"-"}


def test_tasks_inside_a_subflow_are_told_with_the_way_to_them() -> None:
    inner = {"startTask": "0", "tasks": {"0": {"id": "0", "name": "Inner", "type": "automated", "next": {}}}}
    assert '+ task 1/0 "Inner": automated' in told(lambda flow: task(flow, "1").update(subflow=inner))


@pytest.mark.parametrize("odd", [None, [], "x", 7, {"tasks": []}, {"tasks": {"0": "x", "1": {"next": [1], "rules": {}}}}])
def test_a_flow_of_an_unknown_shape_is_still_told(odd: t.Any) -> None:
    after = {**exported(), "contents": odd if isinstance(odd, dict) else {"tasks": {"0": odd}}}
    assert list(FLOW.details(exported(), after))
