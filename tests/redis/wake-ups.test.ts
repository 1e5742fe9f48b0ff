import { setTimeout as delay } from 'node:timers/promises';
import { createJobs, DEFAULT_JOBS, type Jobs } from '../../server/src/privacy/jobs/jobs';
import { createWakeUps } from '../../server/src/privacy/jobs/wake-ups';
import type { ScopeStore } from '../../server/src/platform/scope';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createRedis, type TestRedis } from './support';

/** No node looks for work by itself while this suite runs. */
const NEVER = 3_600_000;

describe('wake-ups over Redis', () => {
  let app: RunningStrapi;
  let redis: TestRedis;
  const warnings: string[] = [];
  const nodes: Jobs[] = [];
  let sequence = 0;

  beforeAll(async () => {
    redis = await createRedis();
    await redis.start();
    app = await startStrapi();
  });
  afterAll(async () => {
    for (const node of nodes) await node.stop();
    await redis.kill();
    await app.stop();
  });

  const node = (): Jobs => {
    const scopes = app.strapi.plugin('custodian').service<ScopeStore>('scope');
    const wakeUps = createWakeUps({
      url: redis.url,
      name: `jobs-test-${sequence}`,
      warn: (message) => void warnings.push(message),
    });
    const jobs = createJobs(
      { strapi: app.strapi },
      scopes,
      () => ({ ...DEFAULT_JOBS, pollMs: NEVER }),
      wakeUps
    );
    nodes.push(jobs);
    return jobs;
  };
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    for (let tries = 0; tries < 400; tries += 1) {
      if (await isSo()) return true;
      await delay(25);
    }
    return false;
  };
  const waiting = async (done: unknown[]) => {
    // A queue of its own: no node of another test takes what is announced here.
    const kind = `wake-${(sequence += 1)}`;
    const worker = node();
    worker.define(kind, async ({ job }) => void done.push(job.payload.n));
    await worker.start();
    return { worker, kind };
  };

  it('let another node do at once what was added here, after its commit and not before', async () => {
    const done: unknown[] = [];
    const { kind } = await waiting(done);
    const here = node();
    await here.enqueue({ kind, payload: { n: 1 } });
    expect(await until(() => done.length === 1)).toBe(true);
    await app.strapi.db.transaction(async () => {
      await here.enqueue({ kind, payload: { n: 2 } });
      await delay(200);
      expect(done).toEqual([1]);
    });
    expect(await until(() => done.length === 2)).toBe(true);
    expect(done).toEqual([1, 2]);
    expect(warnings).toEqual([]);
  });

  it('are only that: without Redis all goes on, said once, and they are back with it', async () => {
    const done: unknown[] = [];
    const { kind, worker } = await waiting(done);
    const here = node();
    await here.enqueue({ kind, payload: { n: 1 } });
    expect(await until(() => done.length === 1)).toBe(true);

    await redis.kill();
    const started = performance.now();
    const { id } = await here.enqueue({ kind, payload: { n: 2 } });
    for (let more = 3; more < 10; more += 1) await here.enqueue({ kind, payload: { n: more } });
    // Nobody waits for a Redis that is not there.
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await until(() => warnings.length > 0)).toBe(true);
    expect(await here.find(id)).toMatchObject({ state: 'queued' });
    await worker.runDue();
    expect(done).toHaveLength(9);
    // Three nodes know of it by now, and none has said it twice.
    expect(warnings.length).toBeLessThanOrEqual(nodes.length);
    expect(warnings.join()).not.toContain(redis.url);

    await redis.start();
    expect(
      await until(async () => {
        await here.enqueue({ kind, payload: { n: 10 } });
        await delay(100);
        return done.length > 9;
      })
    ).toBe(true);
  });

  it('keep nobody from stopping', async () => {
    const { worker } = await waiting([]);
    const here = node();
    await here.enqueue({ kind: 'nobody-does-this' });
    await redis.kill();
    const started = performance.now();
    await Promise.all([worker.stop(), here.stop()]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
