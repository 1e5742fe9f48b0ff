import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import { parse } from '../../platform/http/request';
import { RESTRICTION_UID } from '../models';
import { isGovernable } from '../policy/schema-model';
import { invalid } from '../principals';
import type { RecordKey } from '../rights/record-rights';
import type { RowQuery } from '../rights/row-query';
import { iso, openUntil } from '../validity';
import { RESTRICTION_KINDS, type RestrictionKind } from './restriction-sql';

/** A restriction as the API shows it. Instants are ISO 8601; null is until lifted. */
export interface Restriction {
  readonly contentType: string;
  readonly documentId: string;
  readonly kind: RestrictionKind;
  readonly reason: string;
  readonly expiresAt: string | null;
  readonly createdAt: string;
  readonly createdBy: string | null;
}

interface RestrictionRow {
  id: number;
  contentType: string;
  documentId: string;
  kind: RestrictionKind;
  reason: string;
  expiresAt: string | Date | null;
  createdAt: string | Date;
  createdByPrincipal: string | null;
}

const REASON_LENGTH = 1_000;

const restrictionInput = z.strictObject({
  kind: z.enum(RESTRICTION_KINDS).default('art-18'),
  reason: z.string().regex(/\S/).max(REASON_LENGTH),
  expiresAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .optional()
    .transform((value) => (value ? new Date(value) : null)),
});

const toRestriction = ({ createdByPrincipal, ...row }: RestrictionRow): Restriction => ({
  contentType: row.contentType,
  documentId: row.documentId,
  kind: row.kind,
  reason: row.reason,
  expiresAt: iso(row.expiresAt),
  createdAt: new Date(row.createdAt).toISOString(),
  createdBy: createdByPrincipal,
});

/** A restriction that somebody ends. */
export interface EndingRestriction {
  readonly restriction: Restriction;
  /** What whoever ends it says; null if nothing. */
  readonly reason: string | null;
  /** When it ends; null: at once. */
  readonly at: Date | null;
}

/** Marks of Art. 18 GDPR and legal hold. They hold from the next request on, on every node. */
export interface Restrictions {
  /** What is in force for a record: at most one of each kind. @throws NotFoundError */
  of(record: RecordKey): Promise<Restriction[]>;
  /** What is in force for any of several records of a type; of one that is not there, nothing. */
  among(contentType: string, documentIds: readonly string[]): Promise<Restriction[]>;
  /** The same, without asking whether the record is there. */
  inForce(record: RecordKey): Promise<Restriction[]>;
  /**
   * Sets or replaces the restriction of its kind.
   * @throws NotFoundError for a record that is not there; ValidationError `NOT_GOVERNED`, `EXPIRED`
   */
  set(record: RecordKey, input: unknown): Promise<Restriction>;
  /** Lifts one kind, or all. @throws NotFoundError if there is none in force */
  lift(record: RecordKey, kind?: RestrictionKind, reason?: string): Promise<Restriction[]>;
  /** Calls a listener before a restriction is lifted, or given an (earlier) end, in that transaction. */
  onEnding(listener: (ending: EndingRestriction) => Promise<void>): void;
}

/** What the service is made of. */
export interface RestrictionsInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly rows: RowQuery;
  readonly audit: Audit;
  /** Whether the policy in force governs the type: on others a restriction would have no effect. */
  readonly governs: (uid: string) => Promise<boolean>;
}

const notFound = (what: string) => new errors.NotFoundError(what, { code: 'NOT_FOUND' });

const findInForce = async (
  strapi: Core.Strapi,
  contentType: string,
  documentIds: readonly string[]
): Promise<RestrictionRow[]> =>
  (await strapi.db.query(RESTRICTION_UID).findMany({
    where: {
      contentType,
      documentId: { $in: documentIds },
      ...openUntil('expiresAt', new Date()),
    },
    orderBy: [{ documentId: 'asc' }, { kind: 'asc' }],
  })) as RestrictionRow[];

type Listener = Parameters<Restrictions['onEnding']>[0];

