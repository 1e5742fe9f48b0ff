import { digestOf } from './digest';
import type { DraftContext } from './draft';
import type { Decision, PlanItem } from './item';
import { ITEM_PAGE } from './item-store';
import { toPlan, type PlanRow } from './plan-rows';
import type { PlanSecrets, PlansInput } from './plans';

/** Computes plans: from nothing, or again with what people decided. */
export const createCompute = (input: PlansInput) => {
  const { annotations, discovery, assemble, places, items, modelOf } = input;

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

  const build = async (
    row: Pick<PlanRow, 'id' | 'asOf'>,
    secrets: PlanSecrets
  ): Promise<number> => {
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

  return {
    build,
    /** The digest that a subject and today's data give, with the decisions of a plan. */
    async digest(row: PlanRow, secrets: PlanSecrets): Promise<string> {
      const context = await contextFor(secrets, row.asOf);
      const again = assemble(secrets.subject, context, await decisionsOf(row.id));
      return digestOf(toPlan(row), again);
    },
  };
};
