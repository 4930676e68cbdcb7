# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: in every backup where the plan has them, and brought back alone, validated, and with the secrets they ask for."""

from __future__ import annotations

import json
from pathlib import Path

from tests.canaries import secret
from tests.integration.ansible_run import Json, preview_of, task
from tests.integration.conftest import MakeProject
from tests.integration.documents import assert_predicted, company
from tests.integration.project import Project
from tests.integration.stored import read
from tests.scan import assert_nothing_leaked

SECRET = secret("connector API key at import")
MAILER = {
    "id": "CI1",
    "name": "Mailer",
    "type": "sendgrid",
    "configuration": {"apikey": secret("connector API key"), "sender": "a@x.example"},
}
ALONE = {"kinds": ["snapshot"]}


def settings(project: Project) -> dict[str, Json]:
    """What no other call reads: the project's settings and its ways to sign in, by file."""
    return {one["id"]: one["content"] for one in project.control.dump(project.id)["snapshot_files"]}


def change(project: Project, path: str, **fields: object) -> None:
    """Change settings of the project as the console would."""
    files = {**settings(project), path: {**settings(project)[path], **fields}}
    project.load(snapshot_files=[{"id": name, "content": content} for name, content in files.items()])


def test_what_only_a_snapshot_holds_comes_back_as_check_mode_said(company_project: Project) -> None:
    company_project.load(connectors=[MAILER])
    before = settings(company_project)
    saved = company_project.run_one(task("backup"))
    change(company_project, "project.json", cookiePolicy=1, trustedDomains=["evil.example"])
    change(company_project, "auth/magiclink.json", enabled=False)
    results = company_project.run_named(
        {
            "drift": task("drift_info", backup="latest", **ALONE),
            "preview": preview_of("restore", backup=saved["backup"]["id"], **ALONE),
            "unapproved": task("restore", backup=saved["backup"]["id"], **ALONE),
            "restored": task("restore", backup=saved["backup"]["id"], **ALONE, plan_hash="{{ preview.plan.hash }}"),
            "again": task("restore", backup=saved["backup"]["id"], **ALONE),
        }
    )

    preview, restored = results["preview"], results["restored"]
    assert not saved.failed, saved.message
    assert results["unapproved"].code == "confirmation_required"
    assert_predicted(preview, restored)
    assert settings(company_project) == before
    assert (results["again"].changed, results["drift"]["differences"][0]["severity"]) == (False, "critical")
    assert [one["path"].rpartition("/")[2] for one in company_project.requests(preview)] == ["export", "validate"]
    assert [path for path in company_project.writes(restored) if path == "snapshot/import"] == ["snapshot/import"]
    connector = company_project.control.dump(company_project.id)["connectors"][0]
    assert connector["configuration"]["apikey"] == secret("connector API key")


def test_the_diff_names_the_files_that_change_and_shows_no_megabytes(company_project: Project) -> None:
    saved = company_project.run_one(task("backup", **ALONE))
    change(company_project, "auth/otp.json", domain="x" * 100_000)
    preview = company_project.run_one(preview_of("restore", backup=saved["backup"]["id"], **ALONE))

    (shown,) = preview["diff"]
    before, after = shown["before"]["files"], shown["after"]["files"]
    assert [path for path in after if before[path] != after[path]] == ["auth/otp.json"]
    assert preview["plan"]["lines"] == ["~ update snapshot project: files (replaces what these files hold: auth/otp.json)"]
    assert len(json.dumps(preview.values)) < 50_000


def test_a_whole_restore_leaves_the_snapshot_alone_and_company_is_refused(company_project: Project) -> None:
    saved = company_project.run_one(task("backup"))
    change(company_project, "project.json", cookiePolicy=1)
    whole, company_of_two = company_project.run(
        task("restore", backup=saved["backup"]["id"]),
        task("restore", backup=saved["backup"]["id"], kinds=["snapshot", "roles"], confirm=company_project.id),
    )

    assert (whole.failed, whole.changed) == (False, False), whole.message
    assert company_of_two.code == "invalid_input"
    assert "snapshot can't be written together with roles" in company_of_two.message
    assert company_project.requests(company_of_two) == []


def test_a_plan_without_snapshots_is_a_gap_in_a_backup(project: Project) -> None:
    project.control.configure(tier="tier1")
    saved = project.run_one(task("backup"))

    assert not saved.failed, saved.message
    assert "snapshot" not in saved["backup"]["counts"]
    assert saved["backup"]["completeness"]["snapshot"]["status"] == "not_supported"
    assert "icense" in saved["backup"]["completeness"]["snapshot"]["reason"]


def test_a_new_project_asks_for_the_secrets_of_connectors_and_takes_them(make_project: MakeProject) -> None:
    source, target = make_project(**company(), connectors=[]), make_project()
    source.load(connectors=[MAILER])
    saved = source.run_one(task("backup", **ALONE))
    options = {"backup": saved["backup"]["path"], "allow_other_project": True, "confirm": target.id, **ALONE}
    path = "input_secrets.connectors.CI1.apikey"
    results = target.run_named(
        {
            "preview": preview_of("restore", **options),
            "refused": task("restore", **options),
            "typo": task("restore", **options, secrets={"snapshot": {"project": {"input_secret.x": SECRET}}}),
            "restored": task("restore", **options, secrets={"snapshot": {"project": {path: SECRET}}}),
            "again": task("restore", **options),
        }
    )

    for refused in (results["preview"], results["refused"]):
        assert refused.code == "invalid_input"
        assert "apikey of Mailer" in refused.message
        assert refused["error"]["secrets_template"] == {"snapshot": {"project": {path: ""}}}
    assert "input_secret.x is no secret of snapshot" in results["typo"].message
    assert [one for one in target.writes(*results.values()) if one == "snapshot/import"] == ["snapshot/import"]
    assert not results["restored"].failed, results["restored"].message
    (connector,) = target.control.dump(target.id)["connectors"]
    assert (connector["name"], connector["configuration"]["apikey"]) == ("Mailer", SECRET)
    assert (results["again"].failed, results["again"].changed) == (False, False), results["again"].message
    assert_nothing_leaked(
        json.dumps([one.values for one in results.values()]), target.home, inputs=[target.home / "playbook.json"]
    )


def test_what_descope_does_not_accept_is_one_error_before_anything_is_imported(company_project: Project) -> None:
    saved = company_project.run_one(task("backup", **ALONE))
    path = "flows/sign-in/metadata.json"
    metadata: Json = read(Path(saved["backup"]["path"]) / "snapshot.json")[0]["files"][path]
    wanted = {path: {**metadata, "references": {"connectors": {"Nobody": "CI9"}}}}
    refused = company_project.run_one(task("sync", desired={"snapshot": {"files": wanted}}, confirm=company_project.id))

    assert refused.code == "invalid_input", refused.message
    assert "Nobody" in refused.message
    assert "snapshot/import" not in company_project.writes()
    assert len(company_project.saved) == 1
