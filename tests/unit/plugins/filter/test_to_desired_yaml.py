# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desired state as YAML: whatever a project holds comes back from the file as it was, and nothing in it is templated."""

from __future__ import annotations

import typing as t

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ansible_collections.descope.mgmt.plugins.filter.to_desired_yaml import FilterModule, to_desired_yaml

Json = dict[str, t.Any]


def as_variables(text: str) -> t.Any:
    """Return what Ansible makes of a file of variables: read, trusted as the user's own, and templated."""
    loader = DataLoader()
    return Templar(loader=loader, variables={"secret": "given away"}).template(loader.load(trust_as_template(text)))


def survives(value: t.Any) -> bool:
    """Say whether a value comes back, with every type as it was."""
    found = as_variables(to_desired_yaml({"here": value}))["here"]
    return bool(found == value and repr(plain(found)) == repr(value))


def plain(value: t.Any) -> t.Any:
    """Return a value in Python's own types."""
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


# --- texts that YAML would take for something else -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("1", "1.0", "007", "0o17", "0x1F", "1e3", "1_000", "1:30:45", "+1", ".5", ".inf", ".nan", "-", "--", "---", "..."),
        *("true", "No", "on", "off", "y", "n", "null", "~", "", " ", "None", "2026-11-22", "2026-11-22T23:15:00Z"),
        *("<<", "=", "?", "? x", ": x", "a: b", "a:", "- a", "#x", "a #b", "&a", "*a", "!a", "!unsafe a", "%YAML", "@a", "`a"),
        *("[a]", "{a}", "a, b", "|", ">", "|-\n x", "'", '"', "'a'", '"a"', "a'b\"c", "\\", "\\n", "a\\", "\\u0041"),
    ],
)
def test_a_text_is_never_taken_for_anything_else(text: str) -> None:
    assert survives(text)
    assert survives({text: [text]})


@pytest.mark.parametrize(
    "text",
    [
        "two\nlines",
        "two\nlines\n",
        "two\nlines\n\n\n",
        "\nleading",
        "\n",
        "\n\n",
        "  indented\nfirst line",
        " \n x",
        "trailing space \nin a line",
        "trailing tab\t\nin a line",
        "tab\tin a line\nof two",
        "\tleading tab\nof two",
        "a\n  deeper\n    still\n",
        "a\n\n  \n\nb",
        "ends in space \n ",
        "key: value\n- item\n# comment\n",
        "--- \n...\n",
        "carriage\r\nreturn",
        "carriage\ronly",
        "next\x85line",
        "next\x85line\nand another",
        "separators\u2028and\u2029these",
        "separators\u2028and\u2029these\nand another",
        "no\xa0break\n \xa0 ",
    ],
)
def test_lines_come_back_with_every_blank_and_break(text: str) -> None:
    assert survives(text)
    assert survives([{"deep": {"er": text}}])


@pytest.mark.parametrize(
    "text",
    [
        "grüße, 世界",
        "emoji 🙂\nand line",
        "\ufeffmark",
        "nul\x00",
        "bell\x07",
        "esc\x1b[31m",
        "del\x7f",
        "c1\x9f",
        "\uffff",
    ],
)
def test_every_character_comes_back(text: str) -> None:
    assert survives(text)


def test_half_a_character_is_refused_because_no_file_can_hold_it() -> None:
    with pytest.raises(AnsibleFilterError, match="half of a character"):
        to_desired_yaml({"roles": [{"name": "half \ud83d"}]})


def test_a_person_can_read_it() -> None:
    written: Json = {
        "roles": [{"name": "Grüße", "description": "one\ntwo\n", "empty": [], "none": None, "yes": True, "count": 5}]
    }
    assert to_desired_yaml(written) == (
        "---\nroles:\n- name: Grüße\n  description: |\n    one\n    two\n  empty: []\n  none: null\n  'yes': true\n  count: 5\n"
    )


def test_the_order_stays_and_what_is_there_twice_is_written_twice() -> None:
    twice = {"z": 1, "a": 2}
    text = to_desired_yaml({"one": twice, "two": twice, "list": [twice]})
    assert ("&" in text, text.count("z: 1"), text.index("z: 1") < text.index("a: 2")) == (False, 3, True)


# --- templates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{{ secret }}",
        "Hello {{user.name}}!",
        "{% if x %}\nyes\n{% endif %}\n",
        "{# a comment #}",
        "{{ lookup('ansible.builtin.pipe', 'id') }}",
        'quoted "{{ secret }}" and \\ backslash',
        "lines\nof {{ secret }} \n  text\n",
        "{{",
        "}} {%",
        "{{ secret }}\x85\u2028\x07\ttab",
        '#jinja2: variable_start_string:"[["\n[[ secret ]]',
        "#jinja2: trim_blocks:True\nplain",
        "- {{ a }}\n- !unsafe x",
    ],
)
def test_template_marks_are_text(text: str) -> None:
    assert survives(text)
    assert survives([{"deep": text}])
    assert survives({text: 1})


def test_only_what_has_template_marks_is_marked_unsafe() -> None:
    assert "!unsafe" not in to_desired_yaml({"a": "{ {", "b": "} }", "c": "{", "d": "x\ny", "jinja2": "a #jinja2:"})
    assert to_desired_yaml({"a": "{{ x }}"}) == '---\na: !unsafe "{{ x }}"\n'


# --- values --------------------------------------------------------------------------------------------------------------


def test_what_ansible_made_of_values_is_written_as_plain_ones() -> None:
    loaded = as_variables("a: !unsafe '{{ x }}'\nb: [1, {c: text}]\n")
    assert to_desired_yaml(loaded) == '---\na: !unsafe "{{ x }}"\nb:\n- 1\n- c: text\n'


def test_the_filter_has_its_name() -> None:
    assert FilterModule().filters() == {"to_desired_yaml": to_desired_yaml}


texts = st.text() | st.text(alphabet="{}%# \n\t\r\x85\u2028:-'\"\\!|>0ä", max_size=12)
scalars = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)


@settings(max_examples=300, deadline=None)
@given(values)
@example("0\n\x85")
@example({"\n": {"{{": "\n"}})
def test_whatever_a_project_holds_comes_back(value: t.Any) -> None:
    assert survives(value)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(texts, values, max_size=3))
def test_it_is_yaml_for_others_too(value: Json) -> None:
    class Reader(yaml.SafeLoader):
        """Any reader that knows the one tag."""

    Reader.add_constructor("!unsafe", lambda reader, node: reader.construct_scalar(t.cast("yaml.ScalarNode", node)))
    assert yaml.load(to_desired_yaml(value), Reader) == value
