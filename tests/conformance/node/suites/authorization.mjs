// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Permissions, roles, access keys.

import { assert, ids, names, ok, pick, refused } from '../expect.mjs';

/** The permissions and roles that tests made, without what every project ships with. */
const own = (documents) => documents.filter((document) => !document.systemDefault && document.name !== 'Tenant Admin');
const permissions = async (c) => own(await ok(c.permission.loadAll()));
const roles = async (c) => own(await ok(c.role.loadAll()));

const permission = {
  create: async (c) => {
    await ok(c.permission.create('doc.read', 'Read'));
    const [made] = await permissions(c);
    assert.deepEqual(pick(made, 'name', 'description', 'systemDefault'), { name: 'doc.read', description: 'Read', systemDefault: false });
    assert.equal((await refused(c.permission.create('doc.read'), 400)).errorCode, 'E024104');
  },
  createBatch: async (c) => {
    await ok(c.permission.createBatch([{ name: 'a' }, { name: 'b' }]));
    await refused(c.permission.createBatch([{ name: 'c' }, { name: 'a' }]), 400);
    assert.deepEqual(names(await permissions(c)), ['a', 'b']);
  },
  update: async (c) => {
    await ok(c.permission.create('old', 'text'));
    await ok(c.permission.update('old', 'new'));
    assert.deepEqual((await permissions(c)).map((found) => [found.name, found.description]), [['new', '']]);
  },
  updateWithId: async (c) => {
    await ok(c.permission.create('old'));
    const [{ id }] = await permissions(c);
    await ok(c.permission.updateWithId(id, 'new', 'text'));
    assert.deepEqual((await permissions(c)).map((found) => [found.id, found.name, found.description]), [[id, 'new', 'text']]);
  },
  updateBatch: async (c) => {
    await ok(c.permission.createBatch([{ name: 'a' }, { name: 'b' }]));
    await ok(c.permission.updateBatch([{ name: 'a', newName: 'x' }, { name: 'b', newName: 'y' }]));
    assert.deepEqual(names(await permissions(c)), ['x', 'y']);
  },
  delete: async (c) => {
    await ok(c.permission.create('doc.read'));
    await ok(c.role.create('reader', '', ['doc.read']));
    await ok(c.permission.delete('doc.read'));
    assert.deepEqual((await roles(c))[0].permissionNames, []);
  },
  deleteWithId: async (c) => {
    await ok(c.permission.createBatch([{ name: 'a' }, { name: 'b' }]));
    await ok(c.permission.deleteWithId((await permissions(c))[0].id));
    assert.deepEqual(names(await permissions(c)), ['b']);
  },
  deleteBatch: async (c) => {
    await ok(c.permission.createBatch([{ name: 'a' }, { name: 'b' }, { name: 'c' }]));
    await ok(c.permission.deleteBatch(['a'], [(await permissions(c))[1].id]));
    assert.deepEqual(names(await permissions(c)), ['c']);
  },
  loadAll: async (c) => {
    const shipped = await ok(c.permission.loadAll());
    assert.ok(shipped.length > 0 && shipped.every((found) => found.systemDefault));
  },
};

const role = {
  create: async (c) => {
    await ok(c.permission.create('doc.read'));
    await ok(c.tenant.createWithId('acme', 'Acme'));
    await ok(c.role.create('reader', 'text', ['doc.read'], 'acme', true));
    const [made] = await roles(c);
    assert.deepEqual(pick(made, 'name', 'description', 'permissionNames', 'tenantId', 'default', 'private'), {
      name: 'reader',
      description: 'text',
      permissionNames: ['doc.read'],
      tenantId: 'acme',
      default: true,
      private: false,
    });
    await refused(c.role.create('other', '', ['nothing']), 400);
  },
  createBatch: async (c) => {
    assert.deepEqual(names(await ok(c.role.createBatch([{ name: 'a' }, { name: 'b' }]))), ['a', 'b']);
    await refused(c.role.createBatch([{ name: 'c' }, { name: 'a' }]), 400);
    assert.deepEqual(names(await roles(c)), ['a', 'b']);
  },
  update: async (c) => {
    await ok(c.role.create('old', 'text'));
    await ok(c.role.update('old', 'new'));
    assert.deepEqual((await roles(c)).map((found) => [found.name, found.description]), [['new', '']]);
    assert.equal((await refused(c.role.update('Tenant Admin', 'Boss'), 400)).errorCode, 'E024214');
  },
  updateWithId: async (c) => {
    await ok(c.role.create('old'));
    const [{ id }] = await roles(c);
    await ok(c.role.updateWithId(id, 'new', 'text'));
    assert.deepEqual((await roles(c)).map((found) => [found.id, found.name, found.description]), [[id, 'new', 'text']]);
  },
  updateBatch: async (c) => {
    await ok(c.role.createBatch([{ name: 'a' }, { name: 'b' }]));
    const updated = await ok(c.role.updateBatch([{ name: 'a', newName: 'x' }, { name: 'b', newName: 'y' }]));
    assert.deepEqual(names(updated), ['x', 'y']);
  },
  delete: async (c) => {
    await ok(c.tenant.createWithId('acme', 'Acme'));
    await ok(c.role.create('reader'));
    await ok(c.role.create('reader', '', [], 'acme'));
    await ok(c.role.delete('reader', 'acme'));
    assert.deepEqual((await roles(c)).map((found) => found.tenantId), ['']);
  },
  deleteWithId: async (c) => {
    const [a] = await ok(c.role.createBatch([{ name: 'a' }, { name: 'b' }]));
    await ok(c.role.deleteWithId(a.id));
    assert.deepEqual(names(await roles(c)), ['b']);
  },
  deleteBatch: async (c) => {
    const made = await ok(c.role.createBatch([{ name: 'a' }, { name: 'b' }, { name: 'c' }]));
    await ok(c.role.deleteBatch(['a'], '', [made[1].id]));
    assert.deepEqual(names(await roles(c)), ['c']);
    await refused(c.role.deleteBatch(), 400);
  },
  loadAll: async (c) => {
    await ok(c.tenant.createWithId('acme', 'Acme'));
    await ok(c.role.create('reader', '', [], 'acme'));
    assert.deepEqual(names(await ok(c.role.loadAll())), ['Tenant Admin', 'reader']);
  },
  search: async (c) => {
    await ok(c.role.createBatch([{ name: 'Viewer' }, { name: 'Editor' }]));
    assert.deepEqual(names(await ok(c.role.search({ roleNameLike: 'VIEW' }))), ['Viewer']);
    assert.deepEqual(names(await ok(c.role.search({ roleNames: ['Editor'] }))), ['Editor']);
  },
};

