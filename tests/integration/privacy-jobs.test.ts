import { setTimeout as delay } from 'node:timers/promises';
import { createExecution } from '../../server/src/privacy/jobs/execution';
import { createJobTable } from '../../server/src/privacy/jobs/job-table';
import { createJobs, DEFAULT_JOBS, type Jobs } from '../../server/src/privacy/jobs/jobs';
import { JOB_STEP_UID, JOB_UID } from '../../server/src/privacy/jobs/models';
import type { JobHandler, JobOptions } from '../../server/src/privacy/jobs/types';
import type { ScopeStore } from '../../server/src/platform/scope';
import { startStrapi, type RunningStrapi } from '../support/strapi';
import { createRecord } from './support/crm';

const TAG = 'api::tag.tag';

describe('background jobs', () => {
  let app: RunningStrapi;
  let scopes: ScopeStore;
  /** Counts kinds: each test has its own, so that no worker does another test's work. */
  let sequence = 0;

  beforeAll(async () => {
    app = await startStrapi();
    scopes = app.strapi.plugin('custodian').service<ScopeStore>('scope');
  });
  afterAll(() => app.stop());

  /** A node of its own, which does not look for work by itself. */
  const node = (leaseMs = 60_000): Jobs =>
    createJobs({ strapi: app.strapi }, scopes, () => ({ ...DEFAULT_JOBS, leaseMs }));
  const kindOf = () => `test-${(sequence += 1)}`;
  const withKind = (handler: JobHandler, options?: JobOptions) => {
    const [jobs, kind] = [node(), kindOf()];
    jobs.define(kind, handler, options);
    return { jobs, kind };
  };
  const row = (id: number) => app.strapi.db.query(JOB_UID).findOne({ where: { id } });
  const patch = (id: number, data: object) =>
    app.strapi.db.query(JOB_UID).update({ where: { id }, data });
  const tags = (name: string) => app.strapi.db.query(TAG).count({ where: { name } });
  const addTag = (name: string) => createRecord(app.strapi, TAG, { name });

  it('are done once, with their payload', async () => {
    const seen: unknown[] = [];
    const { jobs, kind } = withKind(async ({ job, progress }) => {
      seen.push(job.payload);
      await progress(1, 2);
    });
    const { id } = await jobs.enqueue({ kind, payload: { request: 7 } });
    expect(await jobs.runDue()).toBe(1);
    expect(await jobs.runDue()).toBe(0);
    expect(seen).toEqual([{ request: 7 }]);
    expect(await jobs.find(id)).toMatchObject({
      state: 'done',
      progress: { done: 1, total: 2 },
      lastError: null,
    });
  });

  it('of a kind that this node does not know wait for one that does', async () => {
    const { jobs } = withKind(async () => undefined);
    const { id } = await jobs.enqueue({ kind: kindOf() });
    expect(await jobs.runDue()).toBe(0);
    expect(await jobs.find(id)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('are not there if the transaction they were added in is undone', async () => {
    const { jobs, kind } = withKind(async () => undefined);
    const undone = app.strapi.db.transaction(async () => {
      await jobs.enqueue({ kind, key: `${kind}-undone` });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await jobs.findByKey(`${kind}-undone`)).toBeNull();
  });

  it('of one key are one job', async () => {
    const { jobs, kind } = withKind(async () => undefined);
    const first = await jobs.enqueue({ kind, key: `${kind}-once` });
    expect(await jobs.enqueue({ kind, key: `${kind}-once` })).toEqual(first);
  });

  it('wait for their time', async () => {
    const { jobs, kind } = withKind(async () => undefined);
    const { id } = await jobs.enqueue({ kind, runAt: new Date(Date.now() + 60_000) });
    expect(await jobs.runDue()).toBe(0);
    await patch(id, { runAt: new Date() });
    expect(await jobs.runDue()).toBe(1);
  });

  it('skip the steps that are done when they run again', async () => {
    const name = kindOf();
    let attempts = 0;
    const results: number[] = [];
    const { jobs, kind } = withKind(async ({ step }) => {
      attempts += 1;
      await step('tag', () => addTag(name).then(() => undefined));
      results.push(await step('count', async () => 42));
      if (attempts < 3) throw new Error('a failure between two steps');
    });
    const { id } = await jobs.enqueue({ kind });
    for (let round = 0; round < 3; round += 1) {
      await jobs.runDue();
      await patch(id, { runAt: new Date() });
    }
    expect([attempts, await tags(name), results]).toEqual([3, 1, [42, 42, 42]]);
    expect(await jobs.find(id)).toMatchObject({ state: 'done' });
  });

  it('leave nothing of a step that fails, and try again later', async () => {
    const name = kindOf();
    const { jobs, kind } = withKind(({ step }) =>
      step('tag', async () => {
        await addTag(name);
        throw new Error("Duplicate entry 'anna@example.test'");
      })
    );
    const { id } = await jobs.enqueue({ kind });
    await jobs.runDue();
    const job = await jobs.find(id);
    expect(job).toMatchObject({ state: 'queued', attempts: 1 });
    expect(job!.runAt.getTime()).toBeGreaterThan(Date.now());
    expect([
      await tags(name),
      await app.strapi.db.query(JOB_STEP_UID).count({ where: { jobId: id } }),
    ]).toEqual([0, 0]);
    // What a database says may quote whom the job is about.
    expect(JSON.stringify(await row(id))).not.toContain('anna');
  });

  it('that keep failing are given up in one transaction with what follows from that', async () => {
    const givenUp: number[] = [];
    const { jobs, kind } = withKind(
      async () => {
        throw new Error('always');
      },
      {
        maxAttempts: 2,
        onFailed: async ({ id }) => {
          givenUp.push(id);
        },
      }
    );
    const { id } = await jobs.enqueue({ kind });
    await jobs.runDue();
    await patch(id, { runAt: new Date() });
    await jobs.runDue();
    expect(await jobs.find(id)).toMatchObject({ state: 'failed', attempts: 2, lastError: 'Error' });
    expect(givenUp).toEqual([id]);
    expect(await jobs.resume(id)).toBe(true);
    expect(await jobs.find(id)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('that two nodes want at once are done by one of them, each step exactly once', async () => {
    const name = kindOf();
    const kind = kindOf();
    const runs: number[] = [];
    const nodes = [node(), node(), node()];
    for (const jobs of nodes)
      jobs.define(kind, async ({ job, step }) => {
        runs.push(job.id);
        for (const part of ['a', 'b', 'c'])
          await step(part, () => addTag(`${name}-${part}`).then(() => undefined));
      });
    const { id } = await nodes[0]!.enqueue({ kind });
    await Promise.all(nodes.map((jobs) => jobs.runDue()));
    expect(runs).toEqual([id]);
    expect(await Promise.all(['a', 'b', 'c'].map((part) => tags(`${name}-${part}`)))).toEqual([
      1, 1, 1,
    ]);
  });

  it('of a node that has gone silent go on elsewhere, and its late effects are refused', async () => {
    const name = kindOf();
    const kind = kindOf();
    const [silent, other] = [node(), node()];
    let release: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      release = resolve;
    });
    let late: unknown = null;
    silent.define(kind, async ({ step }) => {
      await step('first', () => addTag(`${name}-first`).then(() => undefined));
      await asleep;
      await step('second', () => addTag(`${name}-late`).then(() => undefined)).catch(
        (error: unknown) => {
          late = error;
          throw error;
        }
      );
    });
    other.define(kind, async ({ step }) => {
      await step('first', () => addTag(`${name}-first`).then(() => undefined));
      await step('second', () => addTag(`${name}-second`).then(() => undefined));
    });
    const { id } = await silent.enqueue({ kind });
    const running = silent.runDue();
    while ((await tags(`${name}-first`)) === 0) await delay(20);
    await patch(id, { leaseUntil: new Date(Date.now() - 1) });
    expect(await other.runDue()).toBe(1);
    release();
    await running;
    expect(String(late)).toContain('no longer held');
    expect(
      await Promise.all(['first', 'second', 'late'].map((part) => tags(`${name}-${part}`)))
    ).toEqual([1, 1, 0]);
    expect(await other.find(id)).toMatchObject({ state: 'done', fence: 2 });
  });

  it('keep their lease while they are busy between steps', async () => {
    const kind = kindOf();
    const [busy, eager] = [node(600), node(600)];
    let runs = 0;
    for (const jobs of [busy, eager])
      jobs.define(kind, async () => {
        runs += 1;
        await delay(1_500);
      });
    await busy.enqueue({ kind });
    const running = busy.runDue();
    await delay(1_200);
    expect(await eager.runDue()).toBe(0);
    await running;
    expect(runs).toBe(1);
  });

  it('can be paused between two steps, and go on where they were', async () => {
    const name = kindOf();
    const { jobs, kind } = withKind(async ({ job, step }) => {
      await step('first', () => addTag(name).then(() => undefined));
      if (job.fence === 1) await jobs.pause(job.id);
      await step('second', () => addTag(name).then(() => undefined));
    });
    const { id } = await jobs.enqueue({ kind });
    await jobs.runDue();
    expect([(await jobs.find(id))?.state, await tags(name)]).toEqual(['paused', 1]);
    expect(await jobs.runDue()).toBe(0);
    expect(await jobs.resume(id)).toBe(true);
    await jobs.runDue();
    expect([(await jobs.find(id))?.state, await tags(name)]).toEqual(['done', 2]);
  });

  it('that recur are planned once, and again when they are done', async () => {
    const kind = kindOf();
    let runs = 0;
    const nodes = [node(), node()];
    for (const jobs of nodes)
      jobs.define(
        kind,
        async ({ step }) => {
          runs += 1;
          await step('same', async () => undefined);
        },
        { everyMs: 3_600_000 }
      );
    for (const jobs of nodes) await jobs.start();
    const [job] = await app.strapi.db.query(JOB_UID).findMany({ where: { kind } });
    expect(await nodes[0]!.runDue()).toBe(1);
    expect(await nodes[1]!.runDue()).toBe(0);
    const later = await nodes[0]!.find(job.id);
    expect(later).toMatchObject({ state: 'queued', attempts: 0 });
    expect(later!.runAt.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    await patch(job.id, { runAt: new Date() });
    await nodes[1]!.runDue();
    expect(runs).toBe(2);
    for (const jobs of nodes) await jobs.stop();
  });

  it('are begun at once by a worker that hears of them after the commit', async () => {
    const { jobs, kind } = withKind(async () => undefined);
    await jobs.start();
    const { id } = await app.strapi.db.transaction(() => jobs.enqueue({ kind }));
    const end = Date.now() + 5_000;
    while ((await jobs.find(id))?.state !== 'done' && Date.now() < end) await delay(20);
    expect((await jobs.find(id))?.state).toBe('done');
    await jobs.stop();
  });

  it('stop between steps when Strapi does, and are given back', async () => {
    const { jobs, kind } = withKind(async ({ step }) => {
      void jobs.stop();
      await step('never', async () => {
        throw new Error('a step after the stop');
      });
    });
    const { id } = await jobs.enqueue({ kind });
    await jobs.runDue();
    expect(await jobs.find(id)).toMatchObject({ state: 'queued', attempts: 0, lastError: null });
  });

  it('that meet a deadlock repeat the step', async () => {
    const kind = kindOf();
    let tries = 0;
    const execution = createExecution({
      strapi: app.strapi,
      scopes,
      table: createJobTable({ strapi: app.strapi }),
      settings: () => DEFAULT_JOBS,
      defined: new Map([
        [
          kind,
          {
            handler: async ({ step }) => {
              await step('locked', async () => {
                tries += 1;
                if (tries < 3) throw Object.assign(new Error('deadlock'), { code: '40P01' });
              });
            },
            options: {},
          },
        ],
      ]),
    });
    const { id } = await node().enqueue({ kind });
    expect(await execution.runOne()).toBe(true);
    expect([tries, (await node().find(id))?.state]).toEqual([3, 'done']);
  });
});
