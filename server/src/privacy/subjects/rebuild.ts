import type { Core } from '@strapi/strapi';
import type { Annotations } from '../annotations/annotations';
import type { Jobs } from '../jobs/jobs';
import type { Job, JobContext } from '../jobs/types';
import { INDEX_CHUNK, type IdentityIndex } from './identity-index';
import { IDENTIFIER_UID } from './models';

/** Job kinds of the index. */
export const REBUILD_INDEX = 'subjects.rebuild';
export const CHECK_INDEX = 'subjects.check';

const DAY_MS = 86_400_000;
const CHECK_EVERY_MS = 10 * 60_000;

/** The index as the desk shows it. */
export interface IndexStatus {
  readonly current: boolean;
  /** ISO 8601; null if it was never built. */
  readonly builtAt: string | null;
  readonly rebuild: Pick<Job, 'id' | 'state' | 'progress' | 'lastError'> | null;
}

/** Whether the index can be trusted, and how it is made anew. */
export interface IndexUpkeep {
  /** True if it was built with today's key and annotations, and nobody has asked for it to be made anew. */
  isCurrent(): Promise<boolean>;
  /** Plans a rebuild if one is needed, or in any case; null if none is. */
  rebuild(always?: boolean): Promise<Job | null>;
  /** Whether it can be trusted, when it was last built, and how far the newest rebuild is. */
  status(): Promise<IndexStatus>;
  /** Builds it here and now, inside a job. */
  build(context: Pick<JobContext, 'step' | 'progress'>): Promise<void>;
}

interface Parts {
  readonly strapi: Core.Strapi;
  readonly annotations: Annotations;
  readonly index: IdentityIndex;
  readonly jobs: Jobs;
}

interface Built {
  readonly digest: string;
  readonly at: string;
}

/** Goes through all documents of the types in pages; each page is one step. */
const createBuilder = ({ strapi, annotations, index }: Omit<Parts, 'jobs'>) => {
  const page = async (
    uid: string,
    after: number
  ): Promise<{ last: number; documents: string[] }> => {
    const rows = (await strapi.db.query(uid).findMany({
      where: { id: { $gt: after } },
      select: ['id', 'documentId'],
      orderBy: { id: 'asc' },
      limit: INDEX_CHUNK,
    })) as { id: number; documentId: string | null }[];
    return {
      last: rows.at(-1)?.id ?? 0,
      documents: [...new Set(rows.flatMap(({ documentId }) => documentId ?? []))],
    };
  };

  /** Entries of documents that are gone: deleted past the watch. */
  const sweep = async (uid: string, after: number): Promise<number> => {
    const rows = (await strapi.db.query(IDENTIFIER_UID).findMany({
      where: { contentType: uid, id: { $gt: after } },
      orderBy: { id: 'asc' },
      limit: INDEX_CHUNK,
    })) as { id: number; documentId: string }[];
    const documents = [...new Set(rows.map(({ documentId }) => documentId))];
    if (documents.length > 0) await index.sync(await annotations.current(), uid, documents);
    return rows.at(-1)?.id ?? 0;
  };

  return async ({ step, progress }: Pick<JobContext, 'step' | 'progress'>): Promise<void> => {
    const map = await annotations.current();
    const uids = map.subjects.map(({ uid }) => uid);
    await step('types', () => index.keepOnly(uids));
    let total = 0;
    for (const uid of uids) total += await strapi.db.query(uid).count({});
    let done = 0;
    for (const uid of uids) {
      for (let last = 0; ; done += INDEX_CHUNK) {
        await progress(Math.min(done, total), total);
        const after = last;
        last = await step(`${uid}:${after}`, async () => {
          const { last: end, documents } = await page(uid, after);
          await index.sync(map, uid, documents);
          return end;
        });
        if (last === 0) break;
      }
      for (let last = 0; ;) {
        const after = last;
        last = await step(`sweep:${uid}:${after}`, () => sweep(uid, after));
        if (last === 0) break;
      }
    }
    await progress(total, total);
  };
};

/** Creates the upkeep, and defines its jobs. */
export const createIndexUpkeep = (parts: Parts): IndexUpkeep => {
  const { strapi, annotations, index, jobs } = parts;
  const store = () => strapi.store({ type: 'plugin', name: 'custodian', key: 'identity-index' });
  const builder = createBuilder(parts);
  const built = async () => (await store().get({})) as Built | null;
  const digest = async () => index.digestFor(await annotations.current());

  const isBuilt = async () => (await built())?.digest === (await digest());
  const isCurrent = async () => (await isBuilt()) && !(await jobs.isPending(REBUILD_INDEX));

  const build: IndexUpkeep['build'] = async (context) => {
    const from = await digest();
    await builder(context);
    await store().set({ value: { digest: from, at: new Date().toISOString() } satisfies Built });
  };

  const rebuild: IndexUpkeep['rebuild'] = async (always = false) => {
    if (!always && (await isBuilt())) return null;
    // One for each state of the annotations: nodes that notice together plan it together.
    const key = always ? undefined : `${REBUILD_INDEX}:${await digest()}`;
    const known = key === undefined ? null : await jobs.findByKey(key);
    const isOver = known?.state === 'done';
    return jobs.enqueue({ kind: REBUILD_INDEX, ...(key === undefined || isOver ? {} : { key }) });
  };

  jobs.define(REBUILD_INDEX, build);
  jobs.define(
    CHECK_INDEX,
    async () => {
      const age = Date.now() - new Date((await built())?.at ?? 0).getTime();
      // Every day in any case: raw SQL and imports leave no other trace.
      await rebuild(age > DAY_MS);
    },
    { everyMs: CHECK_EVERY_MS }
  );

  const status = async (): Promise<IndexStatus> => {
    const job = await jobs.latest(REBUILD_INDEX);
    return {
      current: await isCurrent(),
      builtAt: (await built())?.at ?? null,
      rebuild: job && {
        id: job.id,
        state: job.state,
        progress: job.progress,
        lastError: job.lastError,
      },
    };
  };

  return { isCurrent, rebuild, build, status };
};
