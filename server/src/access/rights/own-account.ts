import type { RowContext } from '../../enforcement/access-rule';
import type { Actor, Right } from '../../platform/actor';
import { id, sql, type Predicate } from '../../platform/sql';
import { PRINCIPAL_KIND_BY_UID } from '../policy/types';

/**
 * Who logs in can see the account that it logs in with, whatever the policy says of accounts: without
 * it `/users/me` would deny its own caller. Null where the question is about anything else.
 */
export const ownAccount = (
  actor: Actor,
  uid: string,
  right: Right
): ((context: RowContext) => Predicate) | null => {
  if (right !== 'read' || actor.kind !== 'user' || PRINCIPAL_KIND_BY_UID[uid] !== 'user')
    return null;
  const account = Number(actor.principal.slice('user:'.length));
  return ({ alias }) => sql`${id(`${alias}.id`)} = ${account}`;
};
