# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How tasks are told the project and its key, and that the key is never seen: every run of `Project.play` looks for it."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.integration.ansible_run import ROOT, Json, Run, preview_of, task
from tests.integration.project import KEY_FROM_ENVIRONMENT, Project
from tests.simulator.process import running_simulator
from tests.unit.plugins.certificates import written_certificate

BY_NAME = ("role", "list", "jwt_template", "sso_application", "inbound_app", "outbound_app", "custom_attribute", "access_key")
NOWHERE = "http://127.0.0.1:9"
EVERY_MODULE: dict[str, Json] = {
    "backup": task("backup"),
    "drift_info": task("drift_info", backup="latest"),
    "restore": preview_of("restore", mode="mirror", max_delete_percent=100),
    "permission": task("permission", name="audit.read"),
    "sync": task("sync", desired={"tenants": [{"id": "globex", "name": "Globex 2"}]}),
    "undo": preview_of("undo"),
    "backup_offsite": preview_of("backup_offsite", bucket="none", endpoint_url=NOWHERE, access_key="a", secret_key="b"),
    "tenant": preview_of("tenant", id="acme", name="Acme"),
    "tenant_settings": preview_of("tenant_settings", tenant_id="acme", enabled=True),
    "password_settings": preview_of("password_settings", min_length=9),
    "theme": preview_of("theme", code_mode=True),
    "report": task("report", report_dir="{{ playbook_dir }}/reports", action="sync", preview={"plan": {"total": 0}}),
    "fga_schema": preview_of("fga_schema", dsl="model AuthZ 1.0\n\ntype user\n"),
    "project": preview_of("project", name="Renamed"),
    "sso": preview_of("sso", tenant_id="acme", state="absent"),
    "flow": preview_of("flow", flow_id="nowhere", state="absent"),
    "user": preview_of("user", login_id="nobody", state="absent"),
    **{module: preview_of(module, name="Nobody", state="absent") for module in BY_NAME},
    **{module: task(module) for module in ("backup_info", "tenant_info", "state_info", "project_info", "audit_info")},
}
OF_THE_COMPANY = {"project"}  # a project's own key may not list projects


@pytest.fixture(scope="module")
def run(shared_project: Project) -> Run:
    """Every module once, then failures, told to say all they can; options come from defaults for the action group."""
    explicit = {"project_id": shared_project.id, "management_key": "{{ key }}", "base_url": shared_project.simulator.url}
    return shared_project.play(
        *EVERY_MODULE.values(),
        task("tenant_info", **explicit, nonsense=True),
        task("tenant_info", **explicit, timeout="soon"),
        task("sync", **explicit, desired={"tenants": [{"id": "acme", "nonsense": True}]}),
        task("tenant_info", project_id="PNobodyHasThisOne"),
        defaults={**shared_project.connection, "timeout": 7},
        play={"vars": {"key": KEY_FROM_ENVIRONMENT}},
        environment={
            "ANSIBLE_LOG_PATH": str(shared_project.home / "ansible.log"),
            "ANSIBLE_INJECT_INVOCATION": "true",  # core 2.21 tells a module's options only when asked to
        },
        arguments=("-vvv", "--diff"),
    )


def test_defaults_for_the_action_group_reach_every_module(run: Run) -> None:
    modules = {path.stem.removeprefix("descope_") for path in (ROOT / "plugins" / "modules").glob("descope_*.py")}
    assert set(EVERY_MODULE) == modules

    results = run.results[: len(EVERY_MODULE)]
    failed = {name: result.message for name, result in zip(EVERY_MODULE, results, strict=True) if result.failed}
    assert failed.keys() == OF_THE_COMPANY, failed
    assert {result["invocation"]["module_args"]["timeout"] for result in results} == {7}


def test_the_key_is_not_printed_or_logged_even_when_ansible_tells_all_it_can(shared_project: Project, run: Run) -> None:
    assert [result.failed for result in run.results[len(EVERY_MODULE) :]] == [True] * 4
    assert "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER" in run.output
    assert "--- before: tenant globex" in run.output
    assert shared_project.key not in run.output
    assert shared_project.key not in (shared_project.home / "ansible.log").read_text(encoding="utf-8")


