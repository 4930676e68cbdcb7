// Copyright (c) 2026, descope.mgmt contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Who may do what with which resource: the newer FGA and the older authz.

import { assert, ok, pick, refused } from '../expect.mjs';

const DSL = `model AuthZ 1.0

type user

type doc
  relation owner: user
  relation viewer: user
  permission can_view: viewer | owner
`;
const tuple = (resource, relation, target) => ({ resource, resourceType: 'doc', relation, target, targetType: 'user' });
const SEEN = [tuple('plan', 'viewer', 'ann'), tuple('plan', 'can_view', 'ann'), tuple('plan', 'can_view', 'bob')];
const allowed = async (c, ...tuples) => (await ok(c.fga.check(tuples))).map((answer) => answer.allowed);

async function withTuples(c) {
  await ok(c.fga.saveSchema({ dsl: DSL }));
  await ok(c.fga.createRelations([tuple('plan', 'viewer', 'ann'), tuple('book', 'owner', 'ann')]));
}

const fga = {
  saveSchema: async (c) => {
    await ok(c.fga.saveSchema({ dsl: DSL }));
    await refused(c.fga.saveSchema({ dsl: 'nonsense' }), 400);
    assert.deepEqual((await ok(c.authz.loadSchema())).namespaces.map((space) => space.name), ['user', 'doc']);
  },
  loadSchema: async (c) => {
    await ok(c.fga.saveSchema({ dsl: DSL }));
    const { dsl, version } = await ok(c.fga.loadSchema());
    assert.match(dsl, /can_view/);
    assert.ok(version);
  },
  dryRunSchema: async (c) => {
    await ok(c.fga.saveSchema({ dsl: DSL }));
    const { deletesPreview } = await ok(c.fga.dryRunSchema({ dsl: 'model AuthZ 1.0\n\ntype user\n' }));
    assert.deepEqual(pick(deletesPreview, 'hasDeletes', 'types'), { hasDeletes: true, types: ['doc'] });
    assert.match((await ok(c.fga.loadSchema())).dsl, /can_view/);
  },
  deleteSchema: async (c) => {
    await withTuples(c);
    await ok(c.fga.deleteSchema());
    await refused(c.fga.check([tuple('plan', 'viewer', 'ann')]), 400);
  },
  createRelations: async (c) => {
    await withTuples(c);
    assert.deepEqual(await allowed(c, ...SEEN), [true, true, false]);
    await refused(c.fga.createRelations([tuple('plan', 'nothing', 'ann')]), 400);
  },
  deleteRelations: async (c) => {
    await withTuples(c);
    await ok(c.fga.deleteRelations([tuple('plan', 'viewer', 'ann')]));
    assert.deepEqual(await allowed(c, tuple('plan', 'viewer', 'ann'), tuple('book', 'owner', 'ann')), [false, true]);
  },
  check: async (c) => {
    await withTuples(c);
    const [first] = await ok(c.fga.check(SEEN));
    assert.deepEqual(pick(first, 'allowed', 'tuple'), { allowed: true, tuple: SEEN[0] });
  },
  checkWithContext: async (c) => {
    const conditional = DSL.replace('relation viewer: user', 'relation viewer: user with Grown')
      .replace('type user', 'condition Grown(age int) { age >= 18 }\n\ntype user');
    await ok(c.fga.saveSchema({ dsl: conditional }));
    await ok(c.fga.createRelations([tuple('plan', 'viewer', 'ann')]));
    for (const [age, expected] of [[17, false], [18, true]]) {
      const [found] = await ok(c.fga.checkWithContext([tuple('plan', 'viewer', 'ann')], { age }));
      assert.equal(found.allowed, expected);
    }
  },
  loadResourcesDetails: async (c) => {
    await ok(c.fga.saveResourcesDetails([{ resourceId: 'plan', resourceType: 'doc', displayName: 'The plan' }]));
    const asked = [{ resourceId: 'plan', resourceType: 'doc' }];
    assert.deepEqual(await ok(c.fga.loadResourcesDetails(asked)), [{ ...asked[0], displayName: 'The plan' }]);
  },
  saveResourcesDetails: async (c) => {
    const plan = { resourceId: 'plan', resourceType: 'doc' };
    for (const displayName of ['The plan', 'Plan B']) await ok(c.fga.saveResourcesDetails([{ ...plan, displayName }]));
    assert.deepEqual(await ok(c.fga.loadResourcesDetails([plan])), [{ ...plan, displayName: 'Plan B' }]);
  },
  loadMappableSchema: async (c) => {
    await ok(c.tenant.createWithId('acme', 'Acme'));
    await ok(c.fga.saveSchema({ dsl: DSL }));
    const { schema } = await ok(c.fga.loadMappableSchema('acme', { resourcesLimit: 5 }));
    assert.ok(schema);
    await refused(c.fga.loadMappableSchema('nobody'), 404);
  },
  searchMappableResources: async (c) => {
    await ok(c.tenant.createWithId('acme', 'Acme'));
    await ok(c.fga.saveSchema({ dsl: DSL }));
    await ok(c.fga.saveResourcesDetails([{ resourceId: 'plan', resourceType: 'doc', displayName: 'The plan' }]));
    const found = await ok(c.fga.searchMappableResources('acme', [{ type: 'doc', queries: ['plan'] }]));
    assert.deepEqual(found.map((entry) => [entry.type, entry.resources.map((resource) => resource.resource)]), [['doc', ['plan']]]);
  },
  deleteAllRelations: async (c) => {
    await withTuples(c);
    await ok(c.fga.deleteAllRelations());
    assert.deepEqual(await allowed(c, tuple('plan', 'viewer', 'ann'), tuple('book', 'owner', 'ann')), [false, false]);
    assert.match((await ok(c.fga.loadSchema())).dsl, /can_view/);
  },
};

