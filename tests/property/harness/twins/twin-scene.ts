import { generateData } from '../../generators/data';
import type { Random } from '../../generators/random';
import { createRandom } from '../../generators/random';
import type { Scenario, WriteRules } from '../../generators/write-policy';
import { generateWritePlacements, generateWriteRules } from '../../generators/write-policy';
import type { Filling } from '../filling';
import { loadRules } from '../filling';
import { readGroups } from '../scene';
import type { WriteApp } from '../write-app';
import type { NoiseStep } from './hidden-noise';
import { hiddenNoise } from './hidden-noise';
import type { Sight } from './sight';
import { createSight } from './sight';

/** One policy and one filling, and what sets its twin apart. */
export interface TwinScene {
  seed: number;
  scenario: Scenario;
  rules: WriteRules;
  principals: string[];
  left: Filling;
  sight: Sight;
  steps: NoiseStep[];
}

/** The twin: the filling with steps applied that the actor must not notice. */
export function twinOf(scene: TwinScene, steps = scene.steps): Filling {
  return steps.reduce((filling, step) => {
    const changed = step.apply(filling);
    const { signature } = createSight(scene.rules, changed, scene.principals);
    return signature === scene.sight.signature ? changed : filling;
  }, scene.left);
}

const ATTEMPTS = 60;

/** Draws steps that change something hidden and nothing else. */
const drawSteps = (scene: TwinScene, random: Random): NoiseStep[] => {
  const kinds = Object.values(hiddenNoise);
  const steps: NoiseStep[] = [];
  let filling = scene.left;
  let { sight } = scene;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const step = random.pick(kinds)({ random, filling, sight });
    if (!step) continue;
    const changed = step.apply(filling);
    const next = createSight(scene.rules, changed, scene.principals);
    if (changed === filling || next.signature !== scene.sight.signature) continue;
    steps.push(step);
    filling = changed;
    sight = next;
  }
  return steps;
};

/** What is put in force for rules; another policy than the model judges by is a guard switched off. */
export type InForce = (rules: WriteRules) => WriteRules;

/** Puts policy and memberships of a seed in force, and draws a filling and what its twin differs in. */
export async function createTwinScene(
  app: WriteApp,
  seed: number,
  scenario: Scenario,
  inForce: InForce = (rules) => rules
): Promise<TwinScene> {
  const random = createRandom(seed);
  const principals = [app.user.principal, app.admin.principal];
  const rules = generateWriteRules(random, scenario, principals);
  await loadRules(app, inForce(rules));
  const data = generateData({
    random,
    users: app.userRows,
    groups: await readGroups(app),
    tidy: true,
  });
  const left: Filling = {
    data,
    placements: generateWritePlacements(random, rules.policy, data, principals),
  };
  const sight = createSight(rules, left, principals);
  const scene: TwinScene = { seed, scenario, rules, principals, left, sight, steps: [] };
  return { ...scene, steps: drawSteps(scene, random) };
}
