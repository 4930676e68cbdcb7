# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with each example of the Markdown pages: how its first line begins, and the words that RST has in a comment.

`later` puts a step off until the files that stand further down are there. Markdown may have the words in a comment of its own,
too: `<!-- test: WORDS -->`, then the example is not in this table.
"""

from __future__ import annotations

from dataclasses import replace

from tests.docs.blocks import Step, UnknownBlock

LATER = "later "
RELEASE = "not run: it needs Ansible Galaxy or GitHub, and a release of the collection there"
TOOL = "not run: it needs a tool or a service that the tests do not have"
SHOWN = "not run: this is a picture of how things hang together, and nothing to type"
AWX = "tested by tests/integration/awx/test_configure.py::test_the_controller_takes_everything_as_it_is_sent"
WORKFLOW = "tested by tests/integration/awx/test_workflow.py::test_an_approved_plan_is_made_and_verified"
IMAGE = "tested by tests/integration/awx/test_execution_environment.py::test_the_definition_becomes_a_build_context"
COPIES = "tested by tests/integration/test_role_backup_offsite.py::"
NIGHTLY = f"{COPIES}test_the_nightly_job_of_the_readme_backs_up_and_copies"
FETCHED = f"{COPIES}test_a_new_host_fetches_and_a_night_without_the_store_is_a_warning_unless_a_copy_is_required"
DRILL = "tested by tests/integration/test_playbook_drill.py::"
MANY = "tested by tests/integration/test_many_projects.py::test_each_project_gets_what_is_desired_of_it"
INVENTORY = "tested by tests/integration/test_inventory.py::test_the_examples_report_by_the_key_of_each_project"
UNREADABLE = "tested by tests/integration/test_inventory.py::test_what_cannot_be_meant_is_one_clear_error"
DEMO = "tested by tests/docs/test_demo.py::test_the_demo_goes_through"

# Pages whose examples want a project with nothing in it.
EMPTY = frozenset({"roles/safe_sync/README.md"})

PAGES: dict[str, list[tuple[str, str]]] = {
    "README.md": [
        ("make demo", DEMO),
        ("safe_sync_desired:", "part of examples/first.yml"),
        ("$ ansible-playbook descope.mgmt.safe_sync --check --diff -e @examples/first.yml", "run gaps"),
        ("$ ansible-playbook descope.mgmt.safe_sync -e @examples/first.yml", "run gaps"),
        ("ansible-galaxy collection install", RELEASE),
        ("collections:", RELEASE),
        ("export DESCOPE_PROJECT_ID=P...", "later run"),
        ("safe_sync_desired:", "file desired.yml"),
    ],
    "roles/backup_offsite/README.md": [
        ("# nightly.yml", "file nightly.yml"),
        ("15 2 * * *", NIGHTLY),
        ("- name: Back up, elsewhere too", "options"),
        ("- name: Bring back the newest backup", FETCHED),
    ],
    "roles/safe_sync/README.md": [
        ("$ export DESCOPE_PROJECT_ID=P2...", "later run"),
        ("safe_sync_desired:", "file desired.yml"),
        ("$ ansible-playbook descope.mgmt.export", "later run"),
        ("$ ansible-playbook descope.mgmt.safe_sync --check -e @desired.yml -e safe_sync_report_dir", "later run"),
        (
            "$ ansible-playbook descope.mgmt.safe_sync --check --diff -e safe_sync_desired_file=desired.yml",
            "tested by tests/integration/test_desired_file.py::"
            "test_the_role_takes_a_file_from_where_the_user_stands_for_preview_run_and_verification",
        ),
        ("$ ansible-playbook descope.mgmt.promote --check", "later run"),
        ("safe_sync_source_project_id:", "file promotion.yml"),
        (
            "$ ansible-playbook descope.mgmt.drift",
            "not run: its report is below /srv; the page drift.rst is run, which has the same command",
        ),
        ("safe_sync_drift_severities:", "file watch.yml"),
        ("17 * * * *", "not run: it is a line for cron; the page drift.rst is run, which has the same command"),
        (
            "$ ansible-playbook descope.mgmt.restore_drill --check",
            f"{DRILL}test_a_whole_project_comes_back_with_a_full_score_and_only_the_scratch_project_is_talked_to",
        ),
        ("safe_sync_scratch_project_id:", "file scratch.yml"),
        ("- name: Roll out", "options"),
    ],
    "docs/architecture.md": [("modules/descope_sync.py", SHOWN)],
    "docs/awx.md": [
        ("$ cp -r examples/awx", "run"),
        ("$ export DESCOPE_PROJECT_ID=P2...", "run"),
        ("$ ansible-builder build", IMAGE),
        ("$ ansible-galaxy collection install awx.awx", AWX),
        ("flowchart LR", SHOWN),
        ("descope_mgmt:", WORKFLOW),
        ("apiVersion: v1", TOOL),
    ],
    "docs/scale.md": [
        ("- name: Preview", "options"),
        (
            "$ jq -r",
            "tested by tests/integration/test_plan_file.py::test_a_preview_of_very_many_changes_is_cut_and_its_file_is_whole",
        ),
        ("- name: Make every project", "part of examples/many_projects/site.yml"),
        ("all:", "part of examples/many_projects/projects.yml"),
        ("$ ansible-playbook site.yml --inventory projects.yml", MANY),
    ],
    "examples/inventory/README.md": [
        ("$ ansible-inventory -i company.descope_projects.yml", INVENTORY),
        ("[inventory]", UNREADABLE),
    ],
    "extensions/eda/README.md": [
        (
            "$ pip install ansible-rulebook",
            "tested by tests/integration/test_eda.py::test_a_signed_change_starts_a_backup_and_nothing_else_does",
        ),
    ],
    "CONTRIBUTING.md": [
        ("git clone", RELEASE),
        (".venv/bin/ansible-doc", "tested by tests/structure/test_artifact.py::test_every_module_documents_itself"),
        ("make dev", "not run: it installs what the tests run with"),
        ("---", "not run: it is what a fragment of the changelog looks like; `make check-changelog` looks at those"),
    ],
}


def with_words(page: str, found: list[Step]) -> list[Step]:
    """Return the examples of a Markdown page with the words of the table; raise UnknownBlock where the two do not fit."""
    table = list(PAGES.get(page, []))
    now: list[Step] = []
    later: list[Step] = []
    for step in found:
        if not step.words:
            first, words = table.pop(0) if table else ("", "")
            if not words or not step.first.startswith(first):
                expected = f"{step.place}: not in tests/docs/markdown_pages.py, or not in this place there: {step.first}"
                raise UnknownBlock(expected)
            step = replace(step, words=words)
        (later if step.words.startswith(LATER) else now).append(replace(step, words=step.words.removeprefix(LATER)))
    if table:
        raise UnknownBlock(f"{page} has no example that begins with {table[0][0]}, which tests/docs/markdown_pages.py names")
    return now + later