const SCHEMA = {
  name: 'one',
  namespaces: [
    {
      name: 'doc',
      relationDefinitions: [
        { name: 'owner' },
        {
          name: 'reader',
          complexDefinition: {
            nType: 'union',
            children: [
              { nType: 'child', expression: { neType: 'self' } },
              { nType: 'child', expression: { neType: 'targetSet', targetRelationDefinition: 'owner', targetRelationDefinitionNamespace: 'doc' } },
            ],
          },
        },
      ],
    },
    { name: 'team', relationDefinitions: [{ name: 'member' }] },
  ],
};
const relation = (resource, relationDefinition, target, namespace = 'doc') => ({ resource, relationDefinition, namespace, target });
const TEAM = {
  resource: 'plan',
  relationDefinition: 'owner',
  namespace: 'doc',
  targetSetResource: 'board',
  targetSetRelationDefinition: 'member',
  targetSetRelationDefinitionNamespace: 'team',
};

/** Ann is on the board, which owns the plan; Eve reads it. */
async function related(c) {
  await ok(c.authz.saveSchema(SCHEMA, true));
  await ok(c.authz.createRelations([relation('board', 'member', 'ann', 'team'), TEAM, relation('plan', 'reader', 'eve')]));
}

const spaces = async (c) => (await ok(c.authz.loadSchema())).namespaces.map((space) => space.name);
const definitions = async (c) => (await ok(c.authz.loadSchema())).namespaces[0].relationDefinitions.map((found) => found.name);
const readers = (c) => ok(c.authz.whoCanAccess('plan', 'reader', 'doc'));
const ends = (relations) => relations.map((found) => found.target || found.targetSetResource).sort();

