import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
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
 * `building`: discovery is at work. `draft`: items can be decided. `frozen`: what is approved and
 * executed. `executed`: an erasure has begun to carry it out.
 */
export type PlanState = 'building' | 'draft' | 'frozen' | 'executed';

/** A plan as the desk shows it. */
export interface Plan {
  readonly id: number;
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
  reference: string;
  state: PlanState;
  sealed: string;
  digest: string | null;
  items: number;
  asOf: string | Date;
  createdAt: string | Date;
  createdByPrincipal: string;
}

/** Plans of erasures: made from discovery, decided by people, frozen, and held against the data again. */
export interface Plans {
  /**
   * Discovers a data subject and writes down what an erasure would do. Changes nothing else.
   * @param reference of the request it is for
   */
  create(reference: string, subject: SubjectQuery, by: string): Promise<Plan>;
  /** @throws NotFoundError */
  get(planId: number): Promise<Plan>;
  /** Items by position, from after `after`. */
  page(planId: number, after: number, limit: number): Promise<StoredItem[]>;
  /**
   * Says what becomes of an item.
   * @param decision `{ selected?, strategy?, basis?, until? }`; keeping needs a basis
   * @throws NotFoundError; ValidationError `PLAN_FROZEN`, `WRONG_STRATEGY`, `INVALID_REQUEST`
   */
  decide(planId: number, itemId: number, decision: unknown, by: string): Promise<StoredItem>;
  /** Freezes the plan; approval binds the digest. @throws ValidationError `PLAN_FROZEN`, `UNDECIDED` */
  freeze(planId: number): Promise<Plan>;
  /** Whether the data still gives the frozen plan. Discovers again; changes nothing. */
  isCurrent(planId: number): Promise<boolean>;
  /** What the plan keeps encrypted; for the domain itself, never for answers. */
  secretsOf(planId: number): Promise<PlanSecrets>;
  /** Marks a plan as being carried out. Call in the transaction in which that begins. */
  begin(planId: number): Promise<void>;
  /** Deletes plan and items, except one that is being carried out. */
  discard(planId: number): Promise<void>;
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

const toPlan = ({ sealed, createdByPrincipal, ...row }: PlanRow): Plan => ({
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

  const draftOnly = async (planId: number): Promise<PlanRow> => {
    const row = await rowOf(planId);
    if (row.state !== 'draft') throw refuse('PLAN_FROZEN', 'The plan is not a draft');
    return row;
  };

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

  return {
    async create(reference, subject, by) {
      const secrets: PlanSecrets = { subject, salt: randomBytes(32).toString('hex') };
      const now = new Date();
      const row = (await query().create({
        data: {
          reference,
          state: 'building',
          sealed: keyring.seal(secrets, CONTEXT),
          items: 0,
          asOf: now,
          createdAt: now,
          createdByPrincipal: by,
        },
      })) as PlanRow;
      return toPlan(await set(row.id, { items: await build(row, secrets), state: 'draft' }));
    },
    get: async (planId) => toPlan(await rowOf(planId)),
    page: (planId, after, limit) => items.page(planId, after, limit),
    async decide(planId, itemId, body, by) {
      const decision = parse(decisionSchema, body) as Decision;
      const { salt } = secretsIn(await draftOnly(planId));
      const item = await items.find(planId, itemId);
      if (!item) throw new errors.NotFoundError('Item not found', { code: 'NOT_FOUND' });
      checkDecision(item, decision);
      const name = item.attribute?.split('.').at(-1);
      const shape = item.uid && name ? places.shapeOf(item.uid, name) : null;
      const decided = applyDecision(item, decision, shape, salt);
      const { selected, strategy, basis, until, after } = decided;
      await items.update([itemId], { selected, strategy, basis, until, after, decidedBy: by });
      return { ...decided, decidedBy: by };
    },
    async freeze(planId) {
      const row = await draftOnly(planId);
      if ((await items.count(planId, { strategy: 'decide', selected: true })) > 0)
        throw refuse('UNDECIDED', 'Some items still need a decision');
      const digest = await digestOf(toPlan(row), items.all(planId));
      return toPlan(await set(planId, { state: 'frozen', digest }));
    },
    async isCurrent(planId) {
      const row = await rowOf(planId);
      if (row.digest === null) return false;
      const secrets = secretsIn(row);
      const context = await contextFor(secrets, row.asOf);
      const again = assemble(secrets.subject, context, await decisionsOf(planId));
      return (await digestOf(toPlan(row), again)) === row.digest;
    },
    secretsOf: async (planId) => secretsIn(await rowOf(planId)),
    async begin(planId) {
      await set(planId, { state: 'executed' });
    },
    async discard(planId) {
      const row = await rowOf(planId);
      if (row.state === 'executed') throw refuse('PLAN_EXECUTED', 'The plan is being carried out');
      await strapi.db.transaction(async () => {
        await items.removeAll(planId);
        await query().delete({ where: { id: planId } });
      });
    },
  };
};
