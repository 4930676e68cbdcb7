// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests in the suites say about answers of the client.

import assert from 'node:assert/strict';

/** The data of an answer that is a success. */
export async function ok(answer) {
  const { ok: good, code, error, data } = await answer;
  assert.ok(good, `refused with ${code}: ${JSON.stringify(error)}`);
  return data;
}

/** The error of an answer that is a refusal with this status. */
export async function refused(answer, status) {
  const { ok: good, code, error } = await answer;
  assert.equal(good, false, 'expected a refusal');
  assert.equal(code, status, JSON.stringify(error));
  return error;
}

/** Some fields of an object. */
export function pick(object, ...names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}

export const names = (documents) => documents.map((document) => document.name);
export const ids = (documents) => documents.map((document) => document.id);
export { assert };
