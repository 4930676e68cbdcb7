# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook export: a project that was made by hand becomes a file, and a run with that file changes nothing."""

from __future__ import annotations

import stat

import pytest

from tests.canaries import leaks, secret
from tests.integration.ansible_run import Json
from tests.integration.conftest import MakeProject
from tests.integration.documents import company, permission, tenant
from tests.integration.project import Project
from tests.integration.role_support import PlaybookRun, home_of, play

BRACES = 'Hello {{ lookup("ansible.builtin.pipe", "id") }},\n  {% if x %}"quoted"{% endif %} \n#jinja2: x'
OIDC: Json = {"name": "Entra", "clientId": "c1", "clientSecret": secret("OIDC client secret"), "issuer": "https://op.test"}


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    documents = company()
    documents["permissions"].append(permission("odd", BRACES))
    documents["tenants"].append(
        tenant("numeros", "Ünïcode & \"quotes\": 'x' - #", customAttributes={"vat": "007", "note": BRACES})
    )
    project = make_project(**documents)
    assert project.api.post("sso/oidc", tenantId="acme", settings=OIDC, domains=[]).status_code == 200
    project.control.clear_requests()
    return project


def exported(project: Project, *arguments: str, **variables: object) -> PlaybookRun:
    run = play(project, "export", *arguments, variables=variables)
    assert run.ok, run.output
    assert project.writes() == []
    return run


def names(project: Project) -> list[str]:
    """Return what is in the directory of the run, without what Ansible keeps."""
    return sorted(path.name for path in home_of(project).iterdir() if not path.name.startswith("."))


def test_a_run_with_the_exported_file_finds_nothing_to_change(project: Project) -> None:
    run = exported(project)
    assert (run.changed, names(project)) == (1, ["desired.yml"])
    assert str(project.home / "desired.yml") in run.output
    assert "tenants: 5" in run.output

    for mode in (("--check", "--diff"), ()):
        again = play(project, "safe_sync", "-e", "@desired.yml", *mode)
        assert again.ok, again.output
        assert "as desired already. There was nothing to do." in again.output
        assert again.changed == 0
    verified = play(project, "verify", "-e", "@desired.yml")
    assert verified.ok, verified.output
    assert project.writes() == []


def test_the_file_is_for_its_owner_has_no_secret_and_says_what_it_is_for(project: Project) -> None:
    exported(project)
    file = project.home / "desired.yml"
    text = file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert leaks(text.encode()) == []
    assert "ansible-playbook descope.mgmt.safe_sync --check --diff -e @desired.yml" in text.partition("---")[0]
    assert "!unsafe" in text
    assert "Ünïcode" in text
    assert "Tenant Admin" not in text


def test_a_change_of_the_file_is_a_change_of_the_project_and_nothing_else_is(project: Project) -> None:
    exported(project)
    file = project.home / "desired.yml"
    text = file.read_text(encoding="utf-8")
    assert text.count("See invoices") == 1
    file.write_text(text.replace("See invoices", "Look at invoices"), encoding="utf-8")
    run = play(project, "safe_sync", "-e", "@desired.yml")
    assert run.ok, run.output
    assert project.writes() == ["permission/update"]
    assert project.documents("permissions")["invoice.read"]["description"] == "Look at invoices"
    assert project.documents("permissions")["odd"]["description"] == BRACES


def test_the_file_makes_the_same_project_elsewhere(project: Project, make_project: MakeProject) -> None:
    exported(project, safe_sync_kinds=["permissions", "roles", "tenants"])
    other = make_project()
    file = str(project.home / "desired.yml")
    run = play(other, "safe_sync", "-e", f"@{file}", variables={"safe_sync_confirm": other.id})
    assert run.ok, run.output
    for plural in ("permissions", "roles"):
        assert other.without_times(plural) == project.without_times(plural)
    assert other.tenant("numeros")["customAttributes"] == {"vat": "007", "note": BRACES}


def test_check_mode_writes_no_file_and_says_so(project: Project) -> None:
    run = exported(project, "--check")
    assert (run.changed, names(project)) == (1, [])
    assert "desired.yml (not written in check mode)" in run.output


def test_a_file_that_is_there_is_kept_beside_and_an_equal_one_is_left(project: Project) -> None:
    file = home_of(project) / "desired.yml"
    file.write_text("by: hand\n", encoding="utf-8")
    exported(project)
    kept = [name for name in names(project) if name != "desired.yml"]
    assert [(project.home / name).read_text(encoding="utf-8") for name in kept] == ["by: hand\n"]
    assert exported(project).changed == 0
    assert len(names(project)) == 2


def test_only_the_named_kinds_and_documents_are_written_to_the_named_file(project: Project) -> None:
    (home_of(project) / "files").mkdir()
    run = exported(project, safe_sync_kinds="roles,tenants", safe_sync_keys=["acme*"], safe_sync_export_path="files/acme.yml")
    assert names(project) == ["files"]
    text = (project.home / "files" / "acme.yml").read_text(encoding="utf-8")
    assert "- id: acme\n" in text
    assert "globex" not in text
    assert "permissions:" not in text
    assert "tenants: 3" in run.output


def test_what_is_not_there_because_it_could_not_be_read_is_told(project: Project) -> None:
    project.control.faults([{"path": "/v1/mgmt/list/all", "count": 0, "status": 403}])
    run = exported(project)
    assert "not there: lists, not included in the plan or the key's role" in run.output


def test_trouble_leaves_the_file_of_before_alone(project: Project) -> None:
    file = home_of(project) / "desired.yml"
    file.write_text("by: hand\n", encoding="utf-8")
    project.control.faults([{"path": "/v1/mgmt/role/all", "count": 0, "status": 500}])
    run = play(project, "export")
    assert not run.ok
    assert names(project) == ["desired.yml"]
    assert file.read_text(encoding="utf-8") == "by: hand\n"
