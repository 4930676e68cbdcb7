// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-ins made by a management key, and tokens.

import { assert, ok, refused } from '../expect.mjs';

/** Ann, who is of Acme, and an agent who may act for others: their ids. */
async function people(c) {
  await ok(c.tenant.createWithId('acme', 'Acme'));
  await ok(c.role.create('agent', '', ['Impersonate']));
  const ann = await ok(c.user.create('ann', { userTenants: [{ tenantId: 'acme' }] }));
  const agent = await ok(c.user.create('agent', { roles: ['agent'] }));
  return { ann: ann.userId, agent: agent.userId };
}

/** What the client reads in a token once it has checked the signature against the published key. */
const claims = async (c, jwt) => (await c.sdk.validateJwt(jwt)).token;

const jwt = {
  update: async (c) => {
    const { ann } = await people(c);
    const { sessionJwt } = await ok(c.jwt.signIn('ann'));
    const token = await claims(c, (await ok(c.jwt.update(sessionJwt, { theme: 'dark' }))).jwt);
    assert.deepEqual([token.sub, token.theme], [ann, 'dark']);
    await refused(c.jwt.update(`${sessionJwt.slice(0, -4)}AAAA`, {}), 401);
  },
  impersonate: async (c) => {
    const { ann, agent } = await people(c);
    const token = await claims(c, (await ok(c.jwt.impersonate('agent', 'ann', false, { why: 'help' }))).jwt);
    assert.deepEqual([token.sub, token.act.sub, token.why], [ann, agent, 'help']);
    await refused(c.jwt.impersonate('ann', 'agent', false), 403);
  },
  impersonateStepup: async (c) => {
    const { ann } = await people(c);
    const token = await claims(c, (await ok(c.jwt.impersonateStepup('agent', 'ann', false))).jwt);
    assert.deepEqual([token.sub, token.su], [ann, true]);
  },
  stopImpersonation: async (c) => {
    const { agent } = await people(c);
    const acting = (await ok(c.jwt.impersonate('agent', 'ann', false))).jwt;
    const back = (await ok(c.jwt.stopImpersonation(acting))).jwt;
    assert.equal((await claims(c, back)).sub, agent);
    await refused(c.jwt.stopImpersonation(back), 400);
  },
  signIn: async (c) => {
    const { ann } = await people(c);
    const session = await ok(c.jwt.signIn('ann', { customClaims: { theme: 'dark' } }));
    assert.deepEqual([session.firstSeen, session.user.status], [false, 'enabled']);
    const token = await claims(c, session.sessionJwt);
    assert.deepEqual([token.sub, token.theme, Object.keys(token.tenants)], [ann, 'dark', ['acme']]);
    assert.ok(session.refreshJwt);
    await refused(c.jwt.signIn('nobody'), 404);
  },
  signUp: async (c) => {
    const session = await ok(c.jwt.signUp('new', { name: 'New', email: 'new@x.test' }));
    assert.deepEqual([session.firstSeen, session.user.email], [true, 'new@x.test']);
    assert.equal((await refused(c.jwt.signUp('new'), 400)).errorCode, 'E062107');
  },
  signUpOrIn: async (c) => {
    assert.equal((await ok(c.jwt.signUpOrIn('new', { name: 'New' }))).firstSeen, true);
    assert.equal((await ok(c.jwt.signUpOrIn('new'))).firstSeen, false);
  },
  anonymous: async (c) => {
    const session = await ok(c.jwt.anonymous({ cart: 1 }));
    const token = await claims(c, session.sessionJwt);
    assert.equal(token.cart, 1);
    await refused(c.user.loadByUserId(token.sub), 404);
  },
  generateClientAssertionJwt: async (c) => {
    const made = (await ok(c.jwt.generateClientAssertionJwt('client', 'subject', ['https://idp.test'], 120))).jwt;
    const token = JSON.parse(Buffer.from(made.split('.')[1], 'base64url'));
    assert.deepEqual([token.iss, token.sub, token.exp - token.iat], ['client', 'subject', 120]);
    await refused(c.jwt.generateClientAssertionJwt('', 'subject', ['https://idp.test'], 120), 400);
  },
};

export const sessions = { jwt };
