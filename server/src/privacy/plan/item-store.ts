import type { Core } from '@strapi/strapi';
import type { ItemKind, ItemStrategy, PlanItem } from './item';
import { PLAN_ITEM_UID } from './models';
import type { Confidence } from '../discovery/needles';

/** An item as it is stored: with an id to name it by, who decided it, and when it was carried out. */
export interface StoredItem extends PlanItem {
  readonly id: number;
  readonly decidedBy: string | null;
  readonly doneAt: string | Date | null;
}

interface ItemRow {
  id: number;
  seq: number;
  key: string;
  kind: ItemKind;
  uid: string | null;
  tableName: string;
  rowId: number | null;
  column: string | null;
  attribute: string | null;
  documentUid: string | null;
  documentId: string | null;
  locale: string | null;
  published: boolean;
  confidence: Confidence;
  via: string;
  strategy: ItemStrategy;
  after: string | null;
  before: string | null;
  basis: string | null;
  until: string | null;
  selected: boolean;
  decidedBy: string | null;
  doneAt: string | Date | null;
}

const toItem = ({ tableName, ...row }: ItemRow): StoredItem => ({
  ...row,
  table: tableName,
});

const toRow = (planId: number, { table, ...item }: PlanItem) => ({
  ...item,
  planId,
  tableName: table,
  decidedBy: null,
  doneAt: null,
});

/** Items read or written at once. */
export const ITEM_PAGE = 200;

/** Which items of a plan are meant, as conditions of `db.query`. */
export type ItemFilter = Readonly<Record<string, unknown>>;

/** The items of plans. */
export interface ItemStore {
  add(planId: number, items: readonly PlanItem[]): Promise<void>;
  find(planId: number, itemId: number): Promise<StoredItem | null>;
  /** Items behind a position, by position. */
  page(planId: number, after: number, limit?: number, filter?: ItemFilter): Promise<StoredItem[]>;
  /** All of them, a page at a time. */
  all(planId: number, filter?: ItemFilter): AsyncGenerator<StoredItem>;
  count(planId: number, filter?: ItemFilter): Promise<number>;
  update(ids: readonly number[], data: object): Promise<void>;
  removeAll(planId: number): Promise<void>;
}

/** Creates the store; calls join the transaction that is open. */
export const createItemStore = ({ strapi }: { strapi: Core.Strapi }): ItemStore => {
  const query = () => strapi.db.query(PLAN_ITEM_UID);
  const page: ItemStore['page'] = async (planId, after, limit = ITEM_PAGE, filter = {}) => {
    const where = { planId, seq: { $gt: after }, ...filter };
    const rows = await query().findMany({ where, orderBy: { seq: 'asc' }, limit });
    return (rows as ItemRow[]).map(toItem);
  };
  return {
    page,
    async add(planId, items) {
      if (items.length === 0) return;
      await query().createMany({ data: items.map((item) => toRow(planId, item)) });
    },
    async find(planId, itemId) {
      const row = (await query().findOne({ where: { planId, id: itemId } })) as ItemRow | null;
      return row && toItem(row);
    },
    async *all(planId, filter) {
      for (let after = 0; ;) {
        const items = await page(planId, after, ITEM_PAGE, filter);
        yield* items;
        if (items.length < ITEM_PAGE) return;
        after = items.at(-1)?.seq ?? after;
      }
    },
    count: (planId, filter = {}) => query().count({ where: { planId, ...filter } }),
    async update(ids, data) {
      if (ids.length > 0) await query().updateMany({ where: { id: { $in: [...ids] } }, data });
    },
    async removeAll(planId) {
      await query().deleteMany({ where: { planId } });
    },
  };
};
