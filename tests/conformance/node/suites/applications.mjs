// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Inbound and outbound applications, engines, what scopes stand for.

import { assert, ids, names, ok, pick, refused } from '../expect.mjs';

const INBOUND = { name: 'CRM', description: 'text', loginPageUrl: 'https://crm.test', permissionsScopes: [] };
const inbound = (c, name = 'CRM') => ok(c.inboundApplication.createApplication({ ...INBOUND, name }));

/** End users give consents, so the test puts them there. */
async function consents(c) {
  const given = [
    { id: 'C1', appId: 'A1', userId: 'U1' },
    { id: 'C2', appId: 'A1', userId: 'U2', tenantId: 'acme' },
    { id: 'C3', appId: 'A2', userId: 'U1' },
  ];
  await c.load({ consents: given });
}

const inboundApplication = {
  createApplication: async (c) => {
    const made = await inbound(c);
    assert.deepEqual(Object.keys(made).sort(), ['cleartext', 'clientId', 'id']);
    const again = await refused(c.inboundApplication.createApplication(INBOUND), 400);
    assert.match(again.errorDescription, /already exists/);
  },
  updateApplication: async (c) => {
    const made = await inbound(c);
    const { description, ...rest } = INBOUND;
    await ok(c.inboundApplication.updateApplication({ ...rest, id: made.id, name: 'Sales' }));
    const app = await ok(c.inboundApplication.loadApplication(made.id));
    assert.deepEqual(pick(app, 'name', 'description', 'clientId'), { name: 'Sales', description: '', clientId: made.clientId });
  },
  patchApplication: async (c) => {
    const made = await inbound(c);
    await ok(c.inboundApplication.patchApplication({ id: made.id, name: 'Sales' }));
    const app = await ok(c.inboundApplication.loadApplication(made.id));
    assert.deepEqual(pick(app, 'name', 'description'), { name: 'Sales', description: 'text' });
  },
  deleteApplication: async (c) => {
    const made = await inbound(c);
    await ok(c.inboundApplication.deleteApplication(made.id));
    await refused(c.inboundApplication.loadApplication(made.id), 404);
  },
  deleteApplicationBatch: async (c) => {
    const [a, b, kept] = [await inbound(c, 'a'), await inbound(c, 'b'), await inbound(c, 'c')];
    await ok(c.inboundApplication.deleteApplicationBatch([a.id, b.id]));
    assert.deepEqual(ids(await ok(c.inboundApplication.loadAllApplications())), [kept.id]);
  },
  loadApplication: async (c) => {
    const made = await inbound(c);
    const app = await ok(c.inboundApplication.loadApplication(made.id));
    assert.deepEqual(pick(app, 'id', 'name', 'logo'), { id: made.id, name: 'CRM', logo: '' });
    assert.ok(!JSON.stringify(app).includes(made.cleartext));
  },
  loadAllApplications: async (c) => {
    await inbound(c, 'a');
    await inbound(c, 'b');
    assert.deepEqual(names(await ok(c.inboundApplication.loadAllApplications())), ['a', 'b']);
  },
  getApplicationSecret: async (c) => {
    const { id, cleartext } = await inbound(c);
    assert.deepEqual(await ok(c.inboundApplication.getApplicationSecret(id)), { cleartext });
  },
  rotateApplicationSecret: async (c) => {
    const { id, cleartext } = await inbound(c);
    const fresh = await ok(c.inboundApplication.rotateApplicationSecret(id));
    assert.notEqual(fresh.cleartext, cleartext);
    assert.deepEqual(await ok(c.inboundApplication.getApplicationSecret(id)), fresh);
  },
  searchConsents: async (c) => {
    await consents(c);
    assert.deepEqual(ids(await ok(c.inboundApplication.searchConsents({ userId: 'U1' }))), ['C1', 'C3']);
    assert.deepEqual(ids(await ok(c.inboundApplication.searchConsents())), ['C1', 'C2', 'C3']);
  },
  deleteConsents: async (c) => {
    await consents(c);
    await ok(c.inboundApplication.deleteConsents({ appId: 'A1', userIds: ['U1'] }));
    assert.deepEqual(ids(await ok(c.inboundApplication.searchConsents())), ['C2', 'C3']);
    const unknown = await refused(c.inboundApplication.deleteConsents({ consentIds: ['C1'] }), 404);
    assert.equal(unknown.errorCode, 'E063302');
  },
  deleteTenantConsents: async (c) => {
    await consents(c);
    await ok(c.inboundApplication.deleteTenantConsents({ tenantId: 'acme' }));
    assert.deepEqual(ids(await ok(c.inboundApplication.searchConsents())), ['C1', 'C3']);
  },
};

/** An application for OAuth, one for API keys, a tenant and a user: the user's id. */
async function connected(c) {
  await ok(c.outboundApplication.createApplication({ id: 'calendar', name: 'Calendar' }));
  await ok(c.outboundApplication.createApplicationByTemplate({ id: 'weather', templateId: 'openai' }));
  await ok(c.tenant.createWithId('acme', 'Acme'));
  return (await ok(c.user.create('ann'))).userId;
}

