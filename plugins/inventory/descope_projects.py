# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descope projects as hosts: the company's, as the API lists them, or those that the inventory file names."""
# ruff: noqa: E402 (the documentation strings come before the imports)

from __future__ import annotations

DOCUMENTATION = r"""
name: descope_projects
short_description: Descope projects as hosts
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
description:
  - Makes a host of each project of a company, or of each project that the inventory file names.
  - Such a host is worked on from the controller. Forks, C(--limit), C(host_vars) and the job slices of AWX choose and divide
    projects as they do machines.
  - The file is YAML, and its name ends in C(descope_projects.yml) or C(descope_projects.yaml).
  - Each host has the variables C(descope_project_id), C(descope_project_name), C(descope_project_environment) and
    C(descope_project_tags), and C(safe_sync_project_id) for the role P(descope.mgmt.safe_sync#role), so that a play which
    includes the role needs nothing else.
  - Each host is in the group C(descope_projects), in C(descope_environment_production) or C(descope_environment_none), and in
    a group C(descope_tag_...) for each tag. What groups can't have in their names becomes C(_), so tags that differ only in
    such characters share a group.
extends_documentation_fragment:
  - descope.mgmt.controller_connection
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description:
      - Says that the file is one for this plugin.
    type: str
    required: true
    choices: [descope.mgmt.descope_projects]
  management_key:
    description:
      - Management key of the company, to list its projects. A key of one project can't do that.
      - A template is evaluated, such as a lookup in a vault. Do not write the key itself into the file.
      - Not needed with O(projects).
      - Of the environment, E(DESCOPE_COMPANY_KEY) is preferred, which no task takes. So where each project has a key of its
        own, that of the company never stands in for one that is missing.
    type: str
    env:
      - name: DESCOPE_MANAGEMENT_KEY
      - name: DESCOPE_COMPANY_KEY
  project_id:
    description:
      - Id of any project of the company, to list the projects with. Not needed, as long as Descope takes a key of the company
        without a project, and O(base_url) is set where the projects are in a region of their own.
    type: str
    env:
      - name: DESCOPE_PROJECT_ID
  projects:
    description:
      - The projects, for those who have no key of the company. The API is then not asked, and nothing is cached.
    type: list
    elements: dict
    suboptions:
      id:
        description: Id of the project.
        type: str
        required: true
      name:
        description: Its name, for the name of the host. The id when it is unset.
        type: str
      environment:
        description: V(production), or empty.
        type: str
      tags:
        description: Its tags.
        type: list
        elements: str
  project_management_key:
    description:
      - A template that gives the management key of a project, from its variables, for example a lookup of an environment
        variable that has the id of the project in its name.
      - It becomes the variable C(safe_sync_management_key) of each host as it is, and is evaluated when a task needs the key.
        So no key is in the file, in the cache, or in what C(ansible-inventory) prints.
      - When it is unset, tasks find a key where they always do, first of all in E(DESCOPE_MANAGEMENT_KEY). A key of the company
        is one for all its projects.
      - A text without a template is refused, since it would be a key.
    type: str
  hostnames:
    description:
      - What a host is called after. V(name) is the name of the project, in lower case and with dashes for what is neither a
        letter nor a digit nor a dot. V(id) is its id, which nobody can change.
      - Projects whose names are the same then, or that of a group, get their id added. So a new project never takes the
        name of a host that there was.
    type: str
    choices: [name, id]
    default: name
notes:
  - What comes from the API is never taken for a template, whatever it looks like.
  - Expressions of O(compose) are evaluated at once, and their values printed and kept. Do not put keys there.
  - Ansible goes on with an empty inventory when one can't be read. Set E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) so that it
    stops.
seealso:
  - plugin: descope.mgmt.descope_document
    plugin_type: lookup
"""

EXAMPLES = r"""
---
# company.descope_projects.yml: all projects of the company. DESCOPE_MANAGEMENT_KEY lists them and opens them.
plugin: descope.mgmt.descope_projects
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/descope-projects

---
# DESCOPE_COMPANY_KEY lists them. Each has a key of its own, in a variable like DESCOPE_KEY_P2ABCDEFGHIJKLMNOPQRSTUVWXYZ.
plugin: descope.mgmt.descope_projects
hostnames: id
project_management_key: "{{ lookup('ansible.builtin.env', 'DESCOPE_KEY_' ~ (descope_project_id | upper)) }}"

---
# The keys are in a vaulted file of variables, as a mapping from project id to key.
plugin: descope.mgmt.descope_projects
management_key: "{{ lookup('ansible.builtin.file', '/run/secrets/descope-company') }}"
project_management_key: "{{ descope_keys[descope_project_id] }}"

---
# No key of the company: the projects are written down.
plugin: descope.mgmt.descope_projects
projects:
  - id: P2abcdefghijklmnopqrstuvwxyz
    name: shop-test
  - id: P2bcdefghijklmnopqrstuvwxyza
    name: shop-prod
    environment: production
    tags: [shop, live]
strict: true
groups:
  careful: descope_project_environment == 'production'
keyed_groups:
  - key: descope_project_name.split('-')[0]
    prefix: team
compose:
  safe_sync_rate_limit_share: "0.1 if descope_project_environment == 'production' else 0.05"
"""