const key = async (c, name = 'ci') => (await ok(c.accessKey.create(name, 0))).key;
const keys = async (c) => ok(c.accessKey.searchAll());

const accessKey = {
  create: async (c) => {
    await ok(c.tenant.createWithId('acme', 'Acme'));
    await ok(c.role.create('reader'));
    const made = await ok(c.accessKey.create('ci', 0, [], [{ tenantId: 'acme', roleNames: ['reader'] }], '', { a: 1 }, 'text', ['10.0.0.1']));
    assert.ok(made.cleartext);
    assert.deepEqual(pick(made.key, 'name', 'description', 'status', 'expireTime', 'customClaims', 'permittedIps'), {
      name: 'ci',
      description: 'text',
      status: 'active',
      expireTime: 0,
      customClaims: { a: 1 },
      permittedIps: ['10.0.0.1'],
    });
    assert.deepEqual(made.key.keyTenants, [{ tenantId: 'acme', tenantName: 'Acme', roleNames: ['reader'] }]);
  },
  load: async (c) => {
    const { key: made, cleartext } = await ok(c.accessKey.create('ci', 0));
    assert.deepEqual(await ok(c.accessKey.load(made.id)), made);
    assert.ok(!JSON.stringify(await ok(c.accessKey.load(made.id))).includes(cleartext));
  },
  searchAll: async (c) => {
    await ok(c.tenant.createWithId('acme', 'Acme'));
    await key(c);
    await ok(c.accessKey.create('of acme', 0, [], [{ tenantId: 'acme' }]));
    assert.deepEqual(names(await ok(c.accessKey.searchAll(['acme']))), ['of acme']);
    assert.equal((await keys(c)).length, 2);
  },
  update: async (c) => {
    const made = (await ok(c.accessKey.create('ci', 0, [], [], '', { a: 1 }, 'text'))).key;
    const after = await ok(c.accessKey.update(made.id, 'cd'));
    assert.deepEqual(pick(after, 'id', 'name', 'description', 'customClaims'), { id: made.id, name: 'cd', description: 'text', customClaims: { a: 1 } });
  },
  deactivate: async (c) => {
    const { id } = await key(c);
    await ok(c.accessKey.deactivate(id));
    assert.equal((await ok(c.accessKey.load(id))).status, 'inactive');
  },
  deactivateBatch: async (c) => {
    const [a, b, other] = [await key(c, 'a'), await key(c, 'b'), await key(c, 'c')];
    await ok(c.accessKey.deactivateBatch(ids([a, b])));
    assert.deepEqual((await keys(c)).filter((found) => found.status === 'active').map((found) => found.id), [other.id]);
  },
  activate: async (c) => {
    const { id } = await key(c);
    await ok(c.accessKey.deactivate(id));
    await ok(c.accessKey.activate(id));
    assert.equal((await ok(c.accessKey.load(id))).status, 'active');
  },
  activateBatch: async (c) => {
    const made = ids([await key(c, 'a'), await key(c, 'b')]);
    await ok(c.accessKey.deactivateBatch(made));
    await ok(c.accessKey.activateBatch(made));
    assert.ok((await keys(c)).every((found) => found.status === 'active'));
  },
  delete: async (c) => {
    const { id } = await key(c);
    await ok(c.accessKey.delete(id));
    await refused(c.accessKey.load(id), 404);
  },
  deleteBatch: async (c) => {
    const [a, b, other] = [await key(c, 'a'), await key(c, 'b'), await key(c, 'c')];
    await ok(c.accessKey.deleteBatch(ids([a, b])));
    assert.deepEqual(ids(await keys(c)), [other.id]);
  },
  rotate: async (c) => {
    const made = await ok(c.accessKey.create('ci', 0));
    const after = await ok(c.accessKey.rotate(made.key.id));
    assert.equal(after.key.id, made.key.id);
    assert.notEqual(after.cleartext, made.cleartext);
  },
};

export const authorization = { permission, role, accessKey };