const authz = {
  saveSchema: async (c) => {
    await ok(c.authz.saveSchema(SCHEMA, true));
    const team = { ...SCHEMA, namespaces: SCHEMA.namespaces.slice(1) };
    await ok(c.authz.saveSchema(team, false));
    assert.deepEqual((await spaces(c)).sort(), ['doc', 'team']);
    await ok(c.authz.saveSchema(team, true));
    assert.deepEqual(await spaces(c), ['team']);
  },
  deleteSchema: async (c) => {
    await related(c);
    await ok(c.authz.deleteSchema());
    await refused(c.authz.whoCanAccess('plan', 'reader', 'doc'), 400);
  },
  loadSchema: async (c) => {
    await related(c);
    assert.equal((await ok(c.authz.loadSchema())).name, 'one');
    assert.deepEqual(await spaces(c), ['doc', 'team']);
  },
  saveNamespace: async (c) => {
    await related(c);
    await ok(c.authz.saveNamespace({ name: 'crew', relationDefinitions: [{ name: 'member' }] }, 'team'));
    assert.deepEqual(await spaces(c), ['doc', 'crew']);
  },
  deleteNamespace: async (c) => {
    await ok(c.authz.saveSchema(SCHEMA, true));
    await ok(c.authz.deleteNamespace('team'));
    assert.deepEqual(await spaces(c), ['doc']);
  },
  saveRelationDefinition: async (c) => {
    await ok(c.authz.saveSchema(SCHEMA, true));
    await ok(c.authz.saveRelationDefinition({ name: 'editor' }, 'doc'));
    assert.deepEqual(await definitions(c), ['owner', 'reader', 'editor']);
  },
  deleteRelationDefinition: async (c) => {
    await ok(c.authz.saveSchema(SCHEMA, true));
    await ok(c.authz.deleteRelationDefinition('reader', 'doc'));
    assert.deepEqual(await definitions(c), ['owner']);
  },
  createRelations: async (c) => {
    await related(c);
    assert.deepEqual((await readers(c)).sort(), ['ann', 'eve']);
    await refused(c.authz.createRelations([relation('plan', 'nothing', 'ann')]), 400);
  },
  deleteRelations: async (c) => {
    await related(c);
    await ok(c.authz.deleteRelations([relation('plan', 'reader', 'eve')]));
    assert.deepEqual(await readers(c), ['ann']);
  },
  deleteRelationsForResources: async (c) => {
    await related(c);
    await ok(c.authz.deleteRelationsForResources(['plan']));
    assert.deepEqual(await ok(c.authz.resourceRelations('plan')), []);
    assert.equal((await ok(c.authz.resourceRelations('board'))).length, 1);
  },
  deleteResourceRelationsForResources: async (c) => {
    await related(c);
    await ok(c.authz.deleteResourceRelationsForResources(['board']));
    assert.deepEqual(await ok(c.authz.resourceRelations('board')), []);
    assert.equal((await ok(c.authz.resourceRelations('plan'))).length, 2);
  },
  deleteRelationsForIds: async (c) => {
    await related(c);
    await ok(c.authz.deleteRelationsForIds(['plan']));
    assert.deepEqual(await ok(c.authz.resourceRelations('plan')), []);
  },
  hasRelations: async (c) => {
    await related(c);
    const asked = [relation('plan', 'reader', 'ann'), relation('plan', 'reader', 'bob')];
    assert.deepEqual((await ok(c.authz.hasRelations(asked))).map((found) => found.hasRelation), [true, false]);
  },
  whoCanAccess: async (c) => {
    await related(c);
    assert.deepEqual(await ok(c.authz.whoCanAccess('plan', 'owner', 'doc')), ['ann']);
  },
  resourceRelations: async (c) => {
    await related(c);
    assert.deepEqual(ends(await ok(c.authz.resourceRelations('plan'))), ['board', 'eve']);
  },
  resourceRelationsWithTargetSetsFilter: async (c) => {
    await related(c);
    assert.deepEqual(ends(await ok(c.authz.resourceRelationsWithTargetSetsFilter('plan', false))), ['eve']);
    assert.deepEqual(ends(await ok(c.authz.resourceRelationsWithTargetSetsFilter('plan', true))), ['board', 'eve']);
  },
  targetsRelations: async (c) => {
    await related(c);
    assert.deepEqual((await ok(c.authz.targetsRelations(['ann', 'eve']))).map((found) => found.resource).sort(), ['board', 'plan']);
  },
  targetsRelationsWithTargetSetsFilter: async (c) => {
    await related(c);
    assert.deepEqual(await ok(c.authz.targetsRelationsWithTargetSetsFilter(['board'], false)), []);
    const [found] = await ok(c.authz.targetsRelationsWithTargetSetsFilter(['board'], true));
    assert.deepEqual(pick(found, 'resource', 'targetSetResource'), { resource: 'plan', targetSetResource: 'board' });
  },
  whatCanTargetAccess: async (c) => {
    await related(c);
    const found = await ok(c.authz.whatCanTargetAccess('ann'));
    assert.ok(found.some((entry) => entry.resource === 'plan' && entry.relationDefinition === 'reader'));
  },
  whatCanTargetAccessWithRelation: async (c) => {
    await related(c);
    assert.deepEqual(await ok(c.authz.whatCanTargetAccessWithRelation('ann', 'reader', 'doc')), [{ resource: 'plan' }]);
  },
  getModified: async (c) => {
    await related(c);
    const { resources, targets, schemaChanged } = await ok(c.authz.getModified(new Date(Date.now() - 60_000)));
    assert.deepEqual(resources.sort(), ['board', 'plan']);
    assert.ok(targets.includes('eve'));
    assert.equal(schemaChanged, true);
  },
};

export const relations = { fga, authz };
