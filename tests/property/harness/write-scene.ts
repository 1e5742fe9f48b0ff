import { generateData } from '../generators/data';
import { createRandom } from '../generators/random';
import { generateRestrictions, generateShares } from '../generators/sharing';
import type { Scenario, WriteRules } from '../generators/write-policy';
import { generateWritePlacements, generateWriteRules } from '../generators/write-policy';
import type { Filling } from './filling';
import { loadRules } from './filling';
import { readGroups } from './scene';
import type { Sight } from './twins/sight';
import { createSight } from './twins/sight';
import type { WriteApp } from './write-app';

/** One policy, one filling, and one actor. */
export interface WriteScene {
  seed: number;
  scenario: Scenario;
  rules: WriteRules;
  /** The log-ins of the actor. */
  principals: string[];
  left: Filling;
  sight: Sight;
}

/** What is put in force for rules; another policy than the model judges by is a guard switched off. */
export type InForce = (rules: WriteRules) => WriteRules;

/** Puts policy and memberships of a seed in force, and draws a filling. */
export async function createWriteScene(
  app: WriteApp,
  seed: number,
  scenario: Scenario,
  inForce: InForce = (rules) => rules
): Promise<WriteScene> {
  const random = createRandom(seed);
  const principals = [app.user.principal, app.admin.principal];
  const rules = generateWriteRules(random, scenario, principals);
  await loadRules(app, inForce(rules));
  const groups = await readGroups(app);
  const data = generateData({ random, users: app.userRows, groups, tidy: true });
  const placements = generateWritePlacements(random, rules.policy, data, principals);
  const sharing = createRandom(seed + 3);
  // Some are made out to the actor, so that it sees what its memberships do not reach.
  const shares = generateShares(sharing, rules.policy, data, [...principals, 'user:2']).map(
    (share, index) => ({ ...share, id: index + 1 })
  );
  const restrictions = generateRestrictions(sharing, rules.policy, data);
  const left: Filling = { data, placements, shares, restrictions };
  return { seed, scenario, rules, principals, left, sight: createSight(rules, left, principals) };
}
