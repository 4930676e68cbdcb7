// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// How a tenant's users sign in elsewhere, and which applications sign in here.

import { assert, ids, ok, pick, refused } from '../expect.mjs';

const SAML = { idpUrl: 'https://idp.test/sso', entityId: 'idp', idpCert: 'cert' };

/** A tenant, and a role that groups can be mapped to. */
async function prepared(c) {
  await ok(c.tenant.createWithId('acme', 'Acme'));
  await ok(c.role.create('editor'));
}

const sso = {
  getSettings: async (c) => {
    await prepared(c);
    assert.deepEqual(pick(await ok(c.sso.getSettings('acme')), 'tenantId', 'idpSSOUrl', 'domains'), { tenantId: 'acme', idpSSOUrl: '', domains: [] });
    await refused(c.sso.getSettings('nobody'), 404);
  },
  newSettings: async (c) => {
    await prepared(c);
    assert.equal((await ok(c.sso.newSettings('acme', 'second', 'Second'))).ssoId, 'second');
    await refused(c.sso.newSettings('acme', 'second', 'Again'), 400);
  },
  deleteSettings: async (c) => {
    await prepared(c);
    await ok(c.sso.configureSAMLSettings('acme', SAML, '', ['acme.test']));
    await ok(c.sso.deleteSettings('acme'));
    assert.equal((await ok(c.sso.loadSettings('acme'))).saml.idpSSOUrl, '');
  },
  configureSettings: async (c) => {
    await prepared(c);
    await ok(c.sso.configureSettings('acme', SAML.idpUrl, SAML.idpCert, SAML.entityId, 'https://app.test/cb', ['acme.test']));
    assert.deepEqual(pick(await ok(c.sso.getSettings('acme')), 'idpSSOUrl', 'idpEntityId', 'redirectUrl', 'domains'), {
      idpSSOUrl: SAML.idpUrl,
      idpEntityId: 'idp',
      redirectUrl: 'https://app.test/cb',
      domains: ['acme.test'],
    });
  },
  configureMetadata: async (c) => {
    await prepared(c);
    await ok(c.sso.configureMetadata('acme', 'https://idp.test/metadata', 'https://app.test/cb', ['acme.test']));
    assert.equal((await ok(c.sso.getSettings('acme'))).idpMetadataUrl, 'https://idp.test/metadata');
  },
  configureMapping: async (c) => {
    await prepared(c);
    await ok(c.sso.configureMapping('acme', [{ groups: ['eng'], roleName: 'editor' }], { email: 'mail' }, ['editor']));
    const { saml } = await ok(c.sso.loadSettings('acme'));
    assert.deepEqual(saml.groupsMapping, [{ groups: ['eng'], roleName: 'editor' }]);
    assert.deepEqual([saml.attributeMapping.email, saml.defaultSSORoles], ['mail', ['editor']]);
  },
  configureOIDCSettings: async (c) => {
    await prepared(c);
    const given = { name: 'Idp', clientId: 'id', clientSecret: 'hidden', attributeMapping: { loginId: 'sub', email: 'mail' } };
    await ok(c.sso.configureOIDCSettings('acme', given, ['acme.test']));
    const { oidc, tenant } = await ok(c.sso.loadSettings('acme'));
    assert.deepEqual(pick(oidc, 'name', 'clientId', 'clientSecret'), { name: 'Idp', clientId: 'id', clientSecret: '' });
    assert.equal(oidc.attributeMapping.email, 'mail');
    assert.deepEqual(pick(tenant, 'authType', 'domains'), { authType: 'oidc', domains: ['acme.test'] });
  },
  configureSAMLSettings: async (c) => {
    await prepared(c);
    const roleMappings = [{ groups: ['eng'], roleName: 'editor' }];
    await ok(c.sso.configureSAMLSettings('acme', { ...SAML, roleMappings }, 'https://app.test/cb', ['acme.test']));
    const { saml, tenant } = await ok(c.sso.loadSettings('acme'));
    assert.deepEqual(pick(saml, 'idpSSOUrl', 'idpEntityId', 'idpCertificate', 'redirectUrl', 'groupsMapping'), {
      idpSSOUrl: SAML.idpUrl,
      idpEntityId: SAML.entityId,
      idpCertificate: SAML.idpCert,
      redirectUrl: 'https://app.test/cb',
      groupsMapping: roleMappings,
    });
    assert.equal(tenant.authType, 'saml');
    await refused(c.sso.configureSAMLSettings('acme', { ...SAML, entityId: '' }), 400);
  },
  configureSAMLByMetadata: async (c) => {
    await prepared(c);
    await ok(c.sso.configureSAMLByMetadata('acme', { idpMetadataUrl: 'https://idp.test/metadata' }));
    assert.equal((await ok(c.sso.loadSettings('acme'))).saml.idpMetadataUrl, 'https://idp.test/metadata');
  },
  configureSSORedirectURL: async (c) => {
    await prepared(c);
    await ok(c.sso.configureSSORedirectURL('acme', 'https://saml.test', 'https://oidc.test'));
    await ok(c.sso.configureSSORedirectURL('acme', 'https://other.test'));
    const { saml, oidc } = await ok(c.sso.loadSettings('acme'));
    assert.deepEqual([saml.redirectUrl, oidc.redirectUrl], ['https://other.test', 'https://oidc.test']);
  },
  recalculateSSOMappings: async (c) => {
    await prepared(c);
    await ok(c.sso.recalculateSSOMappings('acme'));
    await refused(c.sso.recalculateSSOMappings('nobody'), 404);
  },
  loadSettings: async (c) => {
    await prepared(c);
    const settings = await ok(c.sso.loadSettings('acme'));
    assert.equal(settings.tenant.id, 'acme');
    assert.ok(settings.saml.spCertificate && settings.saml.spSignCertificate);
    assert.equal(settings.oidc.attributeMapping.loginId, 'sub');
    await refused(c.sso.loadSettings('acme', 'nothing'), 404);
  },
  loadAllSettings: async (c) => {
    await prepared(c);
    await ok(c.sso.newSettings('acme', 'second', 'Second'));
    assert.deepEqual((await ok(c.sso.loadAllSettings('acme'))).map((settings) => settings.ssoId), ['', 'second']);
  },
};

