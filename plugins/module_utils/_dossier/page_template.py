# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jinja2 template of the HTML page. It is text in a module, because a module takes no data files along to its host."""

from __future__ import annotations

MACROS = """
{% macro fact(name, value, mono=false) %}
{% if value %}
      <dt>{{ name }}</dt><dd{% if mono %} class="mono"{% endif %}>{{ value }}</dd>
{% endif %}
{% endmacro %}
{% macro details_of(item) %}
{% if item.error %}
          <p class="note bad">{{ item.error }}</p>
{% endif %}
{% if item.who %}
          <p>Last changed by: {{ item.who }}</p>
{% endif %}
{% if item.details %}
          <table>
            <caption class="hidden">What differs in {{ item.kind }} {{ item.key }}</caption>
            <thead><tr><th scope="col"><span class="hidden">Sign</span></th><th scope="col">What</th>
              <th scope="col">{{ "Live" if comparison else "Before" }}</th>
              <th scope="col">{{ "Wanted" if comparison else "After" }}</th></tr></thead>
            <tbody>
{% for one in item.details %}
              <tr><td class="sign {{ {'+': 'create', '-': 'delete'}.get(one.sign, 'update') }}">{{ one.sign }}
                <span class="hidden">{{ {'+': 'added', '-': 'removed'}.get(one.sign, 'changed') }}</span></td>
                <td class="mono">{{ one.what }}</td>
                <td class="mono">{{ one.before }}</td><td class="mono">{{ one.after }}</td></tr>
{% endfor %}
            </tbody>
          </table>
{% endif %}
{% for side, value in [("before", item.before), ("after", item.after)] if value %}
          <details><summary>The document {{ side }}<span class="hidden"> of {{ item.kind }} {{ item.key }}</span></summary>
            <div class="inside"><pre>{{ document(value) }}</pre></div></details>
{% endfor %}
{% endmacro %}
"""

COMPARISON = """
{% if dossier.accepted %}
    <section aria-labelledby="accepted-title">
    <h2 id="accepted-title">Accepted</h2>
    <p>These differences are known and do not count.</p>
    <table>
      <caption class="hidden">Differences that are accepted, each with its reason</caption>
      <thead><tr><th scope="col">Document</th><th scope="col" class="short">Severity</th>
        <th scope="col">Reason</th><th scope="col" class="short">Until</th></tr>
      </thead>
      <tbody>
{% for one in dossier.acceptances[:most] %}
        <tr><th scope="row" class="mono">{{ one.in_words }}</th>
          <td class="short"><span class="badge {{ one.severity }}">{{ one.severity }}</span></td>
          <td>{{ one.reason }}</td><td class="short">{{ one.until or "for ever" }}</td></tr>
{% endfor %}
      </tbody>
    </table>
{% if dossier.accepted | length > most %}
    <p class="note">{{ dossier.accepted | length - most }} further ones are in the JSON file beside this page.</p>
{% endif %}
    </section>
{% endif %}
{% if dossier.accepted_unused %}
    <section aria-labelledby="useless-title">
    <h2 id="useless-title">Accepted, but gone</h2>
    <p>Nothing differs there any more, so these entries can be removed.</p>
    <ul>
{% for one in dossier.useless %}
      <li><span class="mono">{{ one.in_words }}</span>: {{ one.reason }}</li>
{% endfor %}
    </ul>
    </section>
{% endif %}
{% if dossier.history %}
    <section aria-labelledby="history-title">
    <h2 id="history-title">The last runs</h2>
    <table>
      <caption class="hidden">How many differences of each severity the last comparisons found, the newest first</caption>
      <thead><tr><th scope="col">Time</th><th scope="col">Compared with</th><th scope="col">Worst</th>
{% for severity in severities %}
        <th scope="col" class="number">{{ severity | capitalize }}</th>
{% endfor %}
        <th scope="col" class="number">Accepted</th></tr></thead>
      <tbody>
{% for run in dossier.history %}
        <tr><th scope="row">{{ run.time }}</th><td>{{ run.against }}</td>
          <td><span class="badge {{ run.worst }}">{{ run.worst }}</span></td>
{% for severity in severities %}
          <td class="number">{{ run.counts[severity] }}</td>
{% endfor %}
          <td class="number">{{ run.accepted }}</td></tr>
{% endfor %}
      </tbody>
    </table>
    </section>
{% endif %}
"""

