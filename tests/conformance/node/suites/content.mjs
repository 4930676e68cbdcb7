// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Flows and the theme, lists, JWT templates, the audit trail and what is counted from it.

import { assert, ids, names, ok, pick, refused } from '../expect.mjs';

const flow = {
  list: async (c) => {
    const { flows, total } = await ok(c.flow.list());
    assert.ok(ids(flows).includes('sign-up-or-in'));
    assert.equal(total, flows.length);
  },
  delete: async (c) => {
    await ok(c.flow.delete(['sign-in']));
    assert.ok(!ids((await ok(c.flow.list())).flows).includes('sign-in'));
  },
  export: async (c) => {
    const exported = await ok(c.flow.export('sign-in'));
    assert.deepEqual(pick(exported.flow, 'id', 'name'), { id: 'sign-in', name: 'Sign In' });
    assert.ok(exported.screens.length > 0);
    assert.equal((await refused(c.flow.export('nothing'), 500)).errorDescription, 'Failed getting flow');
  },
  import: async (c) => {
    const { flow: exported, screens } = await ok(c.flow.export('sign-in'));
    const saved = await ok(c.flow.import('mine', { ...exported, name: 'Mine' }, screens));
    assert.deepEqual(pick(saved.flow, 'id', 'name', 'dsl'), { id: 'mine', name: 'Mine', dsl: exported.dsl });
    assert.deepEqual(await ok(c.flow.export('mine')), saved);
  },
  run: async (c) => assert.deepEqual(await ok(c.flow.run('sign-in', { input: { a: 1 }, preview: true })), { a: 1 }),
};

const theme = {
  export: async (c) => {
    const exported = await ok(c.theme.export());
    assert.ok(exported.theme.version >= 1 && Object.keys(exported.theme.cssTemplate).length > 0);
  },
  import: async (c) => {
    const before = (await ok(c.theme.export())).theme;
    const after = (await ok(c.theme.import({ ...before, cssTemplate: { light: { a: 1 } } }))).theme;
    assert.deepEqual(pick(after, 'version', 'cssTemplate'), { version: before.version + 1, cssTemplate: { light: { a: 1 } } });
  },
};

const texts = (c) => ok(c.list.create({ name: 'blocked', type: 'texts', data: ['a', 'b'] }));
const addresses = (c) => ok(c.list.create({ name: 'offices', type: 'ips', data: ['10.0.0.0/8'] }));
const data = async (c, id) => (await ok(c.list.load(id))).data;

const list = {
  create: async (c) => {
    const made = await texts(c);
    assert.deepEqual(pick(made, 'name', 'description', 'type', 'data'), { name: 'blocked', description: '', type: 'texts', data: ['a', 'b'] });
    await refused(c.list.create({ name: 'blocked', type: 'texts' }), 400);
  },
  update: async (c) => {
    const { id } = await texts(c);
    const after = await ok(c.list.update(id, { name: 'banned', type: 'texts', data: ['c'] }));
    assert.deepEqual(pick(after, 'id', 'name', 'data'), { id, name: 'banned', data: ['c'] });
  },
  delete: async (c) => {
    const { id } = await texts(c);
    await ok(c.list.delete(id));
    await refused(c.list.load(id), 404);
  },
  load: async (c) => {
    const made = await texts(c);
    assert.deepEqual(await ok(c.list.load(made.id)), made);
  },
  loadByName: async (c) => {
    const made = await texts(c);
    assert.deepEqual(await ok(c.list.loadByName('blocked')), made);
    await refused(c.list.loadByName('nothing'), 404);
  },
  loadAll: async (c) => {
    await texts(c);
    await addresses(c);
    assert.deepEqual(names(await ok(c.list.loadAll())), ['blocked', 'offices']);
  },
  import: async (c) => {
    await ok(c.list.import([{ id: 'mine', name: 'things', type: 'json', data: { a: 1 } }]));
    assert.deepEqual(await data(c, 'mine'), { a: 1 });
  },
  addIPs: async (c) => {
    const { id } = await addresses(c);
    await ok(c.list.addIPs(id, ['192.0.2.1']));
    assert.deepEqual(await data(c, id), ['10.0.0.0/8', '192.0.2.1']);
    await refused(c.list.addIPs(id, ['nonsense']), 400);
  },
  removeIPs: async (c) => {
    const { id } = await addresses(c);
    await ok(c.list.removeIPs(id, ['10.0.0.0/8']));
    assert.deepEqual(await data(c, id), []);
  },
  checkIP: async (c) => {
    const { id } = await addresses(c);
    assert.equal(await ok(c.list.checkIP(id, '10.1.2.3')), true);
    assert.equal(await ok(c.list.checkIP(id, '192.0.2.1')), false);
  },
  addTexts: async (c) => {
    const { id } = await texts(c);
    await ok(c.list.addTexts(id, ['c']));
    assert.deepEqual(await data(c, id), ['a', 'b', 'c']);
  },
  removeTexts: async (c) => {
    const { id } = await texts(c);
    await ok(c.list.removeTexts(id, ['a']));
    assert.deepEqual(await data(c, id), ['b']);
  },
  checkText: async (c) => {
    const { id } = await texts(c);
    assert.equal(await ok(c.list.checkText(id, 'a')), true);
    assert.equal(await ok(c.list.checkText(id, 'x')), false);
  },
  clear: async (c) => {
    const { id } = await texts(c);
    await ok(c.list.clear(id));
    assert.deepEqual(await data(c, id), []);
  },
};