const OIDC = { name: 'Shop', loginPageUrl: 'https://shop.test' };
const SHOP = { name: 'Shop', entityId: 'shop', acsUrl: 'https://shop.test/acs', certificate: 'cert', loginPageUrl: 'https://shop.test' };
const OFFICE = { name: 'Office', realm: 'urn:office', replyUrl: 'https://office.test' };

const ssoApplication = {
  createOidcApplication: async (c) => {
    const { id } = await ok(c.ssoApplication.createOidcApplication({ ...OIDC, description: 'text' }));
    const app = await ok(c.ssoApplication.load(id));
    assert.deepEqual(pick(app, 'name', 'description', 'enabled', 'appType'), { name: 'Shop', description: 'text', enabled: true, appType: 'oidc' });
    await refused(c.ssoApplication.createOidcApplication({ ...OIDC, name: '' }), 400);
  },
  createSamlApplication: async (c) => {
    const { id } = await ok(c.ssoApplication.createSamlApplication(SHOP));
    assert.deepEqual(pick((await ok(c.ssoApplication.load(id))).samlSettings, 'entityId', 'acsUrl'), { entityId: 'shop', acsUrl: SHOP.acsUrl });
    await refused(c.ssoApplication.createSamlApplication({ ...SHOP, name: 'Other', acsUrl: '' }), 400);
  },
  updateOidcApplication: async (c) => {
    const { id } = await ok(c.ssoApplication.createOidcApplication({ ...OIDC, description: 'text' }));
    const secret = await ok(c.ssoApplication.getApplicationSecret(id));
    await ok(c.ssoApplication.updateOidcApplication({ id, name: 'Store', enabled: true }));
    assert.deepEqual(pick(await ok(c.ssoApplication.load(id)), 'name', 'description'), { name: 'Store', description: '' });
    assert.deepEqual(await ok(c.ssoApplication.getApplicationSecret(id)), secret);
  },
  updateSamlApplication: async (c) => {
    const { id } = await ok(c.ssoApplication.createSamlApplication(SHOP));
    await ok(c.ssoApplication.updateSamlApplication({ ...SHOP, id, acsUrl: 'https://other.test/acs' }));
    assert.equal((await ok(c.ssoApplication.load(id))).samlSettings.acsUrl, 'https://other.test/acs');
  },
  createWsFedApplication: async (c) => {
    const { id } = await ok(c.ssoApplication.createWsFedApplication(OFFICE));
    assert.deepEqual(pick((await ok(c.ssoApplication.load(id))).wsfedSettings, 'realm', 'replyUrl'), pick(OFFICE, 'realm', 'replyUrl'));
  },
  updateWsFedApplication: async (c) => {
    const { id } = await ok(c.ssoApplication.createWsFedApplication(OFFICE));
    await ok(c.ssoApplication.updateWsFedApplication({ ...OFFICE, id, realm: 'urn:other' }));
    assert.equal((await ok(c.ssoApplication.load(id))).wsfedSettings.realm, 'urn:other');
  },
  delete: async (c) => {
    const { id } = await ok(c.ssoApplication.createOidcApplication(OIDC));
    await ok(c.ssoApplication.delete(id));
    await refused(c.ssoApplication.load(id), 404);
  },
  load: async (c) => {
    const app = await ok(c.ssoApplication.load('descope-default-oidc'));
    assert.deepEqual(pick(app, 'id', 'appType', 'enabled'), { id: 'descope-default-oidc', appType: 'oidc', enabled: true });
    assert.match(app.oidcSettings.issuer, new RegExp(c.projectId));
  },
  loadAll: async (c) => {
    const { id } = await ok(c.ssoApplication.createOidcApplication(OIDC));
    assert.deepEqual(ids(await ok(c.ssoApplication.loadAll())), ['descope-default-oidc', id]);
  },
  getApplicationSecret: async (c) => {
    const { id } = await ok(c.ssoApplication.createOidcApplication({ ...OIDC, clientSecret: 'from elsewhere' }));
    assert.deepEqual(await ok(c.ssoApplication.getApplicationSecret(id)), { cleartext: 'from elsewhere' });
  },
  rotateApplicationSecret: async (c) => {
    const { id } = await ok(c.ssoApplication.createOidcApplication(OIDC));
    const before = await ok(c.ssoApplication.getApplicationSecret(id));
    const after = await ok(c.ssoApplication.rotateApplicationSecret(id));
    assert.notDeepEqual(after, before);
    assert.deepEqual(await ok(c.ssoApplication.getApplicationSecret(id)), after);
  },
};

export const signOn = { sso, ssoApplication };
