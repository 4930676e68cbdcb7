# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in a module's options: in nothing that it returns, prints or logs, wherever in the options they stand."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args

from ansible_collections.descope.mgmt.plugins.module_utils._errors import InvalidInput
from ansible_collections.descope.mgmt.plugins.module_utils._module import Failed, Json, Task, run_offline
from tests.canaries import leaks, pem_secret, secret

SECRET = secret("OIDC client secret")
KEY = pem_secret("SAML signing key")
DESIRED: Json = {
    "tenants": [{"id": "acme", "sso": {"oidc": {"client_id": "client-of-acme", "client_secret": SECRET}}}],
    "sso": [{"tenant_id": "globex", "saml": {"sp_sign_key": KEY}}],
}
SPEC: Json = {"desired": {"type": "dict"}}

Work = t.Callable[[Task], t.Awaitable[Json]]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes to the system's log."""
    messages: list[str] = []
    monkeypatch.setattr(AnsibleModule, "log", lambda self, message, log_args=None: messages.append(f"{message} {log_args}"))
    return messages


def printed(work: Work, capsys: pytest.CaptureFixture[str]) -> Json:
    """Run a module with the desired state above and return its result."""
    given = {"project_id": "P1", "management_key": "K1-of-the-project", "desired": DESIRED, "_ansible_no_log": False}
    with patch_module_args(given), pytest.raises(SystemExit):
        run_offline(SPEC, work)
    result: Json = json.loads(capsys.readouterr().out)
    return result


async def fail(task: Task) -> Json:
    raise InvalidInput(f"Odd: {task.params['desired']['tenants'][0]['sso']['oidc']['client_secret']}.", hint=KEY)


async def fail_quoting(task: Task) -> Json:
    raise InvalidInput(f"Odd: {json.dumps(task.params['desired'])}.")


async def fail_later(task: Task) -> Json:
    raise Failed(InvalidInput("Odd."), {"diff": [task.params["desired"]]})


async def break_down(task: Task) -> Json:
    raise ValueError(SECRET)


async def echo(task: Task) -> Json:
    return {"echo": task.params["desired"]}


@pytest.mark.parametrize("work", [echo, fail, fail_quoting, fail_later, break_down])
def test_a_secret_inside_a_desired_state_is_in_no_result(
    work: Work, capsys: pytest.CaptureFixture[str], logged: list[str]
) -> None:
    text = json.dumps(printed(work, capsys))
    assert leaks(text.encode()) == []
    assert "PRIVATE KEY" not in text
    assert "client-of-acme" in text


# reliability #113
def test_a_secret_inside_a_desired_state_is_not_in_the_systems_log(
    capsys: pytest.CaptureFixture[str], logged: list[str]
) -> None:
    printed(echo, capsys)
    text = "\n".join(logged)
    assert "client-of-acme" in text
    assert leaks(text.encode()) == []
    assert "K1-of-the-project" not in text


def test_the_work_itself_has_the_secrets(capsys: pytest.CaptureFixture[str], logged: list[str]) -> None:
    async def compare(task: Task) -> Json:
        return {"same": task.params["desired"] == DESIRED}

    result = printed(compare, capsys)
    assert result["same"] is True


def test_a_secret_that_was_read_and_not_given_is_in_no_result_either(
    capsys: pytest.CaptureFixture[str], logged: list[str]
) -> None:  # reliability #110
    async def work(task: Task) -> Json:
        task.hide({"read-from-a-backup"})
        raise Failed(InvalidInput("Odd: read-from-a-backup."), {"diff": ["read-from-a-backup"]})

    result = printed(work, capsys)

    assert result["msg"].startswith("Odd: ")
    assert "read-from-a-backup" not in json.dumps([result, logged])
