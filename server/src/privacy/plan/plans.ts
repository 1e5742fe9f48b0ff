import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { ModelMeta } from '../../enforcement/strapi-metadata';
import { badRequest, parse } from '../../platform/http/request';
import type { Annotations } from '../annotations/annotations';
import type { Discovery, SubjectQuery } from '../discovery/discovery';
import type { Keyring } from '../proof/keyring';
import type { Assemble } from './assemble';
import { digestOf } from './digest';
import { applyDecision, checkDecision, decisionSchema } from './decide';
import type { ItemStore, StoredItem } from './item-store';
import { createCompute } from './compute';
import { createPlanRows, toPlan, type PlanRow } from './plan-rows';
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
  /** All items, in their order. */
  all(planId: number): AsyncIterable<StoredItem>;
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

const refuse = (code: string, message: string) => badRequest(code, [{ path: [], message }]);

/** Creates the service; calls expect system scope. */
export const createPlans = (input: PlansInput): Plans => {
  const { strapi, places, items } = input;
  const compute = createCompute(input);
  const { rowOf, secretsIn, set, add, discardUnused, ...state } = createPlanRows(input);

  const undecided = (planId: number) => items.count(planId, { strategy: 'decide', selected: true });

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
    ...state,
    async create({ id, reference, by }, subject) {
      const secrets: PlanSecrets = { subject, salt: randomBytes(32).toString('hex') };
      await discardUnused(id);
      const row = await add({ id, reference, by }, secrets);
      return freeze(await set(row.id, { items: await compute.build(row, secrets) }));
    },
    page: (planId, after, limit) => items.page(planId, after, limit),
    all: (planId) => items.all(planId),
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
      return compute.digest(row, { subject, salt: secretsIn(row).salt });
    },
  };
};
