import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { badRequest, parse } from '../../platform/http/request';
import type { Annotations } from '../annotations/annotations';
import type { Discovery, SubjectQuery } from '../discovery/discovery';
import type { Keyring } from '../proof/keyring';
import type { Assemble } from './assemble';
import { createRunningDigest } from './canonical';
import { applyDecision, checkDecision, decisionSchema } from './decide';
import type { DraftContext } from './draft';
import type { Decision, PlanItem } from './item';
import { ITEM_PAGE, type ItemStore, type StoredItem } from './item-store';
import { PLAN_UID } from './models';
import type { Places } from './places';

/**
 * `building`: discovery is at work. `frozen`: what approval is bound to; deciding on an item makes it
 * another plan, with another digest. `executed`: an erasure has begun to carry it out.
 */
export type PlanState = 'building' | 'frozen' | 'executed';

/** A plan as the desk shows it. */
export interface Plan {
  readonly id: number;
  readonly requestId: number;
  readonly reference: string;
  readonly state: PlanState;
  /** SHA-256 over the canonical JSON of all items; null until frozen. */
  readonly digest: string | null;
  readonly items: number;
  readonly asOf: string;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** What a plan keeps encrypted. */
export interface PlanSecrets {
  readonly subject: SubjectQuery;
  readonly salt: string;
}

interface PlanRow {
  id: number;
  requestId: number;
  reference: string;
  state: PlanState;
  sealed: string;
  report: string | null;
  digest: string | null;
  items: number;
  asOf: string | Date;
  createdAt: string | Date;
  createdByPrincipal: string;
}

/** Plans of erasures: made from discovery, frozen, decided by people, and held against the data again. */
export interface Plans {
  /**
   * Discovers a data subject, writes down what an erasure would do, and freezes that. Changes nothing
   * else. A plan of the same request that is not carried out yet is replaced.
   */
  create(request: PlannedRequest, subject: SubjectQuery): Promise<Plan>;
  /** @throws NotFoundError */
  get(planId: number): Promise<Plan>;
  /** The newest plan of a request; null for none. */
  of(requestId: number): Promise<Plan | null>;
  /** Items by position, from after `after`. */
  page(planId: number, after: number, limit: number): Promise<StoredItem[]>;
  /** Items that need somebody's word before the plan can be carried out. */
  undecided(planId: number): Promise<number>;
  /**
   * Says what becomes of items, all or nothing, and freezes the plan anew.
   * @param decisions `[{ item, selected?, strategy?, basis?, until? }]`; keeping needs a basis
   * @throws NotFoundError; ValidationError `PLAN_EXECUTED`, `WRONG_STRATEGY`, `INVALID_REQUEST`
   */
  decide(planId: number, decisions: unknown, by: string): Promise<Plan>;
  /** The digest that today's data, and what is known of the subject today, give. Changes nothing. */
  currentDigest(planId: number, subject: SubjectQuery): Promise<string>;
  /** What the plan keeps encrypted; for the domain itself, never for answers. */
  secretsOf(planId: number): Promise<PlanSecrets>;
  /** Marks a plan as being carried out. Call in the transaction in which that begins. */
  begin(planId: number): Promise<void>;
  /** What the last scan found, as JSON. */
  reportOf(planId: number): Promise<unknown>;
  setReport(planId: number, report: object): Promise<void>;
  /** Forgets whom the plan is about; its items, which are ids, stay. */
  forgetSubject(planId: number): Promise<void>;
  /** Deletes the plans of a request with their items. */
  discard(requestId: number): Promise<void>;
}

/** The request that a plan is for. */
export interface PlannedRequest {
  readonly id: number;
  readonly reference: string;
  readonly by: string;
}

/** What plans are made of. */
export interface PlansInput {
  readonly strapi: Core.Strapi;
  readonly annotations: Pick<Annotations, 'current'>;
  readonly discovery: Discovery;
  readonly assemble: Assemble;
  readonly places: Places;
  readonly items: ItemStore;
  readonly keyring: Keyring;
  readonly modelOf: (uid: string) => ModelMeta | undefined;
}

const CONTEXT = 'erasure plan';
const PLAN_FORMAT = 1;

const toPlan = ({ sealed, report, createdByPrincipal, ...row }: PlanRow): Plan => ({
  ...row,
  asOf: new Date(row.asOf).toISOString(),
  createdAt: new Date(row.createdAt).toISOString(),
  createdBy: createdByPrincipal,
});

const refuse = (code: string, message: string) => badRequest(code, [{ path: [], message }]);

/** What the digest is taken over: the item, and nothing of how it is stored. */
const contentOf = (item: PlanItem) => ({
  seq: item.seq,
  key: item.key,
  kind: item.kind,
  uid: item.uid,
  table: item.table,
  rowId: item.rowId,
  column: item.column,
  attribute: item.attribute,
  documentUid: item.documentUid,
  documentId: item.documentId,
  locale: item.locale,
  published: item.published,
  confidence: item.confidence,
  via: item.via,
  strategy: item.strategy,
  after: item.after,
  before: item.before,
  basis: item.basis,
  until: item.until,
  selected: item.selected,
});

const digestOf = async (
  { reference, asOf }: Pick<Plan, 'reference' | 'asOf'>,
  items: AsyncIterable<PlanItem>
): Promise<string> => {
  const digest = createRunningDigest();
  digest.add({ format: PLAN_FORMAT, reference, asOf });
  for await (const item of items) digest.add(contentOf(item));
  return digest.end();
};

/** Creates the service; calls expect system scope. */
export const createPlans = (input: PlansInput): Plans => {
  const { strapi, annotations, discovery, assemble, places, items, keyring, modelOf } = input;
  const query = () => strapi.db.query(PLAN_UID);

  const rowOf = async (planId: number): Promise<PlanRow> => {
    const row = (await query().findOne({ where: { id: planId } })) as PlanRow | null;
    if (!row) throw new errors.NotFoundError('Plan not found', { code: 'NOT_FOUND' });
    return row;
  };
  const secretsIn = ({ sealed }: PlanRow) => keyring.open(sealed, CONTEXT) as PlanSecrets;

  const contextFor = async (
    { subject, salt }: PlanSecrets,
    asOf: string | Date
  ): Promise<DraftContext> => ({
    annotations: await annotations.current(),
    needles: discovery.needlesFor(subject),
    salt,
    now: new Date(asOf),
    modelOf,
    shapeOf: (uid, attribute) => places.shapeOf(uid, attribute),
    holdOn: (document) => places.holdOn(document),
  });

  const undecided = (planId: number) => items.count(planId, { strategy: 'decide', selected: true });

  const decisionsOf = async (planId: number): Promise<Map<string, Decision>> => {
    const decisions = new Map<string, Decision>();
    for await (const item of items.all(planId, { decidedBy: { $notNull: true } })) {
      const { key, selected, strategy, basis, until } = item;
      decisions.set(
        key,
        strategy === 'decide' ? { selected } : { selected, strategy, basis, until }
      );
    }
    return decisions;
  };

  const build = async (row: PlanRow, secrets: PlanSecrets): Promise<number> => {
    let count = 0;
    let page: PlanItem[] = [];
    const context = await contextFor(secrets, row.asOf);
    for await (const item of assemble(secrets.subject, context, new Map())) {
      page.push(item);
      count += 1;
      if (page.length < ITEM_PAGE) continue;
      await items.add(row.id, page);
      page = [];
    }
    await items.add(row.id, page);
    return count;
  };

  const set = (planId: number, data: object) =>
    query().update({ where: { id: planId }, data }) as Promise<PlanRow>;

  const discard = async (where: object): Promise<void> => {
    await strapi.db.transaction(async () => {
      const rows = (await query().findMany({ where })) as PlanRow[];
      for (const { id } of rows) await items.removeAll(id);
      await query().deleteMany({ where });
    });
  };

  const freeze = async (row: PlanRow): Promise<Plan> => {
    const digest = await digestOf(toPlan(row), items.all(row.id));
    return toPlan(await set(row.id, { state: 'frozen', digest }));
  };

  const decideOne = async (
    planId: number,
    salt: string,
    { item: itemId, ...decision }: z.infer<typeof decisionSchema>,
    by: string
  ): Promise<void> => {
    const item = await items.find(planId, itemId);
    if (!item) throw new errors.NotFoundError('Item not found', { code: 'NOT_FOUND' });
    checkDecision(item, decision);
    const name = item.attribute?.split('.').at(-1);
    const shape = item.uid && name ? places.shapeOf(item.uid, name) : null;
    const decided = applyDecision(item, decision, shape, salt);
    const { selected, strategy, basis, until, after } = decided;
    await items.update([itemId], { selected, strategy, basis, until, after, decidedBy: by });
  };

  return {
    async create({ id, reference, by }, subject) {
      const secrets: PlanSecrets = { subject, salt: randomBytes(32).toString('hex') };
      const now = new Date();
      await discard({ requestId: id, state: { $ne: 'executed' } });
      const row = (await query().create({
        data: {
          requestId: id,
          reference,
          state: 'building',
          sealed: keyring.seal(secrets, CONTEXT),
          items: 0,
          asOf: now,
          createdAt: now,
          createdByPrincipal: by,
        },
      })) as PlanRow;
      return freeze(await set(row.id, { items: await build(row, secrets) }));
    },
    get: async (planId) => toPlan(await rowOf(planId)),
    async of(requestId) {
      const where = { requestId, state: { $ne: 'building' } };
      const [row] = await query().findMany({ where, orderBy: { id: 'desc' }, limit: 1 });
      return row ? toPlan(row as PlanRow) : null;
    },
    page: (planId, after, limit) => items.page(planId, after, limit),
    undecided,
    async decide(planId, body, by) {
      const decisions = parse(z.array(decisionSchema).min(1).max(1_000), body);
      return strapi.db.transaction(async () => {
        const row = await rowOf(planId);
        if (row.state !== 'frozen') throw refuse('PLAN_EXECUTED', 'The plan is being carried out');
        const { salt } = secretsIn(row);
        for (const decision of decisions) await decideOne(planId, salt, decision, by);
        return freeze(row);
      });
    },
    async currentDigest(planId, subject) {
      const row = await rowOf(planId);
      const { salt } = secretsIn(row);
      const context = await contextFor({ subject, salt }, row.asOf);
      return digestOf(toPlan(row), assemble(subject, context, await decisionsOf(planId)));
    },
    secretsOf: async (planId) => secretsIn(await rowOf(planId)),
    async begin(planId) {
      await set(planId, { state: 'executed' });
    },
    async reportOf(planId) {
      const { report } = await rowOf(planId);
      return report === null ? null : (JSON.parse(report) as unknown);
    },
    async setReport(planId, report) {
      await set(planId, { report: JSON.stringify(report) });
    },
    async forgetSubject(planId) {
      const nobody: PlanSecrets = { subject: { identifiers: [], roots: [] }, salt: '' };
      await set(planId, { sealed: keyring.seal(nobody, CONTEXT) });
    },
    discard: (requestId) => discard({ requestId }),
  };
};
