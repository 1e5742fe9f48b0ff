import type { Core } from '@strapi/strapi';
import type { Audit, AuditEvent } from '../../audit/audit';
import type { ListQuery } from '../../platform/http/list-query';
import { REVEAL_UID, REVEALED_FIELD_UID } from '../models';
import { type Ending, type RevealRow } from './reveal';

/** A reveal with the fields that it names. */
export interface StoredReveal extends RevealRow {
  readonly fields: readonly string[];
}

type Where = Readonly<Record<string, unknown>>;

/** Reads and ends reveals. Whatever is changed is recorded in the same transaction. */
export interface RevealRows {
  list(query: ListQuery, where: Where): Promise<{ rows: StoredReveal[]; total: number }>;
  all(where: Where): Promise<StoredReveal[]>;
  one(where: Where): Promise<StoredReveal | null>;
  /** Changes a reveal that is still as `where` says; null if it no longer is. */
  change(row: RevealRow, where: Where, data: Partial<RevealRow>): Promise<StoredReveal | null>;
  addFields(reveal: number, fields: readonly string[]): Promise<void>;
  /** Ends a reveal that has not ended; false if it has. */
  end(reveal: StoredReveal, ending: Ending, by: string | null, at: Date): Promise<boolean>;
  /** Removes every trace of a record. */
  readonly forget: (contentType: string, documentId: string) => Promise<void>;
}

/** What the log says about a reveal. */
export const eventOf = (
  type: AuditEvent['type'],
  reveal: StoredReveal,
  details: Readonly<Record<string, unknown>> = {}
): AuditEvent => ({
  type,
  contentType: reveal.contentType,
  documentId: reveal.documentId,
  details: { reveal: reveal.id, principal: reveal.principal, fields: reveal.fields, ...details },
});

/** Creates the rows' keeper; expects system scope. */
export const createRevealRows = ({ strapi }: { strapi: Core.Strapi }, audit: Audit): RevealRows => {
  const reveals = () => strapi.db.query(REVEAL_UID);
  const fields = () => strapi.db.query(REVEALED_FIELD_UID);

  const withFields = async (rows: RevealRow[]): Promise<StoredReveal[]> => {
    const where = { reveal: { $in: rows.map(({ id }) => id) } };
    const named = (await fields().findMany({ where, orderBy: { id: 'asc' } })) as {
      reveal: number;
      field: string;
    }[];
    return rows.map((row) => ({
      ...row,
      fields: named.filter(({ reveal }) => reveal === row.id).map(({ field }) => field),
    }));
  };

  const all: RevealRows['all'] = async (where) =>
    withFields((await reveals().findMany({ where, orderBy: { id: 'asc' } })) as RevealRow[]);

  const change: RevealRows['change'] = async (row, where, data) => {
    // The condition decides, not what was read before: another node may have been faster.
    const { count } = await reveals().updateMany({ where: { id: row.id, ...where }, data });
    if (count === 0) return null;
    const [changed] = await all({ id: row.id });
    return changed ?? null;
  };

  return {
    async list({ where, orderBy, start, limit }, own) {
      const within = { $and: [where, own] };
      const page = { where: within, orderBy, offset: start, limit };
      const rows = (await reveals().findMany(page)) as RevealRow[];
      return { rows: await withFields(rows), total: await reveals().count({ where: within }) };
    },
    all,
    one: async (where) => (await all(where))[0] ?? null,
    change,
    async addFields(reveal, names) {
      await fields().createMany({ data: names.map((field) => ({ reveal, field })) });
    },
    end: async (reveal, ending, by, at) =>
      strapi.db.transaction(async () => {
        const data = { ending, endedBy: by, endedAt: at };
        const ended = await change(reveal, { endedAt: { $null: true } }, data);
        if (ended) await audit.record(eventOf('reveal.ended', ended, { ending, by }));
        return ended !== null;
      }),
    async forget(contentType, documentId) {
      const rows = await all({ contentType, documentId });
      const ids = rows.map(({ id }) => id);
      await fields().deleteMany({ where: { reveal: { $in: ids } } });
      await reveals().deleteMany({ where: { id: { $in: ids } } });
    },
  };
};
