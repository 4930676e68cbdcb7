// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Drives every public method of the official Node client's management part against a running simulator.
//
//     node driver.mjs <directory with node_modules> <url> <management key>
//
// Each method has a test in one of the suites. The tests of a manager run one after the other, each in a project of its
// own. What is printed is a JSON list of {manager, method, outcome, detail}; `outcome` is "pass", "out of scope", "fail",
// or "untested" for a method that no suite knows.

import { createRequire } from 'node:module';
import path from 'node:path';

import { applications } from './suites/applications.mjs';
import { authorization } from './suites/authorization.mjs';
import { company } from './suites/company.mjs';
import { content } from './suites/content.mjs';
import { people } from './suites/people.mjs';
import { relations } from './suites/relations.mjs';
import { sessions } from './suites/sessions.mjs';
import { signOn } from './suites/sso.mjs';

const [installed, url, managementKey] = process.argv.slice(2);
const require = createRequire(path.join(installed, 'package.json'));
const descope = require('@descope/node-sdk');

const SUITES = { ...applications, ...authorization, ...company, ...content, ...people, ...relations, ...sessions, ...signOn };

let projects = 0;

/** The management part of a client, and the names of the methods that were called. */
function observed(management) {
  const called = new Set();
  const managers = Object.entries(management).map(([manager, methods]) => {
    const entries = Object.entries(methods).map(([name, method]) => {
      const observe = (...args) => {
        called.add(`${manager}.${name}`);
        return method(...args);
      };
      return [name, observe];
    });
    return [manager, Object.fromEntries(entries)];
  });
  return { called, client: Object.fromEntries(managers) };
}

/** The control surface, as far as the tests need it. */
async function control(method, target, body) {
  const response = await fetch(`${url}/_sim/${target}`, { method, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${target}: ${await response.text()}`);
  return response.json();
}

/** What a test works with: a client of a fresh project, and ways to look behind it. */
async function workplace() {
  projects += 1;
  const projectId = `PNode${String(projects).padStart(23, '0')}`;
  await control('PUT', `projects/${projectId}`, {});
  const sdk = descope({ projectId, managementKey, baseUrl: url, logger: { log() {}, warn() {}, error() {} } });
  const { called, client } = observed(sdk.management);
  return {
    ...client,
    called,
    sdk,
    projectId,
    load: (document) => control('PUT', `projects/${projectId}`, document),
    dump: () => control('GET', `projects/${projectId}`),
    dropOther: (other) => control('DELETE', `projects/${other}`),
    projects: async () => (await control('GET', 'projects')).projects,
    otherClient: (other) => descope({ projectId: other, managementKey, baseUrl: url }).management,
    close: async () => {
      const { projects: left } = await control('GET', 'projects');
      if (left.includes(projectId)) await control('DELETE', `projects/${projectId}`);
    },
  };
}

async function run(manager, method, test) {
  if (typeof test === 'string') return { manager, method, outcome: 'out of scope', detail: test };
  const place = await workplace();
  try {
    await test(place);
    if (!place.called.has(`${manager}.${method}`)) throw new Error('the test did not call the method');
    return { manager, method, outcome: 'pass', detail: '' };
  } catch (error) {
    return { manager, method, outcome: 'fail', detail: String(error?.stack ?? error) };
  } finally {
    await place.close();
  }
}

async function main() {
  const { management } = descope({ projectId: 'PNobody', managementKey, baseUrl: url });
  const results = [];
  for (const [manager, methods] of Object.entries(management)) {
    const tests = SUITES[manager] ?? {};
    for (const method of Object.keys(methods)) {
      const known = Object.hasOwn(tests, method);
      results.push(known ? await run(manager, method, tests[method]) : { manager, method, outcome: 'untested', detail: '' });
    }
    for (const method of Object.keys(tests).filter((name) => !Object.hasOwn(methods, name))) {
      results.push({ manager, method, outcome: 'fail', detail: 'the client has no such method' });
    }
  }
  process.stdout.write(JSON.stringify(results));
}

await main();
