import { reduce } from '../reduce';
import type { WriteApp } from '../write-app';
import type { NoiseStep } from './noise';
import type { Numbered, TwinMismatch } from './run-twins';
import { firstDifference, performAll } from './run-twins';
import type { TwinScene } from './twin-scene';
import { twinOf } from './twin-scene';

/** A difference with few operations before it and few differences between the twins. */
export interface SmallTwins {
  scene: TwinScene;
  operations: Numbered[];
  steps: NoiseStep[];
  mismatch: TwinMismatch;
}

const MOST_ATTEMPTS = 80;
/** The clock of the tests stands still; this one goes on. */
const MOST_MILLISECONDS = 60_000;

/**
 * Leaves out operations before the one that differs, and differences between the twins, as long as
 * it still differs.
 */
export async function shrinkTwins(
  app: WriteApp,
  scene: TwinScene,
  before: Numbered[],
  mismatch: TwinMismatch
): Promise<SmallTwins> {
  let small: SmallTwins = {
    scene,
    operations: before,
    steps: scene.steps,
    mismatch,
  };
  let attempts = 0;
  const started = performance.now();
  const last: Numbered = { index: mismatch.index, operation: mismatch.operation };

  const attempt = async (operations: Numbered[], steps: NoiseStep[]): Promise<boolean> => {
    if (attempts >= MOST_ATTEMPTS || performance.now() - started > MOST_MILLISECONDS) return false;
    attempts += 1;
    const all = [...operations, last];
    const lefts = await performAll(app, scene.left, all);
    const rights = await performAll(app, twinOf(scene, steps), all);
    const found = firstDifference(all, lefts, rights);
    if (found?.index !== last.index) return false;
    small = { scene, operations, steps, mismatch: found };
    return true;
  };

  if (!(await attempt([], small.steps)))
    await reduce(small.operations, (fewer) => attempt(fewer, small.steps));
  await reduce(small.steps, (fewer) => attempt(small.operations, fewer));
  return small;
}
