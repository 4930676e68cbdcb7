// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Users: made, changed, found, deleted. What they sign in with is in a suite of its own.

import { assert, names, ok, pick, refused } from '../expect.mjs';
import { credentials } from './credentials.mjs';

const logins = (users) => users.map((user) => user.loginIds[0]);
const load = (c, loginId = 'ann') => ok(c.user.load(loginId));

/** A tenant with a role of its own, two roles of the project, and Ann. */
async function company(c, options = {}) {
  await ok(c.tenant.createWithId('acme', 'Acme'));
  await ok(c.role.createBatch([{ name: 'viewer' }, { name: 'editor' }, { name: 'boss', tenantId: 'acme' }]));
  return ok(c.user.create('ann', options));
}

const roles = async (c, loginId = 'ann') => (await load(c, loginId)).roleNames;
const tenantRoles = async (c) => (await load(c)).userTenants.map((entry) => [entry.tenantId, entry.roleNames]);
const IN_ACME = { userTenants: [{ tenantId: 'acme', roleNames: ['boss'] }] };

const user = {
  ...credentials,
  create: async (c) => {
    const made = await company(c, { email: 'ann@x.test', phone: '+1-555-555-5555', displayName: 'Ann', verifiedEmail: true });
    assert.deepEqual(pick(made, 'loginIds', 'email', 'phone', 'name', 'verifiedEmail', 'status', 'test'), {
      loginIds: ['ann'],
      email: 'ann@x.test',
      phone: '+15555555555',
      name: 'Ann',
      verifiedEmail: true,
      status: 'invited',
      test: false,
    });
    const old = await ok(c.user.create('bob', 'bob@x.test', '', 'Bob', ['viewer']));
    assert.deepEqual(pick(old, 'email', 'name', 'roleNames'), { email: 'bob@x.test', name: 'Bob', roleNames: ['viewer'] });
    await refused(c.user.create('ann'), 400);
  },
  createTestUser: async (c) => {
    assert.equal((await ok(c.user.createTestUser('robot'))).test, true);
    assert.deepEqual(await ok(c.user.searchAll()), []);
  },
  invite: async (c) => {
    const invited = await ok(c.user.invite('ann', { email: 'ann@x.test', inviteUrl: 'https://x.test', sendMail: true }));
    assert.equal(invited.status, 'invited');
    assert.equal((await ok(c.user.invite(invited.userId))).userId, invited.userId);
    await refused(c.user.invite('bob'), 400);
  },
  inviteBatch: async (c) => {
    const { createdUsers, failedUsers } = await ok(c.user.inviteBatch([{ loginId: 'a', email: 'a@x.test' }, { loginId: 'a' }]));
    assert.deepEqual([logins(createdUsers), failedUsers.length], [['a'], 1]);
  },
  createBatch: async (c) => {
    const hashedPassword = { bcrypt: { hash: '$2y$10$abc' } };
    const { createdUsers, failedUsers } = await ok(c.user.createBatch([
      { loginId: 'a', hashedPassword },
      { loginId: 'b', roles: ['nothing'] },
    ]));
    assert.deepEqual([logins(createdUsers), createdUsers[0].password], [['a'], true]);
    assert.deepEqual([failedUsers.length, logins([failedUsers[0].user])], [1, ['b']]);
  },
  deleteBatch: async (c) => {
    const [a, b] = [await ok(c.user.create('a')), await ok(c.user.create('b'))];
    await ok(c.user.create('c'));
    await ok(c.user.deleteBatch([a.userId, b.userId]));
    assert.deepEqual(logins(await ok(c.user.searchAll())), ['c']);
  },
  update: async (c) => {
    await company(c, { email: 'ann@x.test', givenName: 'Ann', roles: ['viewer'] });
    await ok(c.user.update('ann', { familyName: 'Lee' }));
    assert.deepEqual(pick(await load(c), 'email', 'givenName', 'familyName', 'roleNames'), {
      email: '',
      givenName: '',
      familyName: 'Lee',
      roleNames: [],
    });
    assert.equal((await refused(c.user.update('nobody'), 404)).errorCode, 'E112102');
  },
  patch: async (c) => {
    await company(c, { email: 'ann@x.test', givenName: 'Ann', roles: ['viewer'] });
    await ok(c.user.patch('ann', { givenName: 'Anna', roles: [] }));
    assert.deepEqual(pick(await load(c), 'email', 'givenName', 'roleNames'), { email: 'ann@x.test', givenName: 'Anna', roleNames: [] });
  },
  patchBatch: async (c) => {
    await company(c);
    const { patchedUsers, failedUsers } = await ok(c.user.patchBatch([
      { loginId: 'ann', displayName: 'Ann' },
      { loginIdOrUserId: 'nobody', displayName: 'Nobody' },
    ]));
    assert.deepEqual([names(patchedUsers), failedUsers.length], [['Ann'], 1]);
  },
  delete: async (c) => {
    await company(c);
    await ok(c.user.delete('ann'));
    assert.equal((await refused(c.user.delete('ann'), 404)).errorCode, 'E112102');
  },
  deleteByUserId: async (c) => {
    const { userId } = await company(c);
    await ok(c.user.deleteByUserId(userId));
    await refused(c.user.load('ann'), 404);
  },
  deleteAllTestUsers: async (c) => {
    await company(c);
    await ok(c.user.createTestUser('robot'));
    await ok(c.user.deleteAllTestUsers());
    await refused(c.user.load('robot'), 404);
    assert.deepEqual(logins(await ok(c.user.searchAll())), ['ann']);
  },
  load: async (c) => {
    const made = await company(c, IN_ACME);
    assert.deepEqual(await load(c), made);
    assert.deepEqual(made.userTenants, [{ tenantId: 'acme', tenantName: 'Acme', roleNames: ['boss'], permissions: [] }]);
    assert.equal((await refused(c.user.load('nobody'), 404)).errorCode, 'E112102');
  },
  loadByUserId: async (c) => {
    const made = await company(c);
    assert.deepEqual(await ok(c.user.loadByUserId(made.userId)), made);
  },
  loadUsers: async (c) => {
    const made = await company(c);
    assert.deepEqual(await ok(c.user.loadUsers([made.userId, 'Unobody'])), [made]);
    assert.equal((await ok(c.user.loadUsers([made.userId, 'Unobody'], true))).length, 2);
  },
  searchAll: async (c) => {
    await company(c, IN_ACME);
    await ok(c.user.create('bob', { roles: ['editor'] }));
    assert.deepEqual(logins(await ok(c.user.searchAll(['acme']))), ['ann']);
    assert.deepEqual(logins(await ok(c.user.searchAll([], ['editor']))), ['bob']);
    assert.deepEqual(logins(await ok(c.user.searchAll([], [], 1, 1))), ['bob']);
  },
  searchTestUsers: async (c) => {
    await company(c);
    await ok(c.user.createTestUser('robot'));
    const { users, total } = await ok(c.user.searchTestUsers({}));
    assert.deepEqual([logins(users), total], [['robot'], 1]);
  },
  search: async (c) => {
    await company(c, { displayName: 'Ann' });
    await ok(c.user.create('bob', { displayName: 'Bob' }));
    const { users, total } = await ok(c.user.search({ sort: [{ field: 'displayName', desc: true }], limit: 1 }));
    assert.deepEqual([logins(users), total], [['bob'], 2]);
    assert.deepEqual(logins((await ok(c.user.search({ text: 'ANN' }))).users), ['ann']);
  },
  activate: async (c) => {
    await company(c);
    assert.equal((await ok(c.user.activate('ann'))).status, 'enabled');
  },
  deactivate: async (c) => {
    await company(c);
    assert.equal((await ok(c.user.deactivate('ann'))).status, 'disabled');
  },
  updateLoginId: async (c) => {
    await company(c);
    assert.deepEqual((await ok(c.user.updateLoginId('ann', 'anna'))).loginIds, ['anna']);
    await refused(c.user.updateLoginId('anna', ''), 400);
  },
  updateEmail: async (c) => {
    await company(c);
    assert.deepEqual(pick(await ok(c.user.updateEmail('ann', 'a@x.test', true)), 'email', 'verifiedEmail'), { email: 'a@x.test', verifiedEmail: true });
  },
  updatePhone: async (c) => {
    await company(c);
    const after = await ok(c.user.updatePhone('ann', '+1 555 555 5555', true));
    assert.deepEqual(pick(after, 'phone', 'verifiedPhone'), { phone: '+15555555555', verifiedPhone: true });
  },
  updateDisplayName: async (c) => {
    await company(c, { familyName: 'Lee' });
    assert.deepEqual(pick(await ok(c.user.updateDisplayName('ann', 'Ann L.', 'Ann')), 'name', 'givenName', 'familyName'), {
      name: 'Ann L.',
      givenName: 'Ann',
      familyName: 'Lee',
    });
  },
  updateUserNames: async (c) => {
    await company(c, { displayName: 'Ann' });
    assert.deepEqual(pick(await ok(c.user.updateUserNames('ann', 'Ann', 'B', 'Lee')), 'name', 'givenName', 'middleName', 'familyName'), {
      name: 'Ann',
      givenName: 'Ann',
      middleName: 'B',
      familyName: 'Lee',
    });
  },
  updatePicture: async (c) => {
    await company(c);
    assert.equal((await ok(c.user.updatePicture('ann', 'https://x.test/a.png'))).picture, 'https://x.test/a.png');
  },
  updateCustomAttribute: async (c) => {
    await company(c, { customAttributes: { a: 1 } });
    assert.deepEqual((await ok(c.user.updateCustomAttribute('ann', 'b', 'x'))).customAttributes, { a: 1, b: 'x' });
  },
  setRoles: async (c) => {
    await company(c, { roles: ['viewer'] });
    await ok(c.user.setRoles('ann', ['editor']));
    assert.deepEqual(await roles(c), ['editor']);
    await refused(c.user.setRoles('ann', ['nothing']), 400);
  },
  addRoles: async (c) => {
    await company(c, { roles: ['viewer'] });
    await ok(c.user.addRoles('ann', ['editor']));
    assert.deepEqual(await roles(c), ['viewer', 'editor']);
  },
  removeRoles: async (c) => {
    await company(c, { roles: ['viewer', 'editor'] });
    await ok(c.user.removeRoles('ann', ['viewer']));
    assert.deepEqual(await roles(c), ['editor']);
  },
  addTenant: async (c) => {
    await company(c);
    await ok(c.user.addTenant('ann', 'acme'));
    assert.deepEqual(await tenantRoles(c), [['acme', []]]);
  },
  removeTenant: async (c) => {
    await company(c, IN_ACME);
    await ok(c.user.removeTenant('ann', 'acme'));
    assert.deepEqual(await tenantRoles(c), []);
  },
  setTenantRoles: async (c) => {
    await company(c, IN_ACME);
    await ok(c.user.setTenantRoles('ann', 'acme', ['viewer']));
    assert.deepEqual(await tenantRoles(c), [['acme', ['viewer']]]);
  },
  addTenantRoles: async (c) => {
    await company(c, IN_ACME);
    await ok(c.user.addTenantRoles('ann', 'acme', ['viewer']));
    assert.deepEqual(await tenantRoles(c), [['acme', ['boss', 'viewer']]]);
  },
  removeTenantRoles: async (c) => {
    await company(c, IN_ACME);
    await ok(c.user.removeTenantRoles('ann', 'acme', ['boss']));
    assert.deepEqual(await tenantRoles(c), [['acme', []]]);
  },
  addSSOapps: async (c) => {
    await company(c, { ssoAppIds: ['a'] });
    assert.deepEqual((await ok(c.user.addSSOapps('ann', ['b']))).ssoAppIds, ['a', 'b']);
  },
  setSSOapps: async (c) => {
    await company(c, { ssoAppIds: ['a'] });
    assert.deepEqual((await ok(c.user.setSSOapps('ann', ['b']))).ssoAppIds, ['b']);
  },
  removeSSOapps: async (c) => {
    await company(c, { ssoAppIds: ['a', 'b'] });
    assert.deepEqual((await ok(c.user.removeSSOapps('ann', ['a']))).ssoAppIds, ['b']);
  },
  import: async (c) => {
    const users = Buffer.from(JSON.stringify({ user_id: 'auth0|1', email: 'a@x.test' })).toString('base64');
    const { users: found } = await ok(c.user.import('auth0', users, undefined, true));
    assert.equal(found.length, 1);
    assert.deepEqual(await ok(c.user.searchAll()), []);
    await ok(c.user.import('auth0', users));
    assert.equal((await load(c, 'a@x.test')).email, 'a@x.test');
  },
  getCustomAttributes: async (c) => {
    assert.deepEqual(await ok(c.user.getCustomAttributes()), []);
    await ok(c.user.createCustomAttributes([{ name: 'plan', type: 1 }]));
    assert.deepEqual(names(await ok(c.user.getCustomAttributes())), ['plan']);
  },
  createCustomAttributes: async (c) => {
    const plan = { name: 'plan', type: 4, displayName: 'Plan', options: [{ value: 'gold', label: 'Gold' }] };
    for (let time = 0; time < 2; time += 1) {
      const [made, ...more] = await ok(c.user.createCustomAttributes([plan]));
      assert.deepEqual([pick(made, ...Object.keys(plan)), more], [plan, []]);
    }
  },
  deleteCustomAttributes: async (c) => {
    await ok(c.user.createCustomAttributes([{ name: 'a', type: 1 }, { name: 'b', type: 2 }]));
    assert.deepEqual(names(await ok(c.user.deleteCustomAttributes(['a']))), ['b']);
  },
};

export const people = { user };
