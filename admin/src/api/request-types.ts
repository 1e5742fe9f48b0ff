import type { RequestKind } from '../../../server/src/privacy/requests/kinds';
import type {
  RejectionGround,
  RequestState,
  Stage,
} from '../../../server/src/privacy/requests/states';
import type { RecordKey } from './types';

/** Answers of the desk, and what it is told, as far as the panel needs them. Instants are ISO 8601. */

/** How a request came in. */
export const CLERK_CHANNELS = ['phone', 'post', 'email', 'in-person'] as const;
export type Channel = (typeof CLERK_CHANNELS)[number] | 'form' | 'account';

/** A request in the inbox; whom it is about is masked. */
export interface RequestRow {
  id: number;
  reference: string;
  kind: RequestKind;
  state: RequestState;
  channel: Channel;
  subject: string | null;
  assignee: string | null;
  receivedAt: string;
  dueAt: string;
  closedAt: string | null;
  completedAt: string | null;
  overdue: boolean;
  extended: boolean;
  suspended: boolean;
  restricted: boolean;
  ambiguous: boolean;
  failedStage: Stage | null;
}

export interface RequestEvent {
  at: string;
  actor: string;
  action: string;
  from: RequestState | null;
  to: RequestState | null;
  note: string | null;
}

/** Somebody else's value in a package. */
export interface ThirdParty {
  id: number;
  label: string;
  kind: string;
  occurrences: number;
  lifted: boolean;
  value: string;
}

export interface PlanSummary {
  /** null for kinds that have no plan to approve. */
  digest: string | null;
  unresolved: number;
  figures: Record<string, number>;
  /** Values of others where a package is made; lines of the dry run otherwise. */
  items: unknown[];
}

/** All that the desk is shown of a request. */
export interface RequestDetail extends RequestRow {
  locale: string;
  requester: {
    identifiers: { kind: string; value: string }[];
    name: string | null;
    message: string | null;
  } | null;
  openedBy: string | null;
  ground: RejectionGround | null;
  outcome: Record<string, string>;
  nextDueAt: string | null;
  /** From when on what was approved may be carried out; null if nothing is waited for. */
  notBefore: string | null;
  approvals: { needed: number; given: { principal: string; at: string }[] };
  plan: PlanSummary | null;
  events: RequestEvent[];
  mails: {
    template: string;
    state: 'queued' | 'sent' | 'failed';
    createdAt: string;
    sentAt: string | null;
  }[];
}

export type Confidence = 'identifier' | 'relation' | 'name';
export type Strategy = 'delete' | 'redact' | 'pseudonymise' | 'anonymise' | 'keep' | 'decide';

/** One line of the dry run. */
export interface PlanLine {
  item: {
    id: number;
    seq: number;
    kind: 'document' | 'row' | 'cell' | 'file';
    uid: string | null;
    table: string;
    column: string | null;
    attribute: string | null;
    documentUid: string | null;
    documentId: string | null;
    locale: string | null;
    published: boolean;
    confidence: Confidence;
    via: string;
    strategy: Strategy;
    basis: string | null;
    until: string | null;
    selected: boolean;
    decidedBy: string | null;
    doneAt: string | null;
  };
  changes: boolean;
  before: string | null;
  after: string | null;
}

export interface PlaceFindings {
  place: string;
  documents: number;
  items: number;
  changes: number;
  undecided: number;
  confidence: Partial<Record<Confidence, number>>;
}

export interface Findings {
  places: PlaceFindings[];
  changes: number;
  done: number;
}

export interface Decision {
  item: number;
  selected?: boolean;
  strategy?: 'delete' | 'redact' | 'pseudonymise' | 'keep';
  basis?: string;
  until?: string | null;
}

export interface Certificate {
  id: string;
  reference: string;
  jws: string;
  createdAt: string;
}

export interface StoredPackage {
  state: 'building' | 'built' | 'ready' | 'purged';
  entries: number;
  downloads: number;
  maxDownloads: number;
  expiresAt: string | null;
}

/** A request that a clerk writes down. */
export interface NewRequest {
  kind: RequestKind;
  channel: Channel;
  receivedAt?: string;
  email?: string;
  phone?: string;
  customerNumber?: string;
  name?: string;
  message?: string;
  locale: string;
  sendLink: boolean;
}

/** What the desk does with a request, by the last part of its path, and what it says. */
export interface RequestActions {
  assign: { assignee?: string | null };
  'verify-identity': { method: string; note: string };
  extend: { reason: string };
  suspend: { reason: string };
  discover: { records?: RecordKey[] };
  approve: { digest?: string };
  reject: { ground: RejectionGround; reason: string };
  execute: Record<string, never>;
  retry: Record<string, never>;
  withdraw: { reason: string };
  'lift-restriction': { reason: string };
}
