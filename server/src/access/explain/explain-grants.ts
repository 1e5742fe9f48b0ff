import type { Actor, Right } from '../../platform/actor';
import type { AccessSql } from '../rights/access-sql';
import type { Grant } from '../rights/rights';
import type { RowQuery } from '../rights/row-query';
import { grantReason, outOfReach, type Reason } from './reasons';

/** One grant, asked about one record. */
export interface GrantQuestion {
  readonly actor: Actor;
  readonly contentType: string;
  readonly documentId: string;
  readonly action: Right;
  readonly writer: AccessSql;
}

/** What one grant contributes. */
export interface GrantAnswer {
  readonly grants: readonly Reason[];
  readonly blocks: readonly Reason[];
}

/** The given groups that the record is in, found by halving: few queries for many groups. */
export const groupsHolding = async (
  rows: RowQuery,
  question: Pick<GrantQuestion, 'contentType' | 'documentId' | 'writer'>,
  codes: readonly string[]
): Promise<string[]> => {
  const { contentType, documentId, writer } = question;
  if (codes.length === 0) return [];
  const inside = await rows.countOf(contentType, documentId, (context) =>
    writer.placedIn(contentType, codes, context)
  );
  if (inside === 0) return [];
  if (codes.length === 1) return [...codes];
  const half = Math.ceil(codes.length / 2);
  return [
    ...(await groupsHolding(rows, question, codes.slice(0, half))),
    ...(await groupsHolding(rows, question, codes.slice(half))),
  ];
};

const owns = async (rows: RowQuery, question: GrantQuestion): Promise<boolean> => {
  const { contentType, documentId, writer, actor } = question;
  const owned = await rows.countOf(contentType, documentId, (context) =>
    writer.ownedBy(contentType, [actor.principal], context)
  );
  return owned > 0;
};

/** Asks the database, with the SQL of the views, on which paths a grant reaches a record. */
export const explainGrant = async (
  rows: RowQuery,
  question: GrantQuestion,
  grant: Grant
): Promise<GrantAnswer> => {
  if (grant.depth === 'all') return { grants: [grantReason('all', grant)], blocks: [] };
  // Whoever creates a record owns it: only depth `own` lets ownership allow the creation.
  const byOwner = question.action !== 'create' || grant.depth === 'own';
  const owned = byOwner && (await owns(rows, question));
  const groups = await groupsHolding(rows, question, grant.groups);
  const grants = [
    ...(owned ? [grantReason('owner', grant)] : []),
    ...groups.map((group) => grantReason('group', grant, group)),
  ];
  return { grants, blocks: grants.length === 0 ? [outOfReach(grant)] : [] };
};