TEMPLATE = (
    """<!DOCTYPE html>
<html lang="en">
{% set comparison = dossier.action == "drift" %}
"""
    + MACROS
    + """
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
  <meta name="robots" content="noindex">
  <title>{{ dossier.title }}: {{ dossier.project_id }}, {{ dossier.state }}</title>
  <style>{{ style | safe }}</style>
</head>
<body>
  <a class="skip" href="#content">To the content</a>
  <header>
    <h1>{{ dossier.title }}</h1>
    <p><span class="state state-{{ dossier.state | replace(' ', '-') }}">{{ dossier.state }}</span></p>
    <p class="lead">
{{- dossier.counts_in_words }}
    {%- if dossier.score is not none %}, {{ dossier.score }} percent of the backup came back{% endif %}.</p>
{% if dossier.message %}
    <p class="note bad">{{ dossier.message }}</p>
{% endif %}
{% if dossier.needs_approval and dossier.state == "planned" %}
    <p class="note">Needs approval: {{ dossier.needs_approval }}.</p>
{% endif %}
  </header>
  <main id="content" tabindex="-1">
    <section aria-labelledby="facts-title">
    <h2 id="facts-title">At a glance</h2>
    <dl class="facts">
{{ fact("Project", dossier.project_id, true) }}
{{ fact("API", dossier.api_base, true) }}
{{ fact("Plan hash", dossier.plan_hash, true) }}
{{ fact("Asked for by", dossier.requested_by) }}
{{ fact("Written by", [dossier.written_by.user, dossier.written_by.host] | select | join(" on ")) }}
{{ fact("AWX job", dossier.written_by.awx_job_id) }}
{{ fact("Written at", dossier.written_at) }}
{{ fact("Run", dossier.run, true) }}
{{ fact("Compared with", dossier.against) }}
{{ fact("From the backup", dossier.source.path, true) }}
{{ fact("Backup of before", dossier.backup.path, true) }}
{{ fact("Verified", dossier.verified) }}
{% if dossier.budget %}
      <dt>Calls</dt><dd>{{ "about" if dossier.state in ("planned", "not carried out") }} {{ dossier.budget.calls }} in
        {{ "at least" if dossier.state in ("planned", "not carried out") }} {{ dossier.budget.seconds }} s, at
        {{ (100 * dossier.budget.rate_limit.share) | round | int }} % of the limit of {{ dossier.budget.rate_limit.calls }} in
        {{ dossier.budget.rate_limit.seconds }} s</dd>
{% endif %}
    </dl>
    </section>
{% if kinds %}
    <section aria-labelledby="kinds-title">
    <h2 id="kinds-title">Per kind</h2>
    <table>
      <caption class="hidden">How many documents of each kind are created, updated and deleted</caption>
      <thead><tr><th scope="col">Kind</th><th scope="col" class="number">Create</th><th scope="col" class="number">Update</th>
        <th scope="col" class="number">Delete</th><th scope="col" class="bar"><span class="hidden">Bar</span></th></tr></thead>
      <tbody>
{% for kind in kinds %}
        <tr><th scope="row">{{ kind.name }}</th><td class="number create">{{ kind.creates or "" }}</td>
          <td class="number update">{{ kind.updates or "" }}</td><td class="number delete">{{ kind.deletes or "" }}</td>
          <td class="bar"><div class="bars" aria-hidden="true">
{%- for name, part in [("create", "creates"), ("update", "updates"), ("delete", "deletes")] if kind[part] -%}
<span class="{{ name }}" style="width:{{ kind.percent[part] }}%"></span>
{%- endfor -%}
</div></td></tr>
{% endfor %}
      </tbody>
    </table>
    </section>
{% endif %}
{% if phases %}
    <section aria-labelledby="time-title">
    <h2 id="time-title">Timeline</h2>
    <ol class="timeline">
{% for phase in phases %}
      <li><span>{{ phase.name }}</span><div class="track" aria-hidden="true">
        <span style="left:{{ phase.left }}%;width:{{ phase.width }}%"></span></div>
        <span class="when">{{ phase.at }}, {{ phase.seconds }} s</span></li>
{% endfor %}
    </ol>
    </section>
{% endif %}
{% if dossier.deletes %}
    <section aria-labelledby="deletes-title">
    <h2 id="deletes-title">What goes</h2>
    <ul>
{% for item in dossier.deletes %}
      <li class="mono">{{ item.in_words }}</li>
{% endfor %}
    </ul>
    </section>
{% endif %}
{% if dossier.enter_again %}
    <section aria-labelledby="again-title">
    <h2 id="again-title">To be entered again by hand</h2>
    <p>These secrets are in no backup.</p>
    <ul>
{% for line in dossier.enter_again %}
      <li class="mono">{{ line }}</li>
{% endfor %}
    </ul>
    </section>
{% endif %}
{% if dossier.next_steps or dossier.way_back %}
    <section aria-labelledby="back-title">
    <h2 id="back-title">{{ "How to go back" if dossier.way_back else "What to do next" }}</h2>
{% for step in dossier.next_steps %}
    <p>{{ step }}</p>
{% endfor %}
{% if dossier.way_back %}
    <pre>{{ dossier.way_back }}</pre>
{% endif %}
    </section>
{% endif %}
    <section aria-labelledby="changes-title">
    <h2 id="changes-title">{{ "Differences" if comparison else "Changes" }}</h2>
{% if not groups %}
    <p>There are none.</p>
{% endif %}
{% for kind, items in groups %}
    <details class="kind"{% if open_kinds %} open{% endif %}>
      <summary>{{ kind }}: {{ items | length }}</summary>
      <div class="inside">
{% for item in items %}
        <details{% if open_items %} open{% endif %}>
          <summary class="mono"><span class="{{ item.operation }}">{{ item.line }}</span>
            <span class="badge {{ item.status }}">{{ item.status | replace("_", " ") }}</span></summary>
          <div class="inside">
{{ details_of(item) }}
          </div>
        </details>
{% endfor %}
      </div>
    </details>
{% endfor %}
{% if left_out %}
    <p class="note">{{ left_out }} further {{ "differences" if comparison else "changes" }} are not on this page. The JSON file
      beside it has those of the plan file.</p>
{% endif %}
    </section>
"""
    + COMPARISON
    + """
{% if dossier.unmanaged %}
    <section aria-labelledby="unmanaged-title">
    <h2 id="unmanaged-title">Not managed</h2>
    <details><summary>{{ dossier.unmanaged | length }} live documents that are not desired, and stay</summary>
      <div class="inside"><ul>
{% for one in dossier.unmanaged %}
        <li class="mono">{{ one.kind }} {{ one.key }}</li>
{% endfor %}
      </ul></div></details>
    </section>
{% endif %}
  </main>
  <footer><p>Written by descope.mgmt. Secrets are masked. Nothing on this page is loaded from elsewhere.</p></footer>
</body>
</html>
"""
)
