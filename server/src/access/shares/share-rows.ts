import type { Core } from '@strapi/strapi';
import type { AccessRule, ViewRule } from '../../enforcement/access-rule';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import type { ListQuery } from '../../platform/http/list-query';
import {
  allOf,
  anyOf,
  id,
  sql,
  toCondition,
  type Identifier,
  type Predicate,
} from '../../platform/sql';
import { SHARE_UID, TABLES } from '../models';
import type { ShareLevel } from '../policy/types';
import type { Sessions } from '../rights/session';
import { unexpired } from '../validity';

/** A share as the database holds it. */
export interface ShareRow {
  readonly id: number;
  readonly contentType: string;
  readonly documentId: string;
  readonly principal: string;
  readonly level: ShareLevel;
  readonly expiresAt: string | Date | null;
  readonly reason: string | null;
  readonly createdAt: string | Date | null;
  readonly createdByPrincipal: string | null;
}

/** Finds the shares that a caller may know of. */
export interface ShareRows {
  list(actor: Actor, query: ListQuery): Promise<{ rows: ShareRow[]; total: number }>;
  /** null for a share that is not there, not in force, or not the caller's to know of. */
  one(actor: Actor, shareId: number): Promise<ShareRow | null>;
}

const ROW = '_custodian_share';

/** What the finder is made of. */
export interface ShareRowsInput {
  readonly strapi: Core.Strapi;
  readonly sessions: Sessions;
  readonly rule: AccessRule;
  readonly dialect: Dialect;
  readonly tableOf: (uid: string) => Identifier | null;
}

/**
 * Creates the finder. A caller knows of a share if it sees the record, and either may share it too, is
 * meant by the share, or made it. Shares that have expired are no shares. Expects system scope.
 */
export const createShareRows = (input: ShareRowsInput): ShareRows => {
  const { strapi, sessions, rule, dialect, tableOf } = input;
  const column = (name: string) => id(`${ROW}.${name}`);

  const recordWithin = (uid: string, { rows }: ViewRule): Predicate => {
    const table = tableOf(uid);
    if (!table) return false;
    let count = 0;
    const alias = '_custodian_record';
    const nextAlias = () => `_custodian_r${(count += 1)}`;
    const within = toCondition(rows({ alias, shape: 'key', nextAlias }));
    return sql`exists (select 1 from ${table} as ${id(alias)} where ${id(`${alias}.document_id`)} = ${column('document_id')} and ${within})`;
  };

  const known = (actor: Actor): Predicate => {
    const { policy } = sessions.of(actor);
    const inForce = unexpired(ROW, actor.now);
    const ofType = (uid: string) => sql`${column('content_type')} = ${uid}`;
    if (sessions.unrestricted(actor))
      return allOf([inForce, anyOf([...(policy?.types.keys() ?? [])].map(ofType))]);
    const mine = anyOf([
      dialect.inStrings(column('principal'), sessions.principals(actor)),
      dialect.inStrings(column('created_by_principal'), [actor.principal]),
    ]);
    const byType = [...rule.governedTypes(actor)].map((uid) => {
      const [read, share] = [
        recordWithin(uid, rule.compileView(uid, actor, 'read')),
        recordWithin(uid, rule.compileView(uid, actor, 'share')),
      ];
      return allOf([ofType(uid), read, anyOf([mine, share])]);
    });
    return allOf([inForce, anyOf(byType)]);
  };

  const idsKnownTo = (actor: Actor) => {
    const { text, bindings } = toCondition(known(actor));
    return strapi.db.connection
      .from({ [ROW]: dialect.table(TABLES.shares).name })
      .select(`${ROW}.id`)
      .whereRaw(text, bindings as never[]);
  };

  const query = () => strapi.db.query(SHARE_UID);

  return {
    async list(actor, { where, orderBy, start, limit }) {
      const within = { $and: [where, { id: { $in: idsKnownTo(actor) } }] };
      const rows = await query().findMany({ where: within, orderBy, offset: start, limit });
      return { rows: rows as ShareRow[], total: await query().count({ where: within }) };
    },
    async one(actor, shareId) {
      const where = { $and: [{ id: shareId }, { id: { $in: idsKnownTo(actor) } }] };
      return (await query().findOne({ where })) as ShareRow | null;
    },
  };
};
