import fc from 'fast-check';
import { request } from './generators/query';
import type { TestApp } from './harness/app';
import { startTestApp } from './harness/app';
import type { Mismatch } from './harness/check';
import { check } from './harness/check';
import { minimise } from './harness/minimise';
import type { Power } from './harness/power';
import { createPower } from './harness/power';
import { report } from './harness/report';
import type { Scene } from './harness/scene';
import { createScene } from './harness/scene';
import { readSettings } from './harness/settings';

/**
 * Random policies, memberships and data; random REST queries by three actors. Each answer must be,
 * to the last attribute, the one that an independent model computes on the rows the actor may see.
 */
const settings = readSettings();
const HOURS = 3_600_000;

let app: TestApp;

beforeAll(async () => {
  process.stdout.write(`PROPERTY_SEED=${settings.seed}\n`);
  app = await startTestApp();
});

// A failed start leaves nothing to stop.
afterAll(() => (app as TestApp | undefined)?.stop());

const firstMismatch = async (scene: Scene, power: Power): Promise<Mismatch | undefined> => {
  let last: Mismatch | undefined;
  const property = fc.asyncProperty(request(), async (query) => {
    // All at once: a request must not see through the eyes of the one next to it.
    const found = await Promise.all(
      scene.actors.map((actor) => {
        power.record(scene, actor, query);
        return check(app.url, actor, actor.server, query);
      })
    );
    const mismatch = found.find((item) => item !== undefined);
    last = mismatch ?? last;
    return mismatch === undefined;
  });
  const { failed } = await fc.check(property, {
    seed: scene.seed,
    numRuns: settings.queriesPerScene,
  });
  return failed ? last : undefined;
};

test(
  'every actor gets exactly the answers of the model',
  async () => {
    const power = createPower();
    for (let index = 0; index < settings.scenes; index += 1) {
      const scene = await createScene(app, settings.seed + index);
      power.addScene(scene);
      const mismatch = await firstMismatch(scene, power);
      if (mismatch) {
        const small = await minimise(app, scene, mismatch);
        throw new Error(report(small.scene, small.mismatch, settings.seed));
      }
    }
    process.stdout.write(`${power.summary()}\n`);
    expect(power.changed()).toBeGreaterThan(0.2);
    expect(power.shown()).toBeGreaterThan(0.2);
    expect(power.partial()).toBeGreaterThan(0.2);
  },
  2 * HOURS
);
