// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// What one would write with the official Node client: node client.mjs <directory with node_modules> <job.json>

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const [installed, file] = process.argv.slice(2);
const require = createRequire(path.join(installed, 'package.json'));
const job = JSON.parse(await readFile(file, 'utf8'));
const { management } = require('@descope/node-sdk')({
  projectId: job.project_id,
  managementKey: job.management_key,
  baseUrl: job.url,
});
const { tenant, sso } = management;

/** The client does not wait when it is refused for too many calls. */
async function call(method, ...args) {
  for (;;) {
    const answer = await method(...args);
    if (answer.ok) return answer.data;
    if (answer.code !== 429) throw new Error(JSON.stringify(answer.error));
    const seconds = Number(answer.response?.headers?.get('retry-after')) || 1;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

async function each(items, work) {
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: job.in_flight }, worker));
}

if (job.case === 'create' || job.case === 'restore') {
  await each(job.tenants, ({ id, name }) => call(tenant.createWithId, id, name));
} else if (job.case === 'delete') {
  await each(job.tenants, ({ id }) => call(tenant.delete, id));
} else {
  const live = await call(tenant.loadAll);
  if (job.case === 'backup') {
    await each(live, async (one) => {
      one.settings = await call(tenant.getSettings, one.id);
      one.sso = await call(sso.loadSettings, one.id);
    });
    await writeFile(job.output, JSON.stringify(live));
  } else {
    const names = new Map(live.map(({ id, name }) => [id, name]));
    const changed = job.tenants.filter(({ id, name }) => names.get(id) !== name);
    await each(changed, ({ id, name }) => call(tenant.update, id, name));
  }
}
