import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { MEMBERSHIP_UID, SHARE_UID } from '../models';
import type { PolicyStore } from '../policy/store';
import type { CompiledPolicy, GovernedType } from '../policy/types';
import type { Placements } from '../placements/placements';
import type { AccessSql } from '../rights/access-sql';
import type { RecordKey } from '../rights/record-rights';
import type { RowQuery } from '../rights/row-query';
import { openUntil } from '../validity';
import { groupsHolding } from './explain-grants';
import type { Explain } from './explain';
import type { Reason } from './reasons';

/** Somebody who can read a record, and on which paths. */
export interface Reader {
  readonly principal: string;
  readonly grants: readonly Reason[];
}

/** A page of those who can read a record, besides unrestricted super admins and the public. */
export interface ReaderPage {
  readonly owner: string | null;
  /** Codes of the groups that the record is in. */
  readonly groups: readonly string[];
  readonly readers: readonly Reader[];
  /** How many there are to go through; a few of them may turn out to have no access. */
  readonly total: number;
}

/** Who can read a record. Expects system scope. @throws NotFoundError for none, or not governed */
export type FindReaders = (
  record: RecordKey,
  page: { start: number; limit: number }
) => Promise<ReaderPage>;

/** What the search is made of. */
export interface ReadersInput {
  readonly strapi: Core.Strapi;
  readonly policies: PolicyStore;
  readonly placements: Placements;
  readonly rows: RowQuery;
  readonly writerFor: (policy: CompiledPolicy) => AccessSql;
  readonly explain: Explain;
}

const MAX_PARENTS = 5;

interface Linked {
  readonly documentId: string;
}

/** The record and those it belongs to, whose shares reach it. */
const withParents = async (
  strapi: Core.Strapi,
  policy: CompiledPolicy,
  record: RecordKey,
  depth = MAX_PARENTS
): Promise<RecordKey[]> => {
  const { contentType, documentId } = record;
  const group = policy.types.get(contentType)?.group;
  if (group?.kind !== 'inherit' || depth === 0) return [record];
  const attributes = strapi.contentTypes[contentType as never] as {
    attributes: Record<string, { target?: string }>;
  };
  const found: RecordKey[] = [record];
  for (const attribute of group.attributes) {
    const target = attributes.attributes[attribute]?.target;
    const rows = (await strapi.db.query(contentType).findMany({
      where: { documentId },
      populate: { [attribute]: { select: ['documentId'] } },
    })) as Record<string, Linked | Linked[] | null>[];
    const parents = rows.flatMap((row) => row[attribute] ?? []);
    for (const parent of new Set(parents.map((linked) => linked.documentId)))
      if (target)
        found.push(
          ...(await withParents(
            strapi,
            policy,
            { contentType: target, documentId: parent },
            depth - 1
          ))
        );
  }
  return found;
};

/** Whom shares and sharing rules of these records name. */
const sharedWith = async (
  strapi: Core.Strapi,
  policy: CompiledPolicy,
  records: readonly RecordKey[]
): Promise<string[]> => {
  const principals = policy.sharingRules
    .filter((rule) => records.some(({ contentType }) => contentType === rule.contentType))
    .map(({ principal }) => principal);
  for (const { contentType, documentId } of records) {
    const where = { contentType, documentId, ...openUntil('expiresAt', new Date()) };
    const shares = (await strapi.db.query(SHARE_UID).findMany({ where })) as {
      principal: string;
    }[];
    principals.push(...shares.map(({ principal }) => principal));
  }
  return [...new Set(principals)];
};

const codesOf = (principals: readonly string[], kind: string): string[] =>
  principals.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));

/** The memberships that may reach the record: a condition on their table, wide rather than narrow. */
const candidates = (
  policy: CompiledPolicy,
  { contentType }: RecordKey,
  groups: readonly string[],
  named: readonly string[]
): object => {
  const profilesOf = (depth: string) =>
    [...policy.profiles.values()]
      .filter(({ depths }) => depths[contentType]?.read === depth)
      .map(({ code }) => code);
  const above = groups.flatMap((code) => [code, ...(policy.groups.get(code)?.ancestors ?? [])]);
  const now = new Date();
  return {
    $and: [
      { $or: [{ validFrom: { $null: true } }, { validFrom: { $lte: now } }] },
      openUntil('validTo', now),
      {
        $or: [
          { profileCode: { $in: profilesOf('all') } },
          { profileCode: { $in: profilesOf('subtree') }, groupCode: { $in: [...new Set(above)] } },
          { profileCode: { $in: profilesOf('group') }, groupCode: { $in: [...groups] } },
          { principal: { $in: [...named] } },
          { groupCode: { $in: codesOf(named, 'group') } },
          { profileCode: { $in: codesOf(named, 'profile') } },
        ],
      },
    ],
  };
};

/** The owner of a record, however its type keeps it. */
const ownerOf = async (
  { strapi, placements }: ReadersInput,
  { owner }: GovernedType,
  record: RecordKey
): Promise<string | null> => {
  if (owner.kind === 'creator') return (await placements.get(record)).owner;
  const { contentType, documentId } = record;
  const row = (await strapi.db.query(contentType).findOne({
    where: { documentId },
    ...(owner.kind === 'relation' && { populate: { [owner.attribute]: { select: ['id'] } } }),
  })) as Record<string, unknown> | null;
  const value = row?.[owner.attribute];
  if (owner.kind === 'attribute') return typeof value === 'string' ? value : null;
  const linked = value as { id: number } | null | undefined;
  return linked ? `${owner.principalKind}:${linked.id}` : null;
};

/**
 * Creates the search. Memberships are chosen by groups, owner and shares; what each of them really
 * may do is then asked of explain, so that this list and the views cannot disagree.
 */
export const createFindReaders = (input: ReadersInput): FindReaders => {
  const { strapi, policies, rows, writerFor, explain } = input;
  return async (record, { start, limit }) => {
    const { contentType, documentId } = record;
    const policy = await policies.inForce();
    const type = policy?.types.get(contentType);
    if (!policy || !type || (await rows.countOf(contentType, documentId, () => true)) === 0)
      throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
    const writer = writerFor(policy);
    const groups = await groupsHolding(rows, { ...record, writer }, [...policy.groups.keys()]);
    const owner = await ownerOf(input, type, record);
    const shared = await sharedWith(strapi, policy, await withParents(strapi, policy, record));
    const where = candidates(policy, record, groups, [...shared, ...(owner ? [owner] : [])]);
    const found = (await strapi.db
      .query(MEMBERSHIP_UID)
      .findMany({ select: ['principal'], where, orderBy: { id: 'asc' } })) as {
      principal: string;
    }[];
    const principals = [...new Set(found.map(({ principal }) => principal))];
    const readers: Reader[] = [];
    for (const principal of principals.slice(start, start + limit)) {
      const { allowed, grants } = await explain({ ...record, principal, action: 'read' });
      if (allowed) readers.push({ principal, grants });
    }
    return { owner, groups, readers, total: principals.length };
  };
};
