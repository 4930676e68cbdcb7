// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// The company's console users and keys, the project, its tenants with their settings and groups.

import { assert, ids, names, ok, pick, refused } from '../expect.mjs';

const made = async (c, id, name = id) => ok(c.tenant.createWithId(id, name));

const tenant = {
  create: async (c) => {
    const { id } = await ok(c.tenant.create('Acme', ['acme.test'], { plan: 'gold' }, true, true));
    const found = await ok(c.tenant.load(id));
    assert.deepEqual(pick(found, 'name', 'selfProvisioningDomains', 'customAttributes', 'enforceSSO', 'disabled'), {
      name: 'Acme',
      selfProvisioningDomains: ['acme.test'],
      customAttributes: { plan: 'gold' },
      enforceSSO: true,
      disabled: true,
    });
    assert.match((await refused(c.tenant.create('Acme'), 400)).errorDescription, /already exists/);
  },
  createWithId: async (c) => {
    await made(c, 'acme');
    await ok(c.tenant.createWithId('lab', 'Lab', [], {}, false, false, 'acme', 'userOnly'));
    assert.deepEqual((await ok(c.tenant.load('acme'))).successors, ['lab']);
    assert.deepEqual(pick(await ok(c.tenant.load('lab')), 'parent', 'roleInheritance'), { parent: 'acme', roleInheritance: 'userOnly' });
  },
  update: async (c) => {
    await ok(c.tenant.createWithId('acme', 'Acme', ['acme.test'], { plan: 'gold' }));
    await ok(c.tenant.update('acme', 'Acme Ltd'));
    const found = await ok(c.tenant.load('acme'));
    assert.deepEqual(pick(found, 'name', 'selfProvisioningDomains', 'customAttributes'), {
      name: 'Acme Ltd',
      selfProvisioningDomains: [],
      customAttributes: {},
    });
    assert.equal((await refused(c.tenant.update('nobody', 'x'), 404)).errorCode, 'E112202');
  },
  updateDefaultRoles: async (c) => {
    await made(c, 'acme');
    await ok(c.role.create('viewer'));
    await ok(c.tenant.updateDefaultRoles('acme', ['viewer']));
    assert.deepEqual((await ok(c.tenant.load('acme'))).defaultRoles, ['viewer']);
  },
  delete: async (c) => {
    await made(c, 'acme');
    await ok(c.user.create('ann', { userTenants: [{ tenantId: 'acme' }] }));
    await ok(c.tenant.delete('acme', true));
    await refused(c.tenant.load('acme'), 404);
    await refused(c.user.load('ann'), 404);
  },
  load: async (c) => {
    assert.equal((await refused(c.tenant.load('nobody'), 404)).errorCode, 'E112202');
    await made(c, 'acme', 'Acme');
    assert.deepEqual(pick(await ok(c.tenant.load('acme')), 'id', 'name', 'parent', 'domains'), { id: 'acme', name: 'Acme', parent: '', domains: [] });
  },
  loadAll: async (c) => {
    await made(c, 'a');
    await made(c, 'b');
    assert.deepEqual(ids(await ok(c.tenant.loadAll())), ['a', 'b']);
  },
  searchAll: async (c) => {
    await ok(c.tenant.createWithId('a', 'A', ['a.test'], { plan: 'gold' }));
    await ok(c.tenant.createWithId('b', 'B', [], {}, false, false, 'a'));
    assert.deepEqual(ids(await ok(c.tenant.searchAll(['a', 'b'], ['B']))), ['b']);
    assert.deepEqual(ids(await ok(c.tenant.searchAll([], [], ['a.test'], { plan: 'gold' }))), ['a']);
    assert.deepEqual(ids(await ok(c.tenant.searchAll([], [], [], {}, 'a'))), ['b']);
    assert.deepEqual(await ok(c.tenant.searchAll([], ['nobody'])), []);
  },
  getSettings: async (c) => {
    await made(c, 'acme');
    const settings = await ok(c.tenant.getSettings('acme'));
    assert.deepEqual(pick(settings, 'authType', 'enabled', 'JITDisabled'), { authType: 'none', enabled: false, JITDisabled: false });
  },
  configureSettings: async (c) => {
    await made(c, 'acme');
    const given = { selfProvisioningDomains: ['acme.test'], enabled: true, sessionTokenExpiration: 15, sessionTokenExpirationUnit: 'minutes' };
    await ok(c.tenant.configureSettings('acme', given));
    assert.deepEqual(pick(await ok(c.tenant.getSettings('acme')), ...Object.keys(given)), given);
    assert.deepEqual((await ok(c.tenant.load('acme'))).selfProvisioningDomains, ['acme.test']);
  },
  generateSSOConfigurationLink: async (c) => {
    await made(c, 'acme');
    const { adminSSOConfigurationLink } = await ok(c.tenant.generateSSOConfigurationLink('acme', 3600));
    assert.match(adminSSOConfigurationLink, /^https:/);
  },
  revokeSSOConfigurationLink: async (c) => {
    await made(c, 'acme');
    await ok(c.tenant.generateSSOConfigurationLink('acme', 3600));
    await ok(c.tenant.revokeSSOConfigurationLink('acme'));
    await refused(c.tenant.revokeSSOConfigurationLink('nobody'), 404);
  },
};

