import type { RecordKey } from '../../access/rights/record-rights';
import type { Restriction, Restrictions } from '../../access/restrictions/restrictions';
import type { AuditEntry, AuditQuery } from '../../audit/query';
import type { Actor } from '../../platform/actor';
import type { ListQuery } from '../../platform/http/list-query';
import type { Annotations } from '../annotations/annotations';
import type { Discovery } from '../discovery/discovery';
import type { RelatedDocument } from '../discovery/expand';
import type { Disclosure, Disclosures } from '../erasure/notices';
import type { Handlers } from '../requests/handlers';
import type { RequestIdentities } from '../requests/identities';
import type { PrivacyRequest, RequestTable } from '../requests/request-table';
import type { IdentityIndex } from './identity-index';
import { isAmbiguous, keyOf, type Subjects } from './subjects';

/** A record that may be of the person. */
export interface SubjectRecord extends RecordKey {
  /** The person somebody has put it into; null if nobody has said. */
  readonly person: string | null;
}

/** A record that leads to the person: one's own, or one that is about others too. */
export interface LinkedRecord extends RecordKey {
  readonly role: RelatedDocument['role'];
  /** The relations that lead to the person. */
  readonly via: string;
}

/** All there is about a data subject, as far as somebody reaches. */
export interface SubjectCard {
  readonly records: readonly SubjectRecord[];
  /** Whether some of the records are not known to be one person. */
  readonly ambiguous: boolean;
  readonly linked: readonly LinkedRecord[];
  /** Whether there are more linked records than are listed. */
  readonly truncated: boolean;
  readonly requests: readonly PrivacyRequest[];
  readonly restrictions: readonly Restriction[];
  readonly disclosures: readonly Disclosure[];
}

/** What is known of data subjects, each answer cut to what the caller reaches. */
export interface SubjectCards {
  /** What of the records is within reach, and whether that is one person. */
  reachable(
    actor: Actor,
    records: readonly RecordKey[]
  ): Promise<Pick<SubjectCard, 'records' | 'ambiguous'>>;
  /** The card of a record's person. The record itself must be within reach. */
  of(actor: Actor, record: RecordKey): Promise<SubjectCard>;
  /** Who looked at the person's records, by the audit log. */
  reads(
    actor: Actor,
    record: RecordKey,
    query: ListQuery
  ): Promise<{ rows: AuditEntry[]; total: number }>;
}

/** What it is made of. */
export interface CardParts {
  readonly subjects: Subjects;
  readonly identities: IdentityIndex;
  readonly annotations: Annotations;
  readonly discovery: Discovery;
  readonly disclosures: Disclosures;
  readonly restrictions: Restrictions;
  readonly audit: Pick<AuditQuery, 'find'>;
  readonly requests: {
    readonly table: RequestTable;
    readonly handlers: Handlers;
    readonly identities: RequestIdentities;
  };
}

const MOST_LINKED = 500;

/** Entries of the log that say that somebody was shown a record. */
const READS: readonly string[] = [
  'record.read',
  'record.exported',
  'reveal.granted',
  'reveal.used',
  'subject.viewed',
];

/** Follows the relations that lead to the person; texts that name it are for the search of a request. */
const createLinkedReader =
  ({ annotations, discovery }: Pick<CardParts, 'annotations' | 'discovery'>) =>
  async (records: readonly RecordKey[]): Promise<LinkedRecord[]> => {
    const roots = records.map(({ contentType: uid, documentId }) => ({ uid, documentId }));
    const known = new Set(records.map(keyOf));
    const linked: LinkedRecord[] = [];
    const search = discovery.find({ identifiers: [], roots }, await annotations.current());
    for await (const found of search) {
      if (found.kind !== 'document' || linked.length > MOST_LINKED) break;
      const { uid: contentType, documentId, role, via } = found.document;
      if (!known.has(keyOf({ contentType, documentId })))
        linked.push({ contentType, documentId, role, via });
    }
    return linked;
  };

/** The requests of whoever has the records' identifiers, of those that the caller may deal with. */
const createRequestsOf = ({ identities, requests }: CardParts) => {
  const { table, handlers } = requests;
  return async (actor: Actor, records: readonly RecordKey[]): Promise<PrivacyRequest[]> => {
    const ids = await requests.identities.requestsCarrying(await identities.digestsOf(records));
    if (ids.length === 0) return [];
    const found = await table.find({ where: { id: { $in: ids } }, orderBy: { id: 'asc' } });
    const own: PrivacyRequest[] = [];
    for (const request of found) if (await handlers.mayHandle(actor, request)) own.push(request);
    return own;
  };
};

/** Creates the cards; calls expect system scope. */
export const createSubjectCards = (parts: CardParts): SubjectCards => {
  const { subjects, disclosures, restrictions, audit, requests } = parts;
  const { reach } = requests.handlers;
  const linkedTo = createLinkedReader(parts);
  const requestsOf = createRequestsOf(parts);

  const reachable: SubjectCards['reachable'] = async (actor, records) => {
    const reached = await reach.within(actor, records);
    const persons = await subjects.personsOf(reached);
    return {
      records: reached.map((record) => ({ ...record, person: persons.get(keyOf(record)) ?? null })),
      // Of what is within reach only: that there is somebody else elsewhere is not told.
      ambiguous: new Set(persons.values()).size > 1 || isAmbiguous(reached, persons),
    };
  };

  const around = async (actor: Actor, record: RecordKey) =>
    reachable(actor, (await subjects.around(record)).records);

  const linkedWithin = async (actor: Actor, records: readonly RecordKey[]) => {
    const linked = await linkedTo(records);
    return {
      linked: await reach.within(actor, linked.slice(0, MOST_LINKED)),
      truncated: linked.length > MOST_LINKED,
    };
  };

  return {
    reachable,
    async of(actor, record) {
      const person = await around(actor, record);
      const { linked, truncated } = await linkedWithin(actor, person.records);
      const restricted: Restriction[] = [];
      const disclosed: Disclosure[] = [];
      for (const one of [...person.records, ...linked]) {
        const { contentType: uid, documentId } = one;
        restricted.push(...(await restrictions.of(one)));
        disclosed.push(...(await disclosures.of({ uid, documentId })));
      }
      return {
        ...person,
        linked,
        truncated,
        requests: await requestsOf(actor, person.records),
        restrictions: restricted,
        disclosures: disclosed,
      };
    },
    async reads(actor, record, query) {
      const { records } = await around(actor, record);
      const { linked } = await linkedWithin(actor, records);
      const all = [...records, ...linked];
      const where = {
        ...query.where,
        type: { $in: READS },
        content_type: { $in: [...new Set(all.map(({ contentType }) => contentType))] },
        document_id: { $in: all.map(({ documentId }) => documentId) },
      };
      return audit.find({ ...query, where });
    },
  };
};
