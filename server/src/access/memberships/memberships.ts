import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import { isPrincipal } from '../../platform/actor';
import { parse } from '../../platform/http/request';
import type { Audit, AuditEventType } from '../../audit/audit';
import { MEMBERSHIP_UID } from '../models';
import { createPrincipals, invalid } from '../principals';
import { validMemberships } from './valid-memberships';
import type { PolicyStore } from '../policy/store';
import { iso } from '../validity';

/** A membership as the API shows it. Instants are ISO 8601; null is unbounded. */
export interface MembershipView {
  readonly id: number;
  readonly principal: string;
  readonly group: string;
  readonly profile: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

interface MembershipRow {
  id: number;
  principal: string;
  groupCode: string;
  profileCode: string;
  validFrom: string | Date | null;
  validTo: string | Date | null;
}

type NewRow = Omit<MembershipRow, 'id'>;

const instant = z
  .union([z.iso.datetime({ offset: true }), z.date()])
  .nullable()
  .transform((value) => (value === null ? null : new Date(value)));

const fields = {
  principal: z
    .string()
    .refine(
      (text) => isPrincipal(text) && text !== 'public',
      'must be user:<id>, admin:<id> or token:<id>'
    ),
  group: z.string().min(1),
  profile: z.string().min(1),
  validFrom: instant.optional(),
  validTo: instant.optional(),
};

const createSchema = z.strictObject(fields);
/** One transaction holds them all. */
const BULK_LIMIT = 500;
const bulkSchema = z.array(createSchema).min(1).max(BULK_LIMIT);
const updateSchema = createSchema.partial();
type Input = z.infer<typeof updateSchema>;

const toView = (row: MembershipRow): MembershipView => ({
  id: row.id,
  principal: row.principal,
  group: row.groupCode,
  profile: row.profileCode,
  validFrom: iso(row.validFrom),
  validTo: iso(row.validTo),
});

const refuse = (message: string, code: string, path: readonly (string | number)[]): never => {
  throw invalid(message, code, path);
};

/** A page of memberships, in the terms of `db.query`. */
export interface MembershipQuery {
  readonly where: Record<string, unknown>;
  readonly orderBy: Record<string, 'asc' | 'desc'>[];
  readonly start: number;
  readonly limit: number;
}

/** Who is in which group with which profile. Changes hold from the next request on. */
export interface Memberships {
  find(query: MembershipQuery): Promise<{ rows: MembershipView[]; total: number }>;
  /** How many are valid now, by group. */
  counts(): Promise<Record<string, number>>;
  /**
   * Adds one membership, or several all-or-nothing.
   * @throws ValidationError (`UNKNOWN_GROUP`, `UNKNOWN_PROFILE`, `EMPTY_PERIOD`, `UNKNOWN_PRINCIPAL`)
   */
  create(input: unknown, by?: { by: string }): Promise<MembershipView | MembershipView[]>;
  /** @throws NotFoundError, and what {@link create} throws */
  update(id: number, input: unknown): Promise<MembershipView>;
  /** @throws NotFoundError */
  remove(id: number): Promise<MembershipView>;
}

/** Refuses what a membership may not be. */
const createCheck = ({ strapi }: { strapi: Core.Strapi }, policies: PolicyStore) => {
  const principals = createPrincipals({ strapi });
  return async (row: NewRow, path: readonly (string | number)[] = []): Promise<void> => {
    const document = (await policies.active())?.document;
    if (!document?.groups.some((group) => group.code === row.groupCode))
      refuse(`Unknown group '${row.groupCode}'`, 'UNKNOWN_GROUP', [...path, 'group']);
    if (!document?.profiles.some((profile) => profile.code === row.profileCode))
      refuse(`Unknown profile '${row.profileCode}'`, 'UNKNOWN_PROFILE', [...path, 'profile']);
    const { validFrom, validTo } = row;
    if (validFrom && validTo && new Date(validFrom) >= new Date(validTo))
      refuse('validTo must be later than validFrom', 'EMPTY_PERIOD', [...path, 'validTo']);
    await principals.require(row.principal, [...path, 'principal']);
  };
};

const toColumns = ({ group, profile, ...rest }: Input) => ({
  ...rest,
  ...(group === undefined ? {} : { groupCode: group }),
  ...(profile === undefined ? {} : { profileCode: profile }),
});

/** Writes a membership, and what has become of it, in one transaction. */
const createRecorder =
  ({ strapi }: { strapi: Core.Strapi }, audit: Audit) =>
  (type: AuditEventType, write: () => Promise<unknown>): Promise<MembershipView> =>
    strapi.db.transaction(async () => {
      const { id, ...membership } = toView((await write()) as MembershipRow);
      await audit.record({ type, details: { membership: id, ...membership } });
      return { id, ...membership };
    }) as Promise<unknown> as Promise<MembershipView>;

/** Creates the service; all calls expect system scope. */
export const createMemberships = (
  { strapi }: { strapi: Core.Strapi },
  policies: PolicyStore,
  audit: Audit
): Memberships => {
  const query = () => strapi.db.query(MEMBERSHIP_UID);
  const check = createCheck({ strapi }, policies);

  const existing = async (id: number): Promise<MembershipRow> => {
    const row = (await query().findOne({ where: { id } })) as MembershipRow | null;
    if (!row) throw new errors.NotFoundError('Membership not found', { code: 'NOT_FOUND' });
    return row;
  };

  const recorded = createRecorder({ strapi }, audit);

  const newRow = async (input: z.infer<typeof createSchema>, path: readonly number[]) => {
    const row = { validFrom: null, validTo: null, ...toColumns(input) } as NewRow;
    await check(row, path);
    return row;
  };

  const add = (row: NewRow, by?: { by: string }): Promise<MembershipView> => {
    const data = { ...row, createdAt: new Date(), createdByPrincipal: by?.by ?? null };
    return recorded('membership.created', () => query().create({ data }));
  };

  return {
    async find({ where, orderBy, start, limit }) {
      const [rows, total] = await Promise.all([
        query().findMany({ where, orderBy, offset: start, limit }) as Promise<MembershipRow[]>,
        query().count({ where }),
      ]);
      return { rows: rows.map(toView), total };
    },
    async counts() {
      const counts: Record<string, number> = {};
      for (const { group } of await validMemberships({ strapi }, new Date()))
        counts[group] = (counts[group] ?? 0) + 1;
      return counts;
    },
    async create(input, by) {
      if (!Array.isArray(input)) return add(await newRow(parse(createSchema, input), []), by);
      const list = parse(bulkSchema, input);
      return strapi.db.transaction(async () => {
        const rows: NewRow[] = [];
        for (const [at, item] of list.entries()) rows.push(await newRow(item, [at]));
        const added: MembershipView[] = [];
        for (const row of rows) added.push(await add(row, by));
        return added;
      });
    },
    async update(id, input) {
      const columns = toColumns(parse(updateSchema, input));
      await check({ ...(await existing(id)), ...columns });
      return recorded('membership.updated', () => query().update({ where: { id }, data: columns }));
    },
    async remove(id) {
      await existing(id);
      return recorded('membership.ended', () => query().delete({ where: { id } }));
    },
  };
};