const password = {
  getSettings: async (c) => {
    await made(c, 'acme');
    const ofProject = await ok(c.password.getSettings(''));
    const ofTenant = await ok(c.password.getSettings('acme'));
    assert.equal(typeof ofProject.minLength, 'number');
    assert.deepEqual({ ...ofTenant, tenantId: '' }, ofProject);
  },
  configureSettings: async (c) => {
    await made(c, 'acme');
    await ok(c.password.configureSettings('acme', { enabled: true, minLength: 17 }));
    assert.deepEqual(pick(await ok(c.password.getSettings('acme')), 'minLength', 'lowercase'), { minLength: 17, lowercase: false });
    assert.notEqual((await ok(c.password.getSettings(''))).minLength, 17);
  },
};

/** Groups come from SCIM and sign-ins, so the test puts one there. */
async function grouped(c) {
  await made(c, 'acme');
  const { userId } = await ok(c.user.create('ann', { userTenants: [{ tenantId: 'acme' }] }));
  const group = { id: 'G1', display: 'Engineering', tenantId: 'acme', members: [{ userId, loginId: 'ann', display: 'Ann' }] };
  await c.load({ groups: [group, { ...group, id: 'G2', display: 'Nobody', members: [] }] });
  return userId;
}

const group = {
  loadAllGroups: async (c) => {
    await grouped(c);
    assert.deepEqual(ids(await ok(c.group.loadAllGroups('acme'))), ['G1', 'G2']);
  },
  loadAllGroupsForMember: async (c) => {
    const userId = await grouped(c);
    assert.deepEqual(ids(await ok(c.group.loadAllGroupsForMember('acme', [userId], []))), ['G1']);
    assert.deepEqual(ids(await ok(c.group.loadAllGroupsForMember('acme', [], ['ann']))), ['G1']);
  },
  loadAllGroupMembers: async (c) => {
    const userId = await grouped(c);
    const [found] = await ok(c.group.loadAllGroupMembers('acme', 'G1'));
    assert.deepEqual(found.members.map((member) => member.userId), [userId]);
  },
};

const mine = async (c) => (await ok(c.project.listProjects())).find((found) => found.id === c.projectId);

const project = {
  updateName: async (c) => {
    await ok(c.project.updateName('Staging'));
    assert.equal((await mine(c)).name, 'Staging');
    await refused(c.project.updateName(''), 400);
  },
  updateTags: async (c) => {
    await ok(c.project.updateTags(['a']));
    await ok(c.project.updateTags(['b', 'c']));
    assert.deepEqual((await mine(c)).tags, ['b', 'c']);
  },
  delete: async (c) => {
    await ok(c.project.delete());
    assert.ok(!(await c.projects()).includes(c.projectId));
    assert.equal((await refused(c.tenant.loadAll(), 401)).errorCode, 'E011008');
  },
  clone: async (c) => {
    await made(c, 'acme');
    await ok(c.role.create('reader'));
    const copy = await ok(c.project.clone('Copy', 'production', ['a']));
    assert.deepEqual(pick(copy, 'projectName', 'environment', 'tags'), { projectName: 'Copy', environment: 'production', tags: ['a'] });
    const client = c.otherClient(copy.projectId);
    assert.deepEqual(names(await ok(client.role.loadAll())), ['Tenant Admin', 'reader']);
    assert.deepEqual(await ok(client.tenant.loadAll()), []);
    await c.dropOther(copy.projectId);
  },
  listProjects: async (c) => {
    await c.load({ name: 'Mine', environment: 'production', tags: ['a'] });
    assert.deepEqual(await mine(c), { id: c.projectId, name: 'Mine', environment: 'production', tags: ['a'] });
  },
  exportSnapshot: async (c) => {
    await ok(c.role.create('reader'));
    const { files } = await ok(c.project.exportSnapshot());
    assert.deepEqual(names(files['roles.json'].roles), ['reader']);
  },
  importSnapshot: async (c) => {
    await ok(c.role.create('reader'));
    const { files } = await ok(c.project.exportSnapshot());
    await ok(c.role.delete('reader'));
    await ok(c.project.importSnapshot({ files }));
    assert.deepEqual(names(await ok(c.role.loadAll())), ['Tenant Admin', 'reader']);
  },
  validateSnapshot: async (c) => {
    const connector = { id: 'CI1', name: 'Mailer', type: 'smtp', password: '' };
    const files = { 'connectors/connectors.json': { connectors: ['smtp-CI1'] }, 'connectors/smtp-CI1.json': connector };
    const { ok: good, failures, missingSecrets } = await ok(c.project.validateSnapshot({ files }));
    const missing = { id: 'CI1', name: 'Mailer', type: 'password', value: '' };
    assert.deepEqual([good, failures.length, missingSecrets.connectors], [false, 1, [missing]]);
    const inputSecrets = { connectors: [{ ...missing, value: 'given' }] };
    assert.equal((await ok(c.project.validateSnapshot({ files, inputSecrets }))).ok, true);
  },
  export: async (c) => assert.ok('flows/flows.json' in (await ok(c.project.export()))),
  import: async (c) => {
    const files = await ok(c.project.export());
    await ok(c.role.create('later'));
    await ok(c.project.import(files));
    assert.deepEqual(names(await ok(c.role.loadAll())), ['Tenant Admin']);
  },
};

