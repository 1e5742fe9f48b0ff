import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { IdentifierKind } from '../../access/policy/privacy-types';
import type { RecordKey } from '../../access/rights/record-rights';
import type { Keyring } from '../proof/keyring';
import type { Suspension } from './deadlines';
import type { RequestKind } from './kinds';
import { REQUEST_UID } from './models';
import type { RejectionGround, RequestState, Stage } from './states';

export const CHANNELS = [
  'form',
  'account',
  'phone',
  'post',
  'email',
  'in-person',
  'opendsr',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Who a request is about, and what they said. Stored encrypted, forgotten after the limitation period. */
export interface Requester {
  /** Normalised. */
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[];
  readonly name: string | null;
  readonly message: string | null;
}

/** A request as the domain works with it; whom it is about has to be opened. */
export interface PrivacyRequest {
  readonly id: number;
  readonly reference: string;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly stateSince: Date;
  readonly failedStage: Stage | null;
  readonly channel: Channel;
  readonly locale: string;
  readonly sealed: string | null;
  readonly receivedAt: Date;
  readonly dueAt: Date;
  readonly extendedAt: Date | null;
  readonly suspensions: readonly Suspension[];
  readonly assigneePrincipal: string | null;
  readonly openedByPrincipal: string | null;
  readonly ambiguous: boolean;
  /** The records a clerk has named as the person's, where the index alone cannot tell; else null. */
  readonly roots: readonly RecordKey[] | null;
  readonly restricted: boolean;
  readonly planDigest: string | null;
  readonly approvedAt: Date | null;
  readonly ground: RejectionGround | null;
  readonly outcome: Readonly<Record<string, string>>;
  readonly nextDueAt: Date | null;
  readonly completedAt: Date | null;
  readonly closedAt: Date | null;
  readonly joinedTo: number | null;
  readonly cleanedAt: Date | null;
}

type Row = Record<string, unknown>;

const instant = (value: unknown): Date | null =>
  value === null || value === undefined ? null : new Date(value as string);

const toRequest = (row: Row): PrivacyRequest =>
  ({
    ...row,
    ...Object.fromEntries(
      [
        'stateSince',
        'receivedAt',
        'dueAt',
        'extendedAt',
        'approvedAt',
        'nextDueAt',
        'completedAt',
        'closedAt',
        'cleanedAt',
      ].map((name) => [name, instant(row[name])])
    ),
    suspensions: JSON.parse(String(row.suspensions)) as Suspension[],
    outcome: JSON.parse(String(row.outcome)) as Record<string, string>,
    roots: typeof row.roots === 'string' ? (JSON.parse(row.roots) as RecordKey[]) : null,
    // SQLite and MySQL keep booleans as numbers.
    ambiguous: Boolean(row.ambiguous),
    restricted: Boolean(row.restricted),
  }) as unknown as PrivacyRequest;

/** A request that is being opened. */
export type NewRequest = Pick<
  PrivacyRequest,
  'reference' | 'kind' | 'channel' | 'locale' | 'receivedAt' | 'dueAt' | 'openedByPrincipal'
>;

/** Requests in the database. */
export interface RequestTable {
  add(request: NewRequest, requester: Requester): Promise<PrivacyRequest>;
  /** @throws NotFoundError */
  byId(id: number): Promise<PrivacyRequest>;
  byReference(reference: string): Promise<PrivacyRequest | null>;
  find(query: {
    where: object;
    orderBy?: object;
    offset?: number;
    limit?: number;
  }): Promise<PrivacyRequest[]>;
  count(where: object): Promise<number>;
  /** Who it is about; null once that has been forgotten. */
  requesterOf(request: Pick<PrivacyRequest, 'id' | 'reference' | 'sealed'>): Requester | null;
  /** Encrypts something for one request: it opens for no other. */
  seal(reference: string, value: unknown): string;
  open(reference: string, sealed: string): unknown;
}

/** Creates the table's door. @param keyring encrypts who requests are about */
export const createRequestTable = (
  { strapi }: { strapi: Core.Strapi },
  keyring: Pick<Keyring, 'seal' | 'open'>
): RequestTable => {
  const table = () => strapi.db.query(REQUEST_UID);
  const contextOf = (reference: string) => `request ${reference}`;
  const sealFor = (reference: string, value: unknown) => keyring.seal(value, contextOf(reference));
  const openFor = (reference: string, sealed: string) => keyring.open(sealed, contextOf(reference));
  return {
    async add(request, requester) {
      const data = {
        ...request,
        state: 'received',
        stateSince: request.receivedAt,
        sealed: sealFor(request.reference, requester),
        suspensions: '[]',
        outcome: '{}',
        ambiguous: false,
        restricted: false,
      };
      return toRequest((await table().create({ data })) as Row);
    },
    async byId(id) {
      const row = (await table().findOne({ where: { id } })) as Row | null;
      if (!row) throw new errors.NotFoundError('Request not found', { code: 'NOT_FOUND' });
      return toRequest(row);
    },
    async byReference(reference) {
      const row = (await table().findOne({ where: { reference } })) as Row | null;
      return row && toRequest(row);
    },
    find: async (query) => ((await table().findMany(query)) as Row[]).map(toRequest),
    count: (where) => table().count({ where }),
    requesterOf: ({ reference, sealed }) =>
      sealed === null ? null : (openFor(reference, sealed) as Requester),
    seal: sealFor,
    open: openFor,
  };
};