const token = (accessToken, ...scopes) => ({ appId: 'calendar', accessToken, scopes });

const outboundApplication = {
  createApplication: async (c) => {
    const app = await ok(c.outboundApplication.createApplication({
      name: 'Calendar',
      clientSecret: 'hidden',
      tokenUrlParams: [{ key: 'audience', value: 'api' }],
      prompt: ['consent'],
      useDcr: true,
    }));
    assert.deepEqual(app.tokenUrlParams, [{ key: 'audience', value: 'api' }]);
    assert.deepEqual(pick(app, 'clientSecret', 'useDcr', 'prompt'), { clientSecret: '', useDcr: true, prompt: ['consent'] });
  },
  createApplicationByTemplate: async (c) => {
    const app = await ok(c.outboundApplication.createApplicationByTemplate({
      templateId: 'google-calendar',
      clientId: 'id',
      overrides: { name: 'Agenda' },
    }));
    assert.deepEqual(pick(app, 'templateId', 'name', 'clientId', 'accessType'), {
      templateId: 'google-calendar',
      name: 'Agenda',
      clientId: 'id',
      accessType: 'offline',
    });
  },
  updateApplication: async (c) => {
    const { id } = await ok(c.outboundApplication.createApplication({ name: 'Calendar', description: 'text' }));
    const app = await ok(c.outboundApplication.updateApplication({ id, name: 'Agenda' }));
    assert.deepEqual(pick(app, 'id', 'name', 'description'), { id, name: 'Agenda', description: '' });
  },
  deleteApplication: async (c) => {
    const { id } = await ok(c.outboundApplication.createApplication({ name: 'Calendar' }));
    await ok(c.outboundApplication.deleteApplication(id));
    await refused(c.outboundApplication.loadApplication(id), 404);
  },
  loadApplication: async (c) => {
    const made = await ok(c.outboundApplication.createApplication({ name: 'Calendar' }));
    assert.deepEqual(await ok(c.outboundApplication.loadApplication(made.id)), made);
  },
  loadAllApplications: async (c) => {
    await connected(c);
    assert.deepEqual(ids(await ok(c.outboundApplication.loadAllApplications())), ['calendar', 'weather']);
  },
  fetchTokenByScopes: async (c) => {
    const userId = await connected(c);
    for (const scope of ['read', 'write']) await ok(c.outboundApplication.uploadUserToken({ ...token(scope, scope), userId }));
    const found = await ok(c.outboundApplication.fetchTokenByScopes('calendar', userId, ['read']));
    assert.equal(found.accessToken, 'read');
  },
  fetchToken: async (c) => {
    const userId = await connected(c);
    await ok(c.outboundApplication.uploadUserToken({ ...token('A'), userId, refreshToken: 'R' }));
    const found = await ok(c.outboundApplication.fetchToken('calendar', userId, '', { withRefreshToken: true }));
    assert.deepEqual(pick(found, 'accessToken', 'refreshToken', 'hasRefreshToken'), {
      accessToken: 'A',
      refreshToken: 'R',
      hasRefreshToken: true,
    });
  },
  fetchTenantTokenByScopes: async (c) => {
    await connected(c);
    for (const scope of ['read', 'write']) {
      await ok(c.outboundApplication.uploadTenantToken({ ...token(scope, scope), tenantId: 'acme' }));
    }
    const found = await ok(c.outboundApplication.fetchTenantTokenByScopes('calendar', 'acme', ['read']));
    assert.equal(found.accessToken, 'read');
  },
  fetchTenantToken: async (c) => {
    await connected(c);
    await refused(c.outboundApplication.fetchTenantToken('calendar', 'acme'), 404);
    await ok(c.outboundApplication.uploadTenantToken({ ...token('A'), tenantId: 'acme' }));
    assert.equal((await ok(c.outboundApplication.fetchTenantToken('calendar', 'acme'))).accessToken, 'A');
  },
  deleteUserTokens: async (c) => {
    const userId = await connected(c);
    await ok(c.outboundApplication.uploadUserToken({ ...token('A'), userId }));
    await ok(c.outboundApplication.deleteUserTokens('calendar', userId));
    await refused(c.outboundApplication.fetchToken('calendar', userId), 404);
  },
  deleteTokenById: async (c) => {
    const userId = await connected(c);
    await ok(c.outboundApplication.uploadUserToken({ ...token('A'), userId }));
    const { id } = await ok(c.outboundApplication.fetchToken('calendar', userId));
    await ok(c.outboundApplication.deleteTokenById(id));
    await refused(c.outboundApplication.deleteTokenById(id), 404);
  },
  listAppsWithUserToken: async (c) => {
    const userId = await connected(c);
    await ok(c.outboundApplication.uploadUserToken({ ...token('A'), userId }));
    assert.deepEqual(await ok(c.outboundApplication.listAppsWithUserToken(userId)), ['calendar']);
    assert.deepEqual(await ok(c.outboundApplication.listAppsWithUserToken(userId, 'acme')), []);
  },
  uploadUserApiKey: async (c) => {
    const userId = await connected(c);
    await ok(c.outboundApplication.uploadUserApiKey('weather', userId, 'K'));
    assert.equal((await ok(c.outboundApplication.fetchToken('weather', userId))).accessToken, 'K');
    await refused(c.outboundApplication.uploadUserApiKey('calendar', userId, 'K'), 400);
  },
  uploadTenantApiKey: async (c) => {
    await connected(c);
    await ok(c.outboundApplication.uploadTenantApiKey('weather', 'acme', 'K'));
    assert.equal((await ok(c.outboundApplication.fetchTenantToken('weather', 'acme'))).accessToken, 'K');
  },
  uploadUserToken: async (c) => {
    const userId = await connected(c);
    await refused(c.outboundApplication.uploadUserToken({ appId: 'calendar', userId }), 400);
    await ok(c.outboundApplication.uploadUserToken({ ...token('A', 'read'), userId, tenantId: 'acme', verifyRefresh: true }));
    const found = await ok(c.outboundApplication.fetchToken('calendar', userId, 'acme'));
    assert.deepEqual(pick(found, 'accessToken', 'scopes', 'tenantId'), { accessToken: 'A', scopes: ['read'], tenantId: 'acme' });
  },
  uploadTenantToken: async (c) => {
    await connected(c);
    await refused(c.outboundApplication.uploadTenantToken({ ...token('A'), tenantId: 'nobody' }), 404);
    await ok(c.outboundApplication.uploadTenantToken({ ...token('A'), tenantId: 'acme', grantedBy: 'migration' }));
    assert.equal((await ok(c.outboundApplication.fetchTenantToken('calendar', 'acme'))).grantedBy, 'migration');
  },
  batchUploadUserTokens: async (c) => {
    const userId = await connected(c);
    const good = { ...token('A'), userId };
    const { failures } = await ok(c.outboundApplication.batchUploadUserTokens([good, { ...good, userId: 'nobody' }]));
    assert.deepEqual(failures.map((failure) => [failure.userId, failure.errorCode]), [['nobody', 'E152110']]);
    await refused(c.outboundApplication.fetchToken('calendar', userId), 404);
    assert.deepEqual(await ok(c.outboundApplication.batchUploadUserTokens([good])), { failures: [] });
  },
  batchUploadTenantTokens: async (c) => {
    await connected(c);
    const good = { ...token('A'), tenantId: 'acme' };
    const { failures } = await ok(c.outboundApplication.batchUploadTenantTokens([good, { ...good, tenantId: 'nobody' }]));
    assert.deepEqual(failures.map((failure) => failure.tenantId), ['nobody']);
    assert.deepEqual(await ok(c.outboundApplication.batchUploadTenantTokens([good])), { failures: [] });
  },
};

