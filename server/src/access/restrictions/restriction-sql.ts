import type { RowContext } from '../../enforcement/access-rule';
import type { Right } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import { id, sql, type Predicate } from '../../platform/sql';
import { TABLES } from '../models';
import { unexpired } from '../validity';

/**
 * `art-18`: processing is restricted (Art. 18 GDPR), the record may only be stored. `legal-hold`: the
 * record is evidence, it may be read and shared but neither changed nor deleted.
 */
export const RESTRICTION_KINDS = ['art-18', 'legal-hold'] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];

/** The task whose holders may read what Art. 18 hides. It is a pass for reading, nothing else. */
export const READ_RESTRICTED = 'read-restricted';

const BLOCKED_BY: Readonly<Record<Right, readonly RestrictionKind[]>> = {
  // A record that is being created is not restricted yet.
  create: [],
  read: ['art-18'],
  update: RESTRICTION_KINDS,
  delete: RESTRICTION_KINDS,
  publish: RESTRICTION_KINDS,
  share: ['art-18'],
  export: ['art-18'],
  import: ['art-18'],
};

/** The restrictions that stand against a right, for somebody with or without the pass. */
export const blockingKinds = (right: Right, hasPass: boolean): readonly RestrictionKind[] =>
  right === 'read' && hasPass ? [] : BLOCKED_BY[right];

/** Writes restrictions as SQL. */
export interface RestrictionSql {
  /** Rows of records under none of the restrictions at the instant. */
  unrestricted(
    uid: string,
    kinds: readonly RestrictionKind[],
    now: Date,
    context: RowContext
  ): Predicate;
}

/**
 * Creates the writer. Always asked row by row: few records are restricted, and an index answers.
 */
export const createRestrictionSql = (dialect: Dialect): RestrictionSql => ({
  unrestricted(uid, kinds, now, context) {
    if (kinds.length === 0) return true;
    const { alias } = context;
    const mark = context.nextAlias();
    const from = sql`${dialect.table(TABLES.restrictions)} as ${id(mark)}`;
    const kind = dialect.inStrings(id(`${mark}.kind`), kinds);
    const valid = unexpired(mark, now);
    return sql`not exists (select 1 from ${from} where ${id(`${mark}.content_type`)} = ${uid} and ${id(`${mark}.document_id`)} = ${id(`${alias}.document_id`)} and ${kind} and ${valid})`;
  },
});
