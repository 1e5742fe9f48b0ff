import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import { isPrincipal } from '../../platform/actor';
import { parse } from '../../platform/http/request';
import { MEMBERSHIP_UID } from '../models';
import type { PolicyStore } from '../policy/store';

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

const iso = (value: string | Date | null): string | null =>
  value === null ? null : new Date(value).toISOString();

const toView = (row: MembershipRow): MembershipView => ({
  id: row.id,
  principal: row.principal,
  group: row.groupCode,
  profile: row.profileCode,
  validFrom: iso(row.validFrom),
  validTo: iso(row.validTo),
});

const refuse = (message: string, code: string, path: string[]): never => {
  throw new errors.ValidationError(message, {
    code,
    path,
    errors: [{ path, message, name: 'ValidationError' }],
  });
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

const PRINCIPAL_TABLES: Record<string, string> = {
  user: 'plugin::users-permissions.user',
  admin: 'admin::user',
  token: 'admin::api-token',
};

/** Creates the service; all calls expect system scope. */
export const createMemberships = (
  { strapi }: { strapi: Core.Strapi },
  policies: PolicyStore
): Memberships => {
  const query = () => strapi.db.query(MEMBERSHIP_UID);

  const checkPrincipal = async (principal: string) => {
    const [kind = '', reference] = principal.split(':');
    const uid = PRINCIPAL_TABLES[kind];
    const known = uid && (await strapi.db.query(uid).count({ where: { id: Number(reference) } }));
    if (!known) refuse(`Unknown principal '${principal}'`, 'UNKNOWN_PRINCIPAL', ['principal']);
  };

  const check = async (row: Omit<MembershipRow, 'id'>) => {
    const document = (await policies.active())?.document;
    if (!document?.groups.some((group) => group.code === row.groupCode))
      refuse(`Unknown group '${row.groupCode}'`, 'UNKNOWN_GROUP', ['group']);
    if (!document?.profiles.some((profile) => profile.code === row.profileCode))
      refuse(`Unknown profile '${row.profileCode}'`, 'UNKNOWN_PROFILE', ['profile']);
    const { validFrom, validTo } = row;
    if (validFrom && validTo && new Date(validFrom) >= new Date(validTo))
      refuse('validTo must be later than validFrom', 'EMPTY_PERIOD', ['validTo']);
    await checkPrincipal(row.principal);
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
      return toView((await query().create({ data })) as MembershipRow);
    },
    async update(id, input) {
      const columns = toColumns(parse(updateSchema, input));
      await check({ ...(await existing(id)), ...columns });
      return toView((await query().update({ where: { id }, data: columns })) as MembershipRow);
    },
    async remove(id) {
      await existing(id);
      return toView((await query().delete({ where: { id } })) as MembershipRow);
    },
  };
};
