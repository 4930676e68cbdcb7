# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the controller's API takes of each noun that configure.yml sends: fields, defaults, references, lists (AWX 24.6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ASK_ON_LAUNCH = {
    "scm_branch",
    "diff_mode",
    "variables",
    "limit",
    "tags",
    "skip_tags",
    "job_type",
    "verbosity",
    "inventory",
    "credential",
    "execution_environment",
    "forks",
    "instance_groups",
    "job_slice_count",
    "labels",
    "timeout",
}
# What a node or a schedule may say differently, by the switch of the template that allows it.
PROMPTS = {
    "job_type": "ask_job_type_on_launch",
    "limit": "ask_limit_on_launch",
    "diff_mode": "ask_diff_mode_on_launch",
    "inventory": "ask_inventory_on_launch",
    "scm_branch": "ask_scm_branch_on_launch",
    "verbosity": "ask_verbosity_on_launch",
    "forks": "ask_forks_on_launch",
    "timeout": "ask_timeout_on_launch",
    "job_slice_count": "ask_job_slice_count_on_launch",
    "execution_environment": "ask_execution_environment_on_launch",
    "job_tags": "ask_tags_on_launch",
    "skip_tags": "ask_skip_tags_on_launch",
}
UNSET: dict[str, Any] = dict.fromkeys(PROMPTS)


@dataclass(frozen=True)
class Noun:
    """One noun of the API; `fields` are those that can be written, with what they are when nobody does."""

    type: str
    fields: Mapping[str, Any]
    required: tuple[str, ...] = ("name",)
    references: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ("name",)
    read_only: tuple[str, ...] = ()


NOUNS = {
    "organizations": Noun("organization", {"name": "", "description": ""}),
    "credential_types": Noun(
        "credential_type",
        {"name": "", "description": "", "kind": "", "inputs": {}, "injectors": {}},
        ("name", "kind"),
        read_only=("managed",),
    ),
    "credentials": Noun(
        "credential",
        {"name": "", "description": "", "organization": None, "credential_type": None, "inputs": {}},
        ("name", "credential_type"),
        {"organization": "organizations", "credential_type": "credential_types"},
        unique=("name", "credential_type", "organization"),
    ),
    "execution_environments": Noun(
        "execution_environment",
        {"name": "", "description": "", "organization": None, "image": "", "credential": None, "pull": ""},
        ("name", "image"),
        {"organization": "organizations", "credential": "credentials"},
    ),
    "projects": Noun(
        "project",
        {
            **{"name": "", "description": "", "organization": None, "local_path": "", "timeout": 0, "credential": None},
            **{"scm_type": "", "scm_url": "", "scm_branch": "", "scm_refspec": "", "scm_clean": False, "allow_override": False},
            **{"scm_track_submodules": False, "scm_delete_on_update": False, "scm_update_on_launch": False},
            **{"scm_update_cache_timeout": 0, "default_environment": None},
        },
        ("name", "organization"),
        {"organization": "organizations", "credential": "credentials", "default_environment": "execution_environments"},
        unique=("name", "organization"),
    ),
    "inventories": Noun(
        "inventory",
        {
            **{"name": "", "description": "", "organization": None, "kind": "", "host_filter": "", "variables": ""},
            "prevent_instance_group_fallback": False,
        },
        ("name", "organization"),
        {"organization": "organizations"},
        unique=("name", "organization"),
    ),
    "inventory_sources": Noun(
        "inventory_source",
        {
            **{"name": "", "description": "", "inventory": None, "source": "", "source_project": None, "source_path": ""},
            **{"source_vars": "", "scm_branch": "", "credential": None, "execution_environment": None, "limit": ""},
            **{"enabled_var": "", "enabled_value": "", "host_filter": "", "overwrite": False, "overwrite_vars": False},
            **{"timeout": 0, "verbosity": 1, "update_on_launch": False, "update_cache_timeout": 0},
        },
        ("name", "inventory", "source"),
        {
            **{"inventory": "inventories", "source_project": "projects", "credential": "credentials"},
            "execution_environment": "execution_environments",
        },
        unique=("name", "inventory"),
    ),
    "job_templates": Noun(
        "job_template",
        {
            **{"name": "", "description": "", "organization": None, "job_type": "run", "inventory": None, "project": None},
            **{"playbook": "", "scm_branch": "", "forks": 0, "limit": "", "verbosity": 0, "extra_vars": "", "job_tags": ""},
            **{"force_handlers": False, "skip_tags": "", "start_at_task": "", "timeout": 0, "use_fact_cache": False},
            **{"execution_environment": None, "host_config_key": "", "survey_enabled": False, "become_enabled": False},
            **{"diff_mode": False, "allow_simultaneous": False, "job_slice_count": 1, "webhook_service": ""},
            **{"prevent_instance_group_fallback": False},
            **{f"ask_{name}_on_launch": False for name in ASK_ON_LAUNCH},
        },
        ("name", "project", "playbook", "inventory"),
        {"inventory": "inventories", "project": "projects", "execution_environment": "execution_environments"},
        {"credentials": "credentials"},
        unique=("name", "organization"),
        read_only=("organization",),  # that of its project
    ),
    "workflow_job_templates": Noun(
        "workflow_job_template",
        {
            **{
                "name": "",
                "description": "",
                "organization": None,
                "extra_vars": "",
                "survey_enabled": False,
                "inventory": None,
            },
            **{"allow_simultaneous": False, "limit": "", "scm_branch": "", "job_tags": "", "skip_tags": ""},
            **{f"ask_{name}_on_launch": False for name in ("variables", "labels", "tags", "skip_tags", "inventory", "limit")},
        },
        references={"organization": "organizations", "inventory": "inventories"},
        unique=("name", "organization"),
    ),
    "workflow_job_template_nodes": Noun(
        "workflow_job_template_node",
        {
            **{"identifier": "", "workflow_job_template": None, "unified_job_template": None, "extra_data": {}},
            **{"all_parents_must_converge": False, **UNSET},
        },
        ("identifier", "workflow_job_template"),
        {"workflow_job_template": "workflow_job_templates", "unified_job_template": "unified_job_templates"},
        {name: "workflow_job_template_nodes" for name in ("success_nodes", "failure_nodes", "always_nodes")},
        ("identifier", "workflow_job_template"),
        ("type",),
    ),
    "workflow_approval_templates": Noun("workflow_approval_template", {"name": "", "description": "", "timeout": 0}, unique=()),
    "schedules": Noun(
        "schedule",
        {
            **{"name": "", "description": "", "rrule": "", "unified_job_template": None, "extra_data": {}, "enabled": True},
            **UNSET,
        },
        ("name", "rrule", "unified_job_template"),
        {"unified_job_template": "unified_job_templates"},
        unique=("name", "unified_job_template"),
    ),
}
UNIFIED = ("job_templates", "projects", "inventory_sources", "workflow_job_templates", "workflow_approval_templates")
"""What a node or a schedule may run."""
