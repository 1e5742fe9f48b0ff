import { addMembership, applyPolicy, place } from '../../support/custodian';
import { generateData } from '../generators/data';
import { generatePolicy } from '../generators/policy';
import { createRandom } from '../generators/random';
import { generateMemberships, generatePlacements } from '../generators/rules';
import { generateRestrictions, generateShares } from '../generators/sharing';
import { createDatabase } from '../model/database';
import { dialectOf } from '../model/dialect';
import { maskData } from '../model/masks';
import type { Rules } from '../model/policy';
import { restrict } from '../model/restrict';
import type { Server } from '../model/rest';
import type { DataSet, Row } from '../model/types';
import { createVisibility } from '../model/visibility';
import type { Caller, TestApp } from './app';
import { readRows } from './app';
import { loadData } from './load-data';

/** A caller and the database that the model lets it see. */
export interface Actor extends Caller {
  server: Server;
  /** Share of the governed rows that it sees. */
  visible: number;
}

/** One policy with its memberships and data, loaded into the app under test. */
export interface Scene {
  seed: number;
  rules: Rules;
  data: DataSet;
  actors: Actor[];
  /** The same data without any policy. */
  open: Server;
}

const GROUP = 'plugin::custodian.group';

const clearRules = async ({ strapi }: TestApp) => {
  await strapi.db.query('plugin::custodian.membership').deleteMany({});
  for (const name of ['placement', 'share', 'restriction'])
    await strapi.db.query(`plugin::custodian.${name}`).deleteMany({});
};

/** The groups of the policy in force, as the model knows them. */
export const readGroups = async ({ strapi }: TestApp): Promise<Row[]> =>
  (await readRows(strapi, GROUP)).map(({ id, code = null }) => ({ id, code }));

const governedRows = ({ policy }: Rules, data: DataSet): number =>
  Object.keys(policy.contentTypes).reduce((sum, uid) => sum + (data.rows[uid]?.length ?? 0), 0);

const toActor = (app: TestApp, caller: Caller, rules: Rules, data: DataSet): Actor => {
  const { principal } = caller;
  const masked = maskData(rules, data, principal);
  const seen = restrict(masked, createVisibility(rules, data, principal), data);
  return {
    ...caller,
    server: { database: createDatabase(seen), dialect: dialectOf(app.client) },
    visible: governedRows(rules, seen) / governedRows(rules, data),
  };
};

/** Loads data and works out anew who sees what of it. */
export async function loadScene(app: TestApp, scene: Scene, data: DataSet): Promise<Scene> {
  await loadData(app.strapi, data);
  const actors = scene.actors.map((actor) => toActor(app, actor, scene.rules, data));
  const open = { database: createDatabase(data), dialect: dialectOf(app.client) };
  return { ...scene, data, actors, open };
}

/** Rows as the database holds them: the services would refuse shares and marks that are over. */
const loadMarks = async ({ strapi }: TestApp, { shares, restrictions }: Rules) => {
  const dated = <T extends { expiresAt: string | null }>(rows: T[]) =>
    rows.map((row) => ({ ...row, expiresAt: row.expiresAt && new Date(row.expiresAt) }));
  const kinds = [
    ['plugin::custodian.share', dated(shares)],
    ['plugin::custodian.restriction', dated(restrictions)],
  ] as const;
  for (const [uid, data] of kinds)
    if (data.length > 0) await strapi.db.query(uid).createMany({ data: [...data] });
};

/** Draws a policy, memberships and data from a seed and puts them into the app under test. */
export async function createScene(app: TestApp, seed: number): Promise<Scene> {
  const random = createRandom(seed);
  const { users, token, visitor } = app.callers;
  const principals = [...users, token].map(({ principal }) => principal);
  const policy = generatePolicy(random);
  await clearRules(app);
  await applyPolicy(app.strapi, policy);
  const groups = await readGroups(app);
  const data = generateData({ random, users: app.userRows, groups });
  const memberships = generateMemberships(random, policy, principals);
  const placements = generatePlacements(random, policy, data, principals);
  const shares = generateShares(random, policy, data, principals);
  const restrictions = generateRestrictions(random, policy, data);
  const rules: Rules = { policy, memberships, placements, shares, restrictions };
  const callers = [random.pick(users), token, visitor];
  const open = { database: createDatabase(data), dialect: dialectOf(app.client) };
  const actors = callers.map((caller) => toActor(app, caller, rules, data));
  const scene = await loadScene(app, { seed, rules, data, actors, open }, data);
  await loadMarks(app, rules);
  for (const membership of memberships) await addMembership(app.strapi, membership);
  for (const { contentType, documentId, owner, group } of placements) {
    await place(app.strapi, {
      contentType,
      documentId,
      ...(owner === null ? {} : { owner }),
      ...(group === null ? {} : { group }),
    });
  }
  return scene;
}