const template = (c, name = 'Claims') => ok(c.jwtTemplate.create({ name, type: 'user', template: { email: '{{user.email}}' } }));

const jwtTemplate = {
  create: async (c) => {
    const made = await template(c);
    assert.deepEqual(pick(made, 'name', 'type', 'template', 'tags'), { name: 'Claims', type: 'user', template: { email: '{{user.email}}' }, tags: [] });
    await refused(c.jwtTemplate.create({ name: 'Claims', template: {} }), 400);
  },
  update: async (c) => {
    const made = await template(c);
    const after = await ok(c.jwtTemplate.update({ ...made, name: 'Other' }));
    assert.deepEqual(after, { ...made, name: 'Other' });
  },
  delete: async (c) => {
    const { id } = await template(c);
    await ok(c.jwtTemplate.delete(id));
    await refused(c.jwtTemplate.load(id), 404);
  },
  list: async (c) => {
    await template(c, 'a');
    await template(c, 'b');
    assert.deepEqual(names(await ok(c.jwtTemplate.list())), ['a', 'b']);
  },
  load: async (c) => {
    const made = await template(c);
    assert.deepEqual(await ok(c.jwtTemplate.load(made.id)), made);
  },
  validate: async (c) => {
    const good = await ok(c.jwtTemplate.validate('', { name: 'Claims', type: 'user', template: {} }));
    assert.deepEqual([good.valid, good.issues], [true, []]);
    const bad = await ok(c.jwtTemplate.validate('', { name: '', type: 'nothing', template: {} }));
    assert.equal(bad.valid, false);
    assert.ok(bad.issues.length > 0);
  },
  listLibrary: async (c) => assert.ok((await ok(c.jwtTemplate.listLibrary())).length > 0),
  loadLibraryEntry: async (c) => {
    const [first] = await ok(c.jwtTemplate.listLibrary());
    assert.equal((await ok(c.jwtTemplate.loadLibraryEntry(first.id))).id, first.id);
    await refused(c.jwtTemplate.loadLibraryEntry('nothing'), 404);
  },
  applyFromLibrary: async (c) => {
    const [first] = await ok(c.jwtTemplate.listLibrary());
    const made = await ok(c.jwtTemplate.applyFromLibrary({ libraryEntryId: first.id, nameOverride: 'Mine' }));
    assert.equal(made.name, 'Mine');
    assert.deepEqual(names(await ok(c.jwtTemplate.list())), ['Mine']);
  },
};

const said = (c, action = 'Backup') => ok(c.audit.createEvent({ action, type: 'info', actorId: 'A1', tenantId: 'acme', data: { a: 1 } }));

const audit = {
  search: async (c) => {
    await said(c);
    await said(c, 'Restore');
    const [found, ...more] = await ok(c.audit.search({ actions: ['Backup'] }));
    assert.deepEqual(more, []);
    assert.deepEqual(pick(found, 'action', 'actorId', 'tenants', 'projectId'), {
      action: 'Backup',
      actorId: 'A1',
      tenants: ['acme'],
      projectId: c.projectId,
    });
    assert.ok(Math.abs(found.occurred - Date.now()) < 60_000);
  },
  searchAll: async (c) => {
    await said(c);
    await said(c);
    const { audits, total } = await ok(c.audit.searchAll({ actions: ['Backup'], limit: 1, size: 1 }));
    assert.deepEqual([audits.length, total], [1, 2]);
  },
  createEvent: async (c) => {
    await said(c);
    const [found] = await ok(c.audit.search({ actions: ['Backup'] }));
    assert.deepEqual(found.data, { a: 1 });
    await refused(c.audit.createEvent({ action: 'x', type: 'nothing', actorId: 'A1', tenantId: 'acme' }), 400);
  },
  createAuditWebhook: async (c) => {
    await ok(c.audit.createAuditWebhook({ name: 'hook', url: 'https://hook.test', hmacSecret: 'hidden' }));
    await refused(c.audit.createAuditWebhook({ url: 'https://hook.test' }), 400);
  },
};

const analytics = {
  search: async (c) => {
    await said(c);
    await said(c);
    const found = await ok(c.analytics.search({ actions: ['Backup'], groupByAction: true }));
    assert.deepEqual(found.map((record) => [record.action, record.cnt]), [['Backup', '2']]);
  },
};

export const content = { flow, theme, list, jwtTemplate, audit, analytics };
