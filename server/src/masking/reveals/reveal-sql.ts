import type { RowContext } from '../../enforcement/access-rule';
import type { Sessions } from '../../access/rights/session';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import { id, sql, type Predicate } from '../../platform/sql';
import { MASKING_TABLES } from '../models';
import { REVEAL_TASK } from './reveal';

/** Rows of a type that show a field because they have been revealed; null where none can have been. */
export type RevealedRows = (
  actor: Actor,
  uid: string,
  field: string
) => ((context: RowContext) => Predicate) | null;

/**
 * Writes the condition. It is asked of the database in every statement, with the instant of the
 * request: what has expired, been revoked, or is not approved yet shows nothing, on every node. A
 * caller who has lost the task has no reveals. Few reveals are ever in force, so a set is looked up
 * once a statement, whatever the shape of the view.
 */
export const createRevealedRows =
  (sessions: Sessions, dialect: Dialect): RevealedRows =>
  (actor, uid, field) => {
    if (!sessions.tasks(actor).has(REVEAL_TASK)) return null;
    const [reveals, fields] = [MASKING_TABLES.reveals, MASKING_TABLES.revealedFields].map((table) =>
      dialect.table(table)
    );
    return (context) => {
      const [r, f] = [context.nextAlias(), context.nextAlias()];
      const of = (column: string) => id(`${r}.${column}`);
      const documents = sql`select ${of('document_id')} from ${reveals} as ${id(r)} inner join ${fields} as ${id(f)} on ${id(`${f}.reveal`)} = ${of('id')} where ${of('principal')} = ${actor.principal} and ${of('content_type')} = ${uid} and ${id(`${f}.field`)} = ${field} and ${of('granted_at')} is not null and ${of('ended_at')} is null and ${of('expires_at')} > ${actor.now}`;
      return sql`${id(`${context.alias}.document_id`)} in (${documents})`;
    };
  };
