import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { RecordKey } from '../../access/rights/record-rights';
import type { Audit } from '../../audit/audit';
import type { ScopeStore } from '../../platform/scope';
import type { IdentityIndex } from './identity-index';
import { SUBJECT_LINK_UID } from './models';
import type { Identifier } from './normalise';

/** The records by which somebody is known. */
export interface SubjectLookup {
  readonly records: readonly RecordKey[];
  /**
   * Several records of one type carry the identifier, and nobody has said whether they are one
   * person: a family's phone, a company's mailbox. Nothing may happen to any of them unasked.
   */
  readonly ambiguous: boolean;
}

/** Who is who. */
export interface Subjects {
  /** All records of whoever has these identifiers, with what was merged into one person. */
  lookup(identifiers: readonly Identifier[]): Promise<SubjectLookup>;
  /** The same, beginning with a record: whoever shares an identifier with it, or was merged with it. */
  around(record: RecordKey): Promise<SubjectLookup>;
  /** The names of the persons that somebody has put records into, by `contentType documentId`. */
  personsOf(records: readonly RecordKey[]): Promise<ReadonlyMap<string, string>>;
  /** Says that records belong to one person. @throws ValidationError for fewer than two */
  merge(records: readonly RecordKey[]): Promise<void>;
  /** Says that a record is a person of its own, whatever identifiers it shares. */
  split(record: RecordKey): Promise<void>;
}

interface Link extends RecordKey {
  readonly id: number;
  readonly subject: string;
}

/** A record in one word. */
export const keyOf = ({ contentType, documentId }: RecordKey): string =>
  `${contentType} ${documentId}`;

const plain = ({ contentType, documentId }: RecordKey): RecordKey => ({ contentType, documentId });

/** Whether two records of one type are not known to be one person. Pure. */
export const isAmbiguous = (
  records: readonly RecordKey[],
  subjectOf: ReadonlyMap<string, string>
): boolean => {
  const byType = new Map<string, Set<string>>();
  for (const record of records) {
    const persons = byType.get(record.contentType) ?? new Set();
    persons.add(subjectOf.get(keyOf(record)) ?? keyOf(record));
    byType.set(record.contentType, persons);
  }
  return [...byType.values()].some(({ size }) => size > 1);
};

/** Which person a record belongs to, as somebody has said. */
const createLinks = ({ strapi }: { strapi: Core.Strapi }, scopes: ScopeStore) => {
  const links = () => strapi.db.query(SUBJECT_LINK_UID);
  return {
    of: (records: readonly RecordKey[]): Promise<Link[]> =>
      records.length === 0
        ? Promise.resolve([])
        : (links().findMany({ where: { $or: records.map(plain) } }) as Promise<Link[]>),
    ofSubjects: (subjects: readonly string[]): Promise<Link[]> =>
      subjects.length === 0
        ? Promise.resolve([])
        : (links().findMany({ where: { subject: { $in: [...subjects] } } }) as Promise<Link[]>),
    async set(record: RecordKey, subject: string): Promise<void> {
      const decided = {
        subject,
        decidedAt: new Date(),
        decidedByPrincipal: scopes.cause()?.principal ?? 'system',
      };
      const { count } = await links().updateMany({ where: plain(record), data: decided });
      if (count === 0) await links().create({ data: { ...plain(record), ...decided } });
    },
    /** Puts whoever belongs to these subjects into another. */
    async move(from: readonly string[], subject: string): Promise<void> {
      if (from.length > 0)
        await links().updateMany({ where: { subject: { $in: [...from] } }, data: { subject } });
    },
  };
};

/** Creates the service; calls expect system scope. */
export const createSubjects = (
  { strapi }: { strapi: Core.Strapi },
  scopes: ScopeStore,
  index: IdentityIndex,
  audit: Audit
): Subjects => {
  const links = createLinks({ strapi }, scopes);
  const newSubject = () => randomBytes(12).toString('base64url');

  /** Adds to what was found what was merged with it. */
  const gather = async (found: readonly RecordKey[]): Promise<SubjectLookup> => {
    const known = await links.of(found);
    const subjects = [...new Set(known.map(({ subject }) => subject))];
    const merged = await links.ofSubjects(subjects);
    const records = new Map([...found, ...merged].map((one) => [keyOf(one), plain(one)]));
    const subjectOf = new Map([...known, ...merged].map((link) => [keyOf(link), link.subject]));
    return {
      records: [...records.values()],
      ambiguous: subjects.length > 1 || isAmbiguous([...records.values()], subjectOf),
    };
  };

  return {
    lookup: async (identifiers) => gather(await index.find(identifiers)),

    async around(record) {
      const own = await links.ofSubjects((await links.of([record])).map(({ subject }) => subject));
      const digests = await index.digestsOf([record, ...own]);
      return gather([record, ...own, ...(await index.carrying(digests))]);
    },

    personsOf: async (records) =>
      new Map((await links.of(records)).map((link) => [keyOf(link), link.subject])),

    async merge(records) {
      const distinct = [...new Map(records.map((one) => [keyOf(one), one])).values()];
      if (distinct.length < 2)
        throw new errors.ValidationError('At least two records are merged', {
          code: 'TOO_FEW_RECORDS',
          path: ['records'],
        });
      await strapi.db.transaction(async () => {
        const known = await links.of(distinct);
        const subject = known[0]?.subject ?? newSubject();
        const others = known.map((link) => link.subject).filter((one) => one !== subject);
        // Whoever was merged with one of them before comes along.
        await links.move(others, subject);
        for (const record of distinct) await links.set(record, subject);
        await audit.record({ type: 'subject.merged', details: { records: distinct.map(plain) } });
      });
    },

    async split(record) {
      await strapi.db.transaction(async () => {
        await links.set(record, newSubject());
        await audit.record({ type: 'subject.split', ...plain(record) });
      });
    },
  };
};
