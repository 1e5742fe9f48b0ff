import type { Random } from '../../generators/random';
import { createRandom } from '../../generators/random';
import type { Scenario } from '../../generators/write-policy';
import type { Filling } from '../filling';
import type { WriteApp } from '../write-app';
import type { InForce, WriteScene } from '../write-scene';
import { createWriteScene } from '../write-scene';
import type { NoiseStep } from './noise';
import { hiddenNoise } from './hidden-noise';
import { createSight } from './sight';

/** One policy and one filling, and what sets its twin apart. */
export interface TwinScene extends WriteScene {
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
    const step = random.pick(kinds)({ random, rules: scene.rules, filling, sight });
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

/** Draws a scene, and what its twin differs in. */
export async function createTwinScene(
  app: WriteApp,
  seed: number,
  scenario: Scenario,
  inForce?: InForce
): Promise<TwinScene> {
  const scene: TwinScene = {
    ...(await createWriteScene(app, seed, scenario, inForce)),
    steps: [],
  };
  return { ...scene, steps: drawSteps(scene, createRandom(seed + 2)) };
}
