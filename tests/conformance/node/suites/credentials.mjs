// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// What users sign in with, and what is left of it. What only end users can make is loaded into the project.

import { assert, ids, ok, pick, refused } from '../expect.mjs';

const PASSKEY = { id: 'C1', rpId: 'x.test', kind: 'platform', displayName: 'Laptop', createdTime: 1767225600 };
const DEVICE = { id: 'D1', name: 'Laptop', deviceType: 'Desktop' };
const TOKEN = { providerUserId: 'g-1', accessToken: 'at', refreshToken: 'rt', expiration: 1767225600, scopes: ['email'] };
const ANN = {
  id: 'U1',
  loginIds: ['ann'],
  passkeys: [PASSKEY, { ...PASSKEY, id: 'C2' }],
  trustedDevices: [DEVICE, { ...DEVICE, id: 'D2' }],
  providerTokens: { google: TOKEN },
  credentials: { totp: {} },
};

const people = (c) => c.load({ users: [ANN, { id: 'U2', loginIds: ['robot'], test: true }] });
const password = async (c) => (await c.dump()).users[0].credentials.password;
const flags = async (c) => pick(await ok(c.user.load('ann')), 'password', 'TOTP', 'webauthn');

/** A password of each kind: what is kept, and that the user has one. */
const setsPassword = (method, temporary) => async (c) => {
  await people(c);
  assert.equal((await flags(c)).password, false);
  await ok(c.user[method]('ann', 's3cret'));
  assert.equal((await flags(c)).password, true);
  assert.deepEqual(await password(c), { temporary, expired: false });
};

/** A session that ends: the client can do nothing with its token any more. */
const logsOut = (method, whom) => async (c) => {
  await people(c);
  const { sessionJwt } = await ok(c.jwt.signIn('ann'));
  await ok(c.user[method](whom));
  assert.equal((await refused(c.jwt.update(sessionJwt, {}), 401)).errorCode, 'E064001');
};

export const credentials = {
  logoutUser: logsOut('logoutUser', 'ann'),
  logoutUserByUserId: logsOut('logoutUserByUserId', 'U1'),
  setTemporaryPassword: setsPassword('setTemporaryPassword', true),
  setActivePassword: setsPassword('setActivePassword', false),
  setPassword: setsPassword('setPassword', true),
  expirePassword: async (c) => {
    await people(c);
    await refused(c.user.expirePassword('ann'), 400);
    await ok(c.user.setActivePassword('ann', 's3cret'));
    await ok(c.user.expirePassword('ann'));
    assert.equal((await password(c)).expired, true);
  },
  removeAllPasskeys: async (c) => {
    await people(c);
    await ok(c.user.removeAllPasskeys('ann'));
    assert.equal((await flags(c)).webauthn, false);
  },
  removeTOTPSeed: async (c) => {
    await people(c);
    await ok(c.user.removeTOTPSeed('ann'));
    assert.deepEqual(await flags(c), { password: false, TOTP: false, webauthn: true });
  },
  removePasskey: async (c) => {
    await people(c);
    await ok(c.user.removePasskey('ann', 'C1'));
    assert.deepEqual(ids(await ok(c.user.listPasskeys('ann'))), ['C2']);
  },
  listPasskeys: async (c) => {
    await people(c);
    assert.deepEqual((await ok(c.user.listPasskeys('ann')))[0], PASSKEY);
    assert.deepEqual(await ok(c.user.listPasskeys('robot')), []);
  },
  listTrustedDevices: async (c) => {
    await people(c);
    const devices = await ok(c.user.listTrustedDevices(['ann', 'robot']));
    assert.deepEqual(pick(devices[0], 'id', 'name', 'userId'), { id: 'D1', name: 'Laptop', userId: 'U1' });
    assert.deepEqual(ids(devices), ['D1', 'D2']);
  },
  removeTrustedDevices: async (c) => {
    await people(c);
    await ok(c.user.removeTrustedDevices('ann', ['D1']));
    assert.deepEqual(ids(await ok(c.user.listTrustedDevices(['ann']))), ['D2']);
  },
  getProviderToken: async (c) => {
    await people(c);
    assert.deepEqual(await ok(c.user.getProviderToken('ann', 'google')), { ...TOKEN, provider: 'google', refreshToken: '' });
    assert.equal((await ok(c.user.getProviderToken('ann', 'google', { withRefreshToken: true }))).refreshToken, 'rt');
    await refused(c.user.getProviderToken('ann', 'github'), 404);
  },
  generateOTPForTestUser: async (c) => {
    await people(c);
    const { loginId, code } = await ok(c.user.generateOTPForTestUser('email', 'robot'));
    assert.equal(loginId, 'robot');
    assert.match(code, /^\d{6}$/);
    await refused(c.user.generateOTPForTestUser('email', 'ann'), 400);
  },
  generateMagicLinkForTestUser: async (c) => {
    await people(c);
    const { link } = await ok(c.user.generateMagicLinkForTestUser('sms', 'robot', 'https://x.test/verify'));
    assert.match(link, /^https:\/\/x\.test\/verify\?t=\w+/);
  },
  generateEnchantedLinkForTestUser: async (c) => {
    await people(c);
    const { link, pendingRef } = await ok(c.user.generateEnchantedLinkForTestUser('robot', 'https://x.test/verify'));
    assert.match(link, /^https:\/\/x\.test\/verify\?t=\w+/);
    assert.ok(pendingRef);
  },
  generateEmbeddedLink: async (c) => {
    await people(c);
    assert.ok((await ok(c.user.generateEmbeddedLink('ann', { a: 1 }, 60))).token);
    await refused(c.user.generateEmbeddedLink('nobody'), 404);
  },
  generateSignUpEmbeddedLink: async (c) => {
    await people(c);
    assert.ok((await ok(c.user.generateSignUpEmbeddedLink('new', { email: 'new@x.test' }, true))).token);
    await refused(c.user.generateSignUpEmbeddedLink('ann'), 400);
  },
  history: async (c) => {
    await people(c);
    assert.deepEqual(await ok(c.user.history(['U1'])), []);
    await ok(c.jwt.signIn('ann'));
    const [visit] = await ok(c.user.history(['U1', 'U2']));
    assert.equal(visit.userId, 'U1');
    assert.ok(visit.loginTime > 0);
  },
  updateRecoveryEmail: async (c) => {
    await people(c);
    await ok(c.user.updateRecoveryEmail('ann', 'backup@x.test', true));
    assert.deepEqual(pick((await c.dump()).users[0], 'recoveryEmail', 'verifiedRecoveryEmail'), {
      recoveryEmail: 'backup@x.test',
      verifiedRecoveryEmail: true,
    });
  },
  updateRecoveryPhone: async (c) => {
    await people(c);
    await ok(c.user.updateRecoveryPhone('ann', '+1 555 555 5555', true));
    assert.equal((await c.dump()).users[0].recoveryPhone, '+15555555555');
  },
};