const engine = {
  create: async (c) => {
    const made = await ok(c.engine.create('Berlin'));
    assert.equal(made.name, 'Berlin');
    assert.ok(made.id && made.secret && made.createdTime);
  },
  update: async (c) => {
    const { id } = await ok(c.engine.create('Berlin'));
    assert.deepEqual(pick(await ok(c.engine.update(id, 'Bonn')), 'id', 'name', 'secret'), { id, name: 'Bonn', secret: '' });
  },
  delete: async (c) => {
    const { id } = await ok(c.engine.create('Berlin'));
    await ok(c.engine.delete(id));
    await refused(c.engine.load(id), 404);
  },
  load: async (c) => {
    const made = await ok(c.engine.create('Berlin'));
    assert.deepEqual(await ok(c.engine.load(made.id)), { ...made, secret: '' });
  },
  loadAll: async (c) => {
    await ok(c.engine.create('Berlin'));
    await ok(c.engine.create('Bonn'));
    assert.deepEqual(names(await ok(c.engine.loadAll())), ['Berlin', 'Bonn']);
  },
  rotateSecret: async (c) => {
    const made = await ok(c.engine.create('Berlin'));
    const { secret } = await ok(c.engine.rotateSecret(made.id));
    assert.ok(secret && secret !== made.secret);
  },
};

const EMAIL = { scope: 'email', claims: { mail: 'user.email' }, description: '' };

const scopeClaimMapping = {
  get: async (c) => assert.deepEqual(await ok(c.scopeClaimMapping.get()), []),
  set: async (c) => {
    await ok(c.scopeClaimMapping.set([{ scope: 'plan' }]));
    await ok(c.scopeClaimMapping.set([EMAIL]));
    assert.deepEqual(await ok(c.scopeClaimMapping.get()), [EMAIL]);
  },
  delete: async (c) => {
    await ok(c.scopeClaimMapping.set([EMAIL]));
    await ok(c.scopeClaimMapping.delete());
    assert.deepEqual(await ok(c.scopeClaimMapping.get()), []);
  },
};

export const applications = { inboundApplication, outboundApplication, engine, scopeClaimMapping };