def test_a_key_that_the_service_repeats_is_masked(company_project: Project) -> None:
    repeated = {
        "errorCode": "E011003",
        "errorDescription": f"Bad key {company_project.key}",
        "errorMessage": company_project.key,
    }
    company_project.control.faults([{"method": "POST", "path": "/v1/mgmt/role/*", "status": 400, "body": repeated}])
    done = company_project.play(
        task("sync", desired={"roles": [{"name": "Viewer", "description": "Sees"}]}, on_error="rollback"), arguments=("-vvv",)
    )

    assert "Bad key ****" in done.results[0].message
    assert company_project.key not in done.output


def test_the_environment_and_the_tasks_own_options_reach_a_module(project: Project) -> None:
    environment = {
        "DESCOPE_PROJECT_ID": project.id,
        "DESCOPE_MANAGEMENT_KEY": project.key,
        "DESCOPE_BASE_URL": project.simulator.url,
    }
    fallback, own, unset = project.run(
        task("tenant_info"),
        {**task("tenant_info", **project.connection), "environment": dict.fromkeys(environment, "")},
        {**task("tenant_info", project_id=project.id), "environment": {"DESCOPE_MANAGEMENT_KEY": ""}},
        defaults={},
        environment=environment,
    )

    assert (fallback.failed, own.failed) == (False, False)
    assert unset.code == "invalid_input"
    assert "management_key is missing" in unset.message


def test_a_plan_made_against_one_address_is_not_carried_out_at_another(project: Project) -> None:
    """The same project id and key, another address in the environment: reliability #14."""
    desired = {"tenants": [{"id": "t1", "name": "Tenant 1"}]}
    connection = {name: value for name, value in project.connection.items() if name != "base_url"}
    with running_simulator(seed="empty") as elsewhere:
        elsewhere.control.load(project.id, project.control.dump(project.id))
        (preview,) = project.run(preview_of("sync", desired=desired))
        (moved,) = project.run(
            task("sync", desired=desired, plan_hash=preview["plan"]["hash"]),
            defaults=connection,
            environment={"DESCOPE_BASE_URL": elsewhere.url},
        )
        written = [one for one in elsewhere.control.requests() if one["method"] == "POST"]

    assert preview["plan"]["api_base"] == project.simulator.url
    assert moved.code == "stale_plan"
    assert (written, project.writes()) == ([], [])


def test_a_service_that_cannot_be_reached_or_trusted_is_told_apart_in_time(project: Project, tmp_path: Path) -> None:
    """A closed port, an unknown name, a proxy that is not there, a certificate of nobody.

    Covers reliability #11, reliability #12 and reliability #14.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written_certificate(tmp_path))
    accepted: list[socket.socket] = []

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                accepted.append(listener.accept()[0])
                with suppress(ssl.SSLError):
                    context.wrap_socket(accepted[-1], server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=[listener], daemon=True).start()
        nobody = {"environment": {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "", "no_proxy": ""}}
        closed, unknown, no_proxy, untrusted = project.run(
            task("tenant", id="t1", name="T", base_url="http://127.0.0.1:1"),
            task("tenant", id="t1", name="T", base_url="https://api.descope.invalid"),
            {**task("tenant", id="t1", name="T", base_url="https://api.descope.example"), **nobody},
            task("tenant", id="t1", name="T", base_url=f"https://127.0.0.1:{listener.getsockname()[1]}"),
            environment=dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"), ""),
        )

    assert [result.code for result in (closed, unknown, no_proxy)] == ["api_unreachable"] * 3
    assert max(result.ended - result.started for result in (closed, unknown, no_proxy)) < 70
    assert (untrusted.code, untrusted["error"]["retryable"], len(accepted)) == ("tls_failed", False, 1)
    assert project.requests() == []
