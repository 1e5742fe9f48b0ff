import type { Scenario } from '../../generators/write-policy';
import { readable } from '../perform';
import type { WriteApp } from '../write-app';
import { firstDifference, performAll, performLeft } from './run-twins';
import { shrinkTwins } from './shrink';
import type { TwinPower } from './twin-power';
import { reportTwins } from './twin-report';
import type { InForce } from '../write-scene';
import { createTwinScene, twinOf } from './twin-scene';

export interface TwinSearch {
  seed: number;
  scenario: Scenario;
  twinScenes: number;
  operationsPerScene: number;
  /** After this many findings the search ends. */
  findings: number;
  inForce?: InForce;
}

/** Reports of operations that twins answer differently, one a scene at most. */
export async function searchTwins(
  app: WriteApp,
  search: TwinSearch,
  power: TwinPower
): Promise<string[]> {
  const reports: string[] = [];
  for (let index = 0; index < search.twinScenes; index += 1) {
    const scene = await createTwinScene(app, search.seed + index, search.scenario, search.inForce);
    const right = twinOf(scene);
    const { operations, answers } = await performLeft(app, scene, right, search.operationsPerScene);
    power.add(scene, operations, answers);
    const mismatch = firstDifference(operations, answers, await performAll(app, right, operations));
    if (!mismatch) continue;
    const before = operations.filter((item) => item.index < mismatch.index);
    process.stdout.write(`Twins differ: ${readable(mismatch.operation)}\n`);
    const small = await shrinkTwins(app, scene, before, mismatch);
    reports.push(reportTwins(small, search.seed));
    if (reports.length >= search.findings) break;
  }
  return reports;
}