const person = (c) => ({ loginId: `${c.projectId}@console.test`, attributes: { displayName: 'Ann' }, rbac: { isCompanyAdmin: true } });

async function hired(c) {
  const { descopers } = await ok(c.descoper.create([person(c)]));
  return descopers[0];
}

const descoper = {
  create: async (c) => {
    const found = await hired(c);
    assert.ok(found.id);
    assert.equal(found.attributes.displayName, 'Ann');
    assert.equal(found.rbac.isCompanyAdmin, true);
    await ok(c.descoper.delete(found.id));
  },
  update: async (c) => {
    const { id } = await hired(c);
    const after = await ok(c.descoper.update(id, { displayName: 'Eve' }));
    assert.equal(after.attributes.displayName, 'Eve');
    await ok(c.descoper.delete(id));
  },
  load: async (c) => {
    const found = await hired(c);
    assert.deepEqual(await ok(c.descoper.load(found.id)), found);
    await ok(c.descoper.delete(found.id));
  },
  delete: async (c) => {
    const { id } = await hired(c);
    await ok(c.descoper.delete(id));
    await refused(c.descoper.load(id), 404);
  },
  list: async (c) => {
    const { id } = await hired(c);
    const { descopers, total } = await ok(c.descoper.list());
    assert.ok(ids(descopers).includes(id));
    assert.equal(total, descopers.length);
    await ok(c.descoper.delete(id));
  },
};

const keyed = async (c) => ok(c.managementKey.create('backup', { companyRoles: ['admin'] }, 'text', 3600, ['10.0.0.0/8']));

const managementKey = {
  create: async (c) => {
    const { cleartext, key } = await keyed(c);
    assert.ok(cleartext);
    assert.deepEqual(pick(key, 'name', 'description', 'status', 'permittedIps'), {
      name: 'backup',
      description: 'text',
      status: 'active',
      permittedIps: ['10.0.0.0/8'],
    });
    await ok(c.managementKey.delete([key.id]));
  },
  update: async (c) => {
    const { key } = await keyed(c);
    const after = await ok(c.managementKey.update(key.id, 'other', '', 'inactive'));
    assert.deepEqual(pick(after, 'name', 'description', 'status', 'permittedIps'), { name: 'other', description: '', status: 'inactive', permittedIps: [] });
    await ok(c.managementKey.delete([key.id]));
  },
  delete: async (c) => {
    const { key } = await keyed(c);
    await ok(c.managementKey.delete([key.id]));
    await refused(c.managementKey.load(key.id), 404);
  },
  load: async (c) => {
    const { cleartext, key } = await keyed(c);
    assert.deepEqual(await ok(c.managementKey.load(key.id)), key);
    assert.ok(!JSON.stringify(key).includes(cleartext));
    await ok(c.managementKey.delete([key.id]));
  },
  search: async (c) => {
    const { key } = await keyed(c);
    assert.ok(ids(await ok(c.managementKey.search())).includes(key.id));
    await ok(c.managementKey.delete([key.id]));
  },
};

export const company = { tenant, password, group, project, descoper, managementKey };