/** Who is told before a restriction ends. */
const createEndings = ({ strapi }: { strapi: Core.Strapi }) => {
  const listeners: Listener[] = [];
  const announce: Listener = async (ending) => {
    for (const listener of listeners) await listener(ending);
  };
  return {
    announce,
    listen: (listener: Listener) => void listeners.push(listener),
    /** One that is replaced by another that ends sooner is about to end. */
    async replaced(key: RecordKey, terms: z.infer<typeof restrictionInput>): Promise<void> {
      const { kind, reason, expiresAt: at } = terms;
      const known = (await findInForce(strapi, key.contentType, [key.documentId])).find(
        (row) => row.kind === kind
      );
      if (!known || at === null) return;
      if (known.expiresAt === null || at < new Date(known.expiresAt))
        await announce({ restriction: toRestriction(known), reason, at });
    },
  };
};

const createRequireRecord =
  ({ strapi, rows }: RestrictionsInput) =>
  async ({ contentType, documentId }: RecordKey): Promise<void> => {
    const known = isGovernable(contentType) && strapi.db.metadata.has(contentType);
    if (!known || (await rows.countOf(contentType, documentId, () => true)) === 0)
      throw notFound('Record not found');
  };

const createRecord =
  ({ audit }: RestrictionsInput) =>
  async (
    type: 'restriction.set' | 'restriction.lifted',
    restriction: Restriction
  ): Promise<Restriction> => {
    const { contentType, documentId, kind, reason, expiresAt } = restriction;
    await audit.record({ type, contentType, documentId, details: { kind, reason, expiresAt } });
    return restriction;
  };

/** Creates the service; all calls expect system scope. */
export const createRestrictions = (input: RestrictionsInput): Restrictions => {
  const { strapi, scopes, governs } = input;
  const query = () => strapi.db.query(RESTRICTION_UID);

  const requireRecord = createRequireRecord(input);
  const record = createRecord(input);
  const inForce = ({ contentType, documentId }: RecordKey) =>
    findInForce(strapi, contentType, [documentId]);
  const endings = createEndings({ strapi });

  return {
    async of(key) {
      await requireRecord(key);
      return (await inForce(key)).map(toRestriction);
    },
    async among(contentType, documentIds) {
      if (documentIds.length === 0) return [];
      return (await findInForce(strapi, contentType, documentIds)).map(toRestriction);
    },
    inForce: async (key) => (await inForce(key)).map(toRestriction),
    async set(key, body) {
      const terms = parse(restrictionInput, body);
      await requireRecord(key);
      if (!(await governs(key.contentType)))
        throw invalid(`${key.contentType} is not governed`, 'NOT_GOVERNED', ['contentType']);
      if (terms.expiresAt && terms.expiresAt <= new Date())
        throw invalid('expiresAt is in the past', 'EXPIRED', ['expiresAt']);
      const { contentType, documentId } = key;
      return strapi.db.transaction(async () => {
        await endings.replaced(key, terms);
        await query().deleteMany({ where: { contentType, documentId, kind: terms.kind } });
        const createdByPrincipal = scopes.cause()?.principal ?? 'system';
        const row: unknown = await query().create({
          data: { contentType, documentId, ...terms, createdAt: new Date(), createdByPrincipal },
        });
        return record('restriction.set', toRestriction(row as RestrictionRow));
      });
    },
    onEnding: (listener) => endings.listen(listener),
    async lift(key, kind, reason) {
      await requireRecord(key);
      return strapi.db.transaction(async () => {
        const found = (await inForce(key)).filter((row) => kind === undefined || row.kind === kind);
        if (found.length === 0) throw notFound('Restriction not found');
        // Recorded first: the notice outlives whatever happens to the mark.
        const lifted: Restriction[] = [];
        for (const row of found) {
          const restriction = toRestriction(row);
          await endings.announce({ restriction, reason: reason ?? null, at: null });
          lifted.push(await record('restriction.lifted', restriction));
        }
        await query().deleteMany({ where: { id: { $in: found.map(({ id }) => id) } } });
        return lifted;
      });
    },
  };
};
