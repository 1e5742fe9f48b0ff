import { errors, z } from '@strapi/utils';
import type { Context } from 'koa';
import { IDENTIFIER_KINDS } from '../../../access/policy/privacy-types';
import { invalid } from '../../../access/principals';
import { callerOf } from '../../../access/http/caller';
import type { RecordKey } from '../../../access/rights/record-rights';
import type { Audit } from '../../../audit/audit';
import type { AuditEntry } from '../../../audit/query';
import type { Actor } from '../../../platform/actor';
import { paginationMeta, parseListQuery, type Columns } from '../../../platform/http/list-query';
import { dataOf, parse } from '../../../platform/http/request';
import type { ScopeStore } from '../../../platform/scope';
import type { Annotations } from '../../annotations/annotations';
import type { RequestServices } from '../../requests/request-services';
import { listView } from '../../requests/views';
import type { SubjectCards } from '../card';
import { normalise } from '../normalise';
import type { IndexUpkeep } from '../rebuild';
import type { Subjects } from '../subjects';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly audit: Audit;
  readonly privacy: {
    readonly annotations: Annotations;
    readonly subjects: Subjects;
    readonly cards: SubjectCards;
    readonly upkeep: IndexUpkeep;
    readonly requests: RequestServices;
    readonly country: () => string | undefined;
  };
}

const NAME_LENGTH = 191;
const name = z.string().min(1).max(NAME_LENGTH);
const record = z.strictObject({ contentType: name, documentId: name });
const params = z.object({ contentType: name, documentId: name });

const BODIES = {
  search: z.strictObject({
    kind: z.enum(IDENTIFIER_KINDS),
    value: z.union([z.string().min(1).max(200), z.number().int()]),
  }),
  merge: z.strictObject({ records: z.array(record).min(2).max(100) }),
};

const READ_COLUMNS: Columns = {
  id: { attribute: 'id', kind: 'integer' },
  at: { attribute: 'at', kind: 'instant' },
  causedBy: { attribute: 'caused_by', kind: 'text' },
};

/** A read as the card shows it: who, when, what; not which other records came along. */
const shownRead = ({ id, at, type, causedBy, contentType, documentId }: AuditEntry) => ({
  id,
  at,
  type,
  by: causedBy,
  contentType,
  documentId,
});

type Work = (ctx: Context, actor: Actor) => Promise<{ data: unknown; meta?: object }>;

/** Runs work as the system for somebody who answers data subjects. */
const createAct =
  ({ scopes, privacy: { requests } }: Dependencies) =>
  (work: Work) =>
  async (ctx: Context): Promise<void> => {
    const actor = callerOf(scopes);
    await scopes.runAsSystem(async () => {
      requests.handlers.requireTask(actor, 'handle-requests');
      const { data, meta = {} } = await work(ctx, actor);
      ctx.body = { data, meta };
    });
  };

/** Who is who (`/custodian/subjects`): search, cards, merge and split, each within the caller's reach. */
export const createSubjectsController = (dependencies: Dependencies) => {
  const { audit, privacy } = dependencies;
  const { annotations, subjects, cards, upkeep, requests } = privacy;
  const { table, handlers } = requests;
  const act = createAct(dependencies);

  /** @throws NotFoundError for what is no data subject, is not there, or beyond reach: all alike */
  const requireSubject = async (actor: Actor, key: RecordKey): Promise<void> => {
    await handlers.reach.requireRecord(actor, key);
    if ((await annotations.current()).contentTypes.get(key.contentType)?.subject !== true)
      throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
  };

  return {
    /** By an identifier in the body: addresses in URLs end up in the logs of proxies. */
    search: act(async (ctx, actor) => {
      const { kind, value } = parse(BODIES.search, dataOf(ctx.request.body));
      const identifier = normalise(kind, value, privacy.country());
      if (!identifier) throw invalid(`This is no valid ${kind}`, 'INVALID_IDENTIFIER', ['value']);
      const { records } = await subjects.lookup([identifier]);
      const data = await cards.reachable(actor, records);
      await audit.record({
        type: 'subject.searched',
        details: { kind, found: data.records.length },
      });
      return { data, meta: { current: await upkeep.isCurrent() } };
    }),

    card: act(async (ctx, actor) => {
      const key = parse(params, ctx.params);
      await requireSubject(actor, key);
      const card = await cards.of(actor, key);
      await audit.record({ type: 'subject.viewed', ...key });
      return { data: { ...card, requests: card.requests.map((one) => listView(table, one)) } };
    }),

    /** Who looked at the person's records. */
    reads: act(async (ctx, actor) => {
      const key = parse(params, ctx.params);
      const query = parseListQuery({ sort: 'id:desc', ...ctx.query }, READ_COLUMNS);
      await requireSubject(actor, key);
      const { rows, total } = await cards.reads(actor, key, query);
      return { data: rows.map(shownRead), meta: paginationMeta(query, total) };
    }),

    merge: act(async (ctx, actor) => {
      const { records } = parse(BODIES.merge, dataOf(ctx.request.body));
      for (const one of records) await requireSubject(actor, one);
      await subjects.merge(records);
      return { data: await cards.reachable(actor, records) };
    }),

    split: act(async (ctx, actor) => {
      const key = parse(record, dataOf(ctx.request.body));
      await requireSubject(actor, key);
      await subjects.split(key);
      return { data: await cards.reachable(actor, [key]) };
    }),

    /** Whether the index can be trusted, and how far a rebuild is. */
    index: act(async () => ({ data: await upkeep.status() })),

    rebuild: act(async () => {
      const { rebuild } = await upkeep.status();
      const isUnderWay = rebuild?.state === 'queued' || rebuild?.state === 'running';
      if (!isUnderWay) await upkeep.rebuild(true);
      return { data: await upkeep.status() };
    }),
  };
};
