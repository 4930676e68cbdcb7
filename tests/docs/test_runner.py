# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner finds what is wrong with a page: output that is not so, examples nobody tests, options that do not exist."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.docs.blocks import UnknownBlock, steps
from tests.docs.expect import Ids, NotShown, check
from tests.docs.options import mistakes
from tests.docs.runner import Failed, Reader
from tests.simulator.process import Control
from tests.simulator.raw_client import RawClient

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def alone(tmp_path: Path) -> Reader:
    """A reader without a simulator, for pages that need none."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {"HOME": str(home), "PWD": str(home), "PATH": os.environ["PATH"]}
    return Reader(home, environment, Control(NOWHERE), RawClient(NOWHERE, ""), "the key", {r"\bP2\.\.\.": "PReal"})


def follow(reader: Reader, text: str, suffix: str = ".rst") -> None:
    page = reader.home.parent / f"page{suffix}"
    page.write_text(text, encoding="utf-8")
    reader.follow(steps(page))


def console(*lines: str) -> str:
    return ".. code-block:: console\n\n" + "".join(f"   {line}\n" for line in lines) + "\n"


def test_a_page_is_one_session_of_a_shell(alone: Reader) -> None:
    follow(
        alone,
        "A file:\n\n.. code-block:: text\n   :caption: a/note.txt\n\n   first\n   second\n\n"
        + console("$ export WORD=hello && cd a")
        + console("$ echo $WORD; cat \\", "    note.txt", "hello", "first", "second"),
    )
    assert alone.environment["WORD"] == "hello"


def test_a_wrong_line_of_output_fails_and_is_named(alone: Reader) -> None:
    with pytest.raises(NotShown, match=r"page\.rst:1: not printed, or not there: goodbye"):
        follow(alone, console("$ echo hello", "goodbye"))


def test_a_command_that_fails_fails_the_page_and_one_that_should_fail_must(alone: Reader) -> None:
    with pytest.raises(Failed, match="false ended with 1"):
        follow(alone, console("$ false"))
    with pytest.raises(Failed, match="true ended with 0"):
        follow(alone, f".. test: fails\n\n{console('$ true')}")
    with pytest.raises(Failed, match="ended with 1"):
        follow(alone, f".. test: status 2\n\n{console('$ false')}")
    follow(alone, f".. test: fails\n\n{console('$ true', '$ false')}")


def test_a_key_that_is_printed_fails(alone: Reader) -> None:
    with pytest.raises(Failed, match="printed the management key"):
        follow(alone, console("$ echo the key"))


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        pytest.param(".. code-block:: yaml\n\n   a: 1\n", ".rst", id="yaml without a name"),
        pytest.param(".. code-block:: shell\n\n   true\n", ".rst", id="commands without a prompt"),
        pytest.param(".. test: sometimes\n\n.. code-block:: yaml\n\n   a: 1\n", ".rst", id="an unknown word"),
        pytest.param(".. parsed-literal::\n\n   true\n", ".rst", id="another directive"),
        pytest.param("Such as::\n\n   true\n", ".rst", id="a literal block"),
        pytest.param(".. test: fails\n\nNothing follows.\n", ".rst", id="a comment without an example"),
        pytest.param(console("true"), ".rst", id="a console without a prompt"),
        pytest.param("```yaml\na: 1\n```\n", ".md", id="a fence"),
        pytest.param("Type this:\n\n    make demo\n", ".md", id="an indented block"),
        pytest.param("<!-- test: fails -->\n", ".md", id="a comment without a fence"),
    ],
)
def test_an_example_of_which_nobody_says_how_it_is_tested_is_refused(text: str, suffix: str, alone: Reader) -> None:
    with pytest.raises(UnknownBlock):
        follow(alone, text, suffix)


def test_what_is_not_run_says_why_and_is_listed(alone: Reader) -> None:
    follow(alone, f".. test: not run: it needs a release on Galaxy\n\n{console('$ ansible-galaxy install')}")
    assert alone.not_run == ["page.rst: $ ansible-galaxy install: it needs a release on Galaxy"]
    with pytest.raises(Failed, match="must say why"):
        follow(alone, f".. test: not run\n\n{console('$ false')}")


def test_what_another_test_runs_names_one_that_exists(alone: Reader) -> None:
    named = "tests/docs/test_runner.py::test_what_another_test_runs_names_one_that_exists"
    follow(alone, f"<!-- test: tested by {named} -->\n```console\n$ true\n```\n", ".md")
    with pytest.raises(Failed, match="there is no test"):
        follow(alone, f"<!-- test: tested by {named}_too -->\n```console\n$ true\n```\n", ".md")


def test_what_is_shown_of_a_file_is_compared_with_it(alone: Reader) -> None:
    follow(alone, "<!-- test: part of galaxy.yml -->\n```yaml\nnamespace: descope\nname: mgmt\n```\n", ".md")
    with pytest.raises(NotShown):
        follow(alone, "<!-- test: part of galaxy.yml -->\n```yaml\nnamespace: acme\n```\n", ".md")
    with pytest.raises(NotShown):
        follow(alone, console("$ echo one > f.txt") + ".. test: shows f.txt\n\n.. code-block:: text\n\n   two\n")


def test_stand_ins_are_replaced_in_commands_files_and_output(alone: Reader) -> None:
    text = ".. code-block:: text\n   :caption: id.txt\n\n   P2...\n\n"
    follow(alone, text + console("$ cat id.txt; test $(cat id.txt) = PReal && echo P2...", "P2...", "P2..."))
    assert (alone.home / "id.txt").read_text(encoding="utf-8") == "PReal\n"


# --- output --------------------------------------------------------------------------------------------------------------


def test_dots_stand_for_any_lines_and_any_text_and_nothing_else_may_be_left_out() -> None:
    printed = "a\nb\n\nc: 12 of 30\nd\n"
    check("a\n...\nc: ... of 30\nd", printed, Ids())
    with pytest.raises(NotShown, match="not there: c"):
        check("a\nc: 12 of 30", printed, Ids())
    check("a\nc: 12 of 30", printed, Ids(), gaps=True)
    with pytest.raises(NotShown):
        check("d\n...\na", printed, Ids())


def test_an_id_that_was_shown_stands_for_the_same_one_ever_after() -> None:
    ids = Ids()
    check("backup 20260101T000000Z", "backup 20261124T023413Z", ids)
    assert ids.real("restore 20260101T000000Z") == "restore 20261124T023413Z"
    check("run 20260101T000000.000001Z of 20260101T000000Z", "run 20261124T023414.123456Z of 20261124T023413Z", ids)
    with pytest.raises(NotShown):
        check("backup 20260101T000000Z", "backup 20261124T999999Z", ids)


def test_a_line_that_does_not_fit_teaches_no_ids() -> None:
    ids = Ids()
    check("20260101T000000Z\nkept", "20261124T000001Z\nremoved\n20261124T000002Z\nkept", ids)
    assert ids.real("20260101T000000Z") == "20261124T000002Z"


def test_hashes_and_seconds_may_differ_and_lines_of_progress_come_in_any_order() -> None:
    check(f"Plan hash: {'a' * 64}.AqXj", f"Plan hash: {'0123456789abcdef' * 4}.zz-_9", Ids())
    check("localhost: apply: roles 1/1, 0 s\nlocalhost: apply: tenants 1/1, 0 s\nok", _PROGRESS, Ids())
    with pytest.raises(NotShown, match="apply: flows"):
        check("localhost: apply: flows 1/1, 0 s", _PROGRESS, Ids())


_PROGRESS = "localhost: apply: tenants 1/1, 3 s\nlocalhost: read: tenants 1/1, 3 s\nlocalhost: apply: roles 1/1, 12.5 s\nok\n"


# --- options -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([{"descope.mgmt.descope_tenant": {"id": "acme", "nmae": "Acme"}}], "nmae"),
        ([{"descope.mgmt.descope_tenant": {"id": "acme", "disabled": "perhaps"}}], "perhaps"),
        ([{"descope.mgmt.descope_tenant": {"id": "acme", "state": "gone"}}], "gone"),
        ([{"descope.mgmt.descope_sso": {"tenant_id": "a", "saml": {"idp_metadata": "x"}}}], "idp_metadata"),
        ([{"descope.mgmt.descope_tennant": {"id": "acme"}}], "descope_tennant"),
        ([{"block": [{"descope.mgmt.descope_tenant": {"nmae": "Acme"}}]}], "nmae"),
        ([{"hosts": "all", "tasks": [{"descope.mgmt.descope_tenant": {"nmae": "Acme"}}]}], "nmae"),
        ([{"hosts": "all", "module_defaults": {"group/descope.mgmt.descope": {"key": "x"}}}], "key"),
        ([{"vars": {"safe_sync_purge_all": True}}], "safe_sync_purge_all"),
        ({"safe_sync_desire": {}}, "safe_sync_desire"),
        ({"backup_offsite_buckett": "x"}, "backup_offsite_buckett"),
        ({"plugin": "descope.mgmt.descope_projects", "hostname": "id"}, "hostname"),
        ({"plugin": "descope.mgmt.descope_project", "hostnames": "id"}, "there is no inventory descope_project"),
        ([{"vars": {"said": "{{ x | descope.mgmt.plan_summery }}"}}], "plan_summery"),
        ([{"vars": {"said": "{{ x | descope.mgmt.plan_summary(max_line=3) }}"}}], "max_line"),
        ([{"vars": {"said": "{{ x | descope.mgmt.plan_summary(format='html') }}"}}], "html"),
        ([{"vars": {"one": "{{ lookup('descope.mgmt.descope_document', 'acme') }}"}}], "needs kind"),
        ([{"vars": {"one": "{{ query('descope.mgmt.descope_document', kind='tenant') }}"}}], "not tenant"),
    ],
)
def test_options_and_variables_that_do_not_exist_are_named(document: object, expected: str) -> None:
    (found,) = mistakes(document)
    assert expected in found


def test_options_that_a_template_gives_are_not_looked_into() -> None:
    assert mistakes([{"descope.mgmt.descope_tenant": {"id": "acme", "disabled": "{{ off }}"}}]) == []


def test_a_file_of_a_page_with_a_mistake_fails_the_page(alone: Reader) -> None:
    with pytest.raises(Failed, match=r"vars\.yml: no role has the variable safe_sync_purge_all"):
        follow(alone, ".. code-block:: yaml\n   :caption: vars.yml\n\n   safe_sync_purge_all: true\n")
