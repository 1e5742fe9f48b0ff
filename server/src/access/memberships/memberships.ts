import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import { isPrincipal } from '../../platform/actor';
import { parse } from '../../platform/http/request';
import type { Audit, AuditEventType } from '../../audit/audit';
import { MEMBERSHIP_UID } from '../models';
import { createPrincipals, invalid } from '../principals';
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

const refuse = (message: string, code: string, path: string[]): never => {
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
  /** @throws ValidationError (`UNKNOWN_GROUP`, `UNKNOWN_PROFILE`, `EMPTY_PERIOD`, `UNKNOWN_PRINCIPAL`) */
  create(input: unknown, by?: { by: string }): Promise<MembershipView>;
  /** @throws NotFoundError, and what {@link create} throws */
  update(id: number, input: unknown): Promise<MembershipView>;
  /** @throws NotFoundError */
  remove(id: number): Promise<MembershipView>;
}

/** Creates the service; all calls expect system scope. */
export const createMemberships = (
  { strapi }: { strapi: Core.Strapi },
  policies: PolicyStore,
  audit: Audit
): Memberships => {
  const query = () => strapi.db.query(MEMBERSHIP_UID);
  const principals = createPrincipals({ strapi });

  const check = async (row: Omit<MembershipRow, 'id'>) => {
    const document = (await policies.active())?.document;
    if (!document?.groups.some((group) => group.code === row.groupCode))
      refuse(`Unknown group '${row.groupCode}'`, 'UNKNOWN_GROUP', ['group']);
    if (!document?.profiles.some((profile) => profile.code === row.profileCode))
      refuse(`Unknown profile '${row.profileCode}'`, 'UNKNOWN_PROFILE', ['profile']);
    const { validFrom, validTo } = row;
    if (validFrom && validTo && new Date(validFrom) >= new Date(validTo))
      refuse('validTo must be later than validFrom', 'EMPTY_PERIOD', ['validTo']);
    await principals.require(row.principal, ['principal']);
  };

  const toColumns = ({ group, profile, ...rest }: Input) => ({
    ...rest,
    ...(group === undefined ? {} : { groupCode: group }),
    ...(profile === undefined ? {} : { profileCode: profile }),
  });

  const existing = async (id: number): Promise<MembershipRow> => {
    const row = (await query().findOne({ where: { id } })) as MembershipRow | null;
    if (!row) throw new errors.NotFoundError('Membership not found', { code: 'NOT_FOUND' });
    return row;
  };

  const recorded = (type: AuditEventType, write: () => Promise<unknown>): Promise<MembershipView> =>
    strapi.db.transaction(async () => {
      const { id, ...membership } = toView((await write()) as MembershipRow);
      await audit.record({ type, details: { membership: id, ...membership } });
      return { id, ...membership };
    }) as Promise<unknown> as Promise<MembershipView>;

  return {
    async find({ where, orderBy, start, limit }) {
      const [rows, total] = await Promise.all([
        query().findMany({ where, orderBy, offset: start, limit }) as Promise<MembershipRow[]>,
        query().count({ where }),
      ]);
      return { rows: rows.map(toView), total };
    },
    async create(input, by) {
      const columns = toColumns(parse(createSchema, input));
      const row = { validFrom: null, validTo: null, ...columns } as Omit<MembershipRow, 'id'>;
      await check(row);
      const data = { ...row, createdAt: new Date(), createdByPrincipal: by?.by ?? null };
      return recorded('membership.created', () => query().create({ data }));
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
