# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The style sheet of the HTML page: light and dark, on paper, and readable without any colour at all."""

from __future__ import annotations

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --create: #1a7f37; --update: #0a5fb4; --delete: #b42318; --warn: #8a4600; --link: #0a5fb4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1318; --ink: #e6e9ed; --soft: #a3adb8; --line: #38424d; --panel: #171d24;
    --create: #57c27a; --update: #6cb2f5; --delete: #ff8a80; --warn: #f0b45e; --link: #7cbcff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; outline: 3px solid var(--link); }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; }
footer { color: var(--soft); font-size: .875rem; padding-bottom: 3rem; border-top: 1px solid var(--line); margin-top: 2.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre, .mono { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .875em; }
code, .mono { overflow-wrap: anywhere; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; overflow-x: auto;
  white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }
.state { display: inline-block; border: 2px solid currentColor; border-radius: 999px; padding: .1rem .75rem; font-weight: 600; }
.state-done, .state-no-drift, .state-nothing-to-do { color: var(--create); }
.state-planned, .state-not-carried-out { color: var(--update); }
.state-failed { color: var(--delete); }
.state-undone, .state-drift { color: var(--warn); }
.lead { font-size: 1.05rem; margin: .75rem 0; }
.note { border-left: 4px solid var(--warn); background: var(--panel); padding: .6rem 1rem; margin: 1rem 0;
  overflow-wrap: anywhere; }
.note.bad { border-color: var(--delete); }
dl.facts { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .3rem 1.25rem; margin: 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.bar { width: 40%; }
th.short, td.short { overflow-wrap: break-word; }
.bars { display: flex; height: .9rem; min-width: 6rem; }
.bars span { display: block; min-width: 3px; height: 100%; }
.create { color: var(--create); } .update, .changed { color: var(--update); } .delete, .unexpected { color: var(--delete); }
.missing { color: var(--warn); }
.bars .create { background: var(--create); } .bars .update { background: var(--update); }
.bars .delete { background: var(--delete); }
.sign { font-weight: 700; width: 1.5rem; }
ol.timeline { list-style: none; margin: 0; padding: 0; }
ol.timeline li { display: grid; grid-template-columns: 7rem 1fr; gap: .75rem; align-items: center; padding: .15rem 0; }
.track { position: relative; height: 1.6rem; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; }
.track span { position: absolute; top: 0; bottom: 0; min-width: 3px; background: var(--update); border-radius: 3px; }
.when { grid-column: 2; color: var(--soft); font-size: .875rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; background: var(--paper); }
summary { cursor: pointer; padding: .45rem .75rem; overflow-wrap: anywhere; }
details.kind > summary { font-weight: 600; background: var(--panel); border-radius: 6px; }
details > .inside { padding: 0 .75rem .6rem; }
.badge { border: 1px solid currentColor; border-radius: 4px; padding: 0 .4rem; font-size: .8rem; margin-left: .4rem;
  white-space: nowrap; color: var(--soft); }
.badge.failed, .badge.conflict, .badge.unknown, .badge.not_attempted, .badge.critical { color: var(--delete); }
.badge.undone, .badge.warning { color: var(--warn); }
.badge.applied { color: var(--create); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  dl.facts, ol.timeline li { grid-template-columns: 1fr; } .when { grid-column: 1; } td.bar, th.bar { display: none; }
  th.short, td.short { overflow-wrap: anywhere; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #333; --line: #999; --panel: #fff;
    --create: #000; --update: #000; --delete: #000; --warn: #000; --link: #000; }
  body { font-size: 10pt; }
  .skip { display: none; }
  details { break-inside: avoid-page; }
  details.kind { break-inside: auto; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  header, main, footer { max-width: none; padding: 0; }
}
"""