import typing as t

from ansible import constants
from ansible.errors import AnsibleParserError
from ansible.inventory.group import to_safe_group_name
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_task import in_words
from ansible_collections.descope.mgmt.plugins.plugin_utils._controller_trust import as_data, template
from ansible_collections.descope.mgmt.plugins.plugin_utils._inventory_company import company_projects
from ansible_collections.descope.mgmt.plugins.plugin_utils._inventory_projects import Project, host_names, projects_from

NAMES = ("descope_projects.yml", "descope_projects.yaml")
CONNECTION = ("project_id", "management_key", "base_url", "timeout", "ca_path", "validate_certs")
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Reads one inventory file of this kind."""

    NAME = "descope.mgmt.descope_projects"
    inventory: t.Any  # as `parse` is given it

    def verify_file(self, path: str) -> bool:
        """Say whether the file is named like one for this plugin."""
        return path.endswith(NAMES) and bool(super().verify_file(path))  # type: ignore[no-untyped-call]

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        """Add the projects to `inventory`; raises AnsibleParserError for what can't be meant, and for trouble with the API."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        with in_words(AnsibleParserError):
            projects = self._projects(path, cache)
            names = host_names(projects, self.get_option("hostnames"), self._taken())
        shared = self._shared_variables()
        for project in projects:
            self._add(names[project.id], project, shared)
        self._construct(list(names.values()))

    def _projects(self, path: str, cache: bool) -> list[Project]:
        """Return the projects: from the file, from the cache, or from the API."""
        written = self.get_option("projects")
        if written is not None:
            return projects_from(written, "projects")
        options = {name: self._evaluated(self.get_option(name)) for name in CONNECTION}
        wanted = self.get_option("cache")
        key = self.get_cache_key(f"{path} {options['base_url'] or ''}")
        if wanted and cache and key in self._cache:
            return projects_from(self._cache[key], "The cache of projects")
        found = company_projects(options)
        if wanted:
            self._cache[key] = found
        return projects_from(found, "The listing of projects")

    def _evaluated(self, value: t.Any) -> t.Any:
        return self.templar.template(value) if isinstance(value, str) and self.templar.is_template(value) else value

    def _taken(self) -> set[str]:
        """Return the names that no host may have: those of groups, and of this machine."""
        coming = (to_safe_group_name(str(name), force=True, silent=True) for name in self.get_option("groups") or ())
        return {*self.inventory.groups, *coming, *vars(constants)["LOCALHOST"]}

    def _shared_variables(self) -> dict[str, t.Any]:
        """Return the variables that are the same for all hosts; the key is a template, evaluated by who uses it."""
        shared = {name: template(text) for name, text in LOCAL.items()}
        key = self.get_option("project_management_key")
        if key and not self.templar.is_template(key):
            raise AnsibleParserError(
                "project_management_key has no template in it, so it would be a key in the inventory. Give an expression in "
                "double braces that looks the key of a project up."
            )
        if key:
            shared["safe_sync_management_key"] = key
        if self.get_option("base_url"):
            shared["safe_sync_base_url"] = self.get_option("base_url")
        return shared

    def _add(self, host: str, project: Project, shared: t.Mapping[str, t.Any]) -> None:
        known = self.inventory.get_host(host) if host in self.inventory.hosts else None
        other = known.get_vars().get("descope_project_id", project.id) if known else project.id
        if other != project.id:
            raise AnsibleParserError(
                f"The host {host} is project {other} in one inventory and {project.id} in another. Set hostnames to id."
            )
        for group in project.groups:
            self.inventory.add_group(group)
            self.inventory.add_host(host, group=group)
        for name, value in {**shared, **as_data(project.variables)}.items():
            self.inventory.set_variable(host, name, value)

    def _construct(self, hosts: t.Sequence[str]) -> None:
        """Do what the options of constructed inventories ask for: all variables first, as groups may be made of them."""
        strict = self.get_option("strict")
        for host in hosts:
            self._set_composite_vars(self.get_option("compose"), self._variables(host), host, strict=strict)
        for host in hosts:
            self._add_host_to_composed_groups(self.get_option("groups"), self._variables(host), host, strict=strict)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), self._variables(host), host, strict=strict)

    def _variables(self, host: str) -> t.Any:
        return self.inventory.get_host(host).get_vars()

    def _sanitize_group_name(self, name: str) -> str:
        """Return the name of a group to be; raises AnsibleParserError when a host has it: Ansible would mix up the two."""
        safe = str(to_safe_group_name(name, force=True, silent=True))
        if safe in self.inventory.hosts:
            raise AnsibleParserError(
                f"The group {safe} would have the name of a host. Give keyed_groups a prefix, or set hostnames to id."
            )
        return safe
