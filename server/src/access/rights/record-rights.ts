import type { AccessRule } from '../../enforcement/access-rule';
import type { Actor, Right } from '../../platform/actor';
import { failsFor, id, sql, type Identifier } from '../../platform/sql';
import type { Path } from './paths';
import type { RowQuery } from './row-query';
import type { Sessions } from './session';

/** A record, by what stays the same over publishing. */
export interface RecordKey {
  readonly contentType: string;
  readonly documentId: string;
}

/** How far a right reaches into one record. */
export interface Coverage {
  /** Rows of the record: draft, published, locales. */
  readonly total: number;
  readonly reached: number;
}

/** What somebody may do with one record, asked of the database with the rule of the views. */
export interface RecordRights {
  coverage(actor: Actor, record: RecordKey, right: Right): Promise<Coverage>;
  /** Whether the actor sees any of the record. */
  sees(actor: Actor, record: RecordKey): Promise<boolean>;
  /** Whether the record can be read and the right covers all of it, as the write boundary demands. */
  holds(actor: Actor, record: RecordKey, right: Right): Promise<boolean>;
  /** Rows of records that the right covers whole, as a predicate. */
  covered(actor: Actor, uid: string, right: Right): Path;
  /** The same caller at another instant: its memberships, shares and restrictions of that time. */
  at(actor: Actor, instant: Date): Promise<Actor>;
}

/** Creates the questions; they expect system scope. */
export const createRecordRights = (
  sessions: Sessions,
  rule: AccessRule,
  rows: RowQuery,
  tableOf: (uid: string) => Identifier | null
): RecordRights => {
  const coverage: RecordRights['coverage'] = async (actor, record, right) => {
    const { contentType, documentId } = record;
    const total = await rows.countOf(contentType, documentId, () => true);
    if (!rule.governedTypes(actor).has(contentType)) return { total, reached: total };
    const write = rule.compileView(contentType, actor, right).rows;
    return { total, reached: await rows.countOf(contentType, documentId, write) };
  };

  const sees: RecordRights['sees'] = async (actor, record) =>
    (await coverage(actor, record, 'read')).reached > 0;

  return {
    coverage,
    sees,
    async holds(actor, record, right) {
      const seen = await coverage(actor, record, 'read');
      if (right === 'read' || seen.reached === 0) return seen.reached > 0;
      const { total, reached } = await coverage(actor, record, right);
      // What is hidden of a record is not the actor's to change, however far its rights reach.
      return reached === total && seen.reached === total;
    },
    covered(actor, uid, right) {
      if (!rule.governedTypes(actor).has(uid)) return () => true;
      const reached = rule.compileView(uid, actor, right).rows;
      return (context) => {
        const table = tableOf(uid);
        if (!table) return false;
        const alias = context.nextAlias();
        const beyond = failsFor(reached({ ...context, alias, shape: 'key' }));
        const [own, other] = [id(`${context.alias}.document_id`), id(`${alias}.document_id`)];
        return sql`not exists (select 1 from ${table} as ${id(alias)} where ${other} = ${own} and ${beyond})`;
      };
    },
    async at(actor, instant) {
      const then = { ...actor, now: instant };
      await sessions.open(then);
      return then;
    },
  };
};
