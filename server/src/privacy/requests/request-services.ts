import { createPrincipals } from '../../access/principals';
import type { RecordRights } from '../../access/rights/record-rights';
import type { Sessions } from '../../access/rights/session';
import type { Audit } from '../../audit/audit';
import type { IdentityIndex } from '../subjects/identity-index';
import { createEnterRequest, type EnterRequest } from './clerk-entry';
import { createApprovals, type Approvals } from './approvals';
import { createDesk, type Desk } from './desk';
import { createCountDue, type CountDue } from './due';
import { createHandlers, type Handlers } from './handlers';
import { createIntake, type Intake } from './intake';
import { createLetters } from './letters';
import { createOpening, type Opening } from './opening';
import type { RequestParts } from './parts';
import type { RequestIdentities } from './identities';
import { createReach } from './reach';
import { createProcessing, type Processing } from './processing';
import type { PrivacyRequest, RequestTable } from './request-table';
import { createRestricting } from './restricting';
import { createRequestUpkeep, type RequestUpkeep } from './upkeep';
import type { MoveListener } from './transitions';
import { createVerification } from './verification';
import { createDetailView, isOverdue } from './views';
import { createWithdrawal, type Withdrawal } from './withdrawal';

/** Requests of data subjects, from the form to the end. */
export interface RequestServices {
  readonly table: RequestTable;
  readonly intake: Intake;
  /** For clerks. */
  readonly enter: EnterRequest;
  readonly desk: Desk;
  readonly approvals: Approvals;
  readonly processing: Processing;
  readonly withdrawal: Withdrawal;
  readonly upkeep: RequestUpkeep;
  readonly handlers: Handlers;
  readonly countDue: CountDue;
  readonly identities: RequestIdentities;
  /** A request as the desk shows it. */
  readonly detail: ReturnType<typeof createDetailView>;
  /** @throws Error for a country of which no holidays are known */
  checkCalendar(): void;
  /** Takes a request of somebody whose identity another party answers for. In the open transaction. */
  take(...request: Parameters<Opening['add']>): Promise<PrivacyRequest>;
  /** Calls a listener with every change of a request's state, in its transaction. */
  onMoved(listener: MoveListener): void;
  isOverdue(request: PrivacyRequest): boolean;
  /** Tells the person, then lifts what a request has restricted. */
  liftRestriction(request: PrivacyRequest, reason: string): Promise<PrivacyRequest>;
}

/** What else the services need. */
export interface RequestSurroundings {
  readonly audit: Audit;
  readonly sessions: Sessions;
  readonly rights: RecordRights;
  readonly identities: IdentityIndex;
  /** ISO 3166 country of phone numbers without a country code. */
  readonly country: () => string | undefined;
}

/** Creates the services, and defines their jobs. */
export const createRequestServices = (
  parts: RequestParts,
  around: RequestSurroundings
): RequestServices => {
  const { strapi, table, subjects, outbox, workOf } = parts;
  const letters = createLetters(parts);
  const restricting = createRestricting(parts, letters);
  const verification = createVerification(parts, letters, restricting);
  const withdrawal = createWithdrawal(parts, letters, restricting);
  const approvals = createApprovals(parts, around.identities);
  const processing = createProcessing(parts, verification, approvals, letters);
  const principals = createPrincipals({ strapi });
  const opening = createOpening(parts, letters);
  const { country } = around;
  // Whoever lifts a restriction by hand: the person is told first.
  parts.restrictions.onEnding((ending) => restricting.ending(ending));
  const reach = createReach({ strapi, ...around });
  return {
    table,
    approvals,
    processing,
    withdrawal,
    intake: createIntake({ ...parts, country }, opening, verification, withdrawal),
    enter: createEnterRequest(parts, opening, country),
    desk: createDesk(parts, letters, verification, principals),
    upkeep: createRequestUpkeep(parts, letters, processing, withdrawal),
    handlers: createHandlers(around.sessions, reach, around.audit, table, subjects),
    identities: parts.identities,
    detail: createDetailView({
      strapi,
      table,
      approvals,
      outbox,
      workOf,
      undoHours: () => parts.settings().undoHours,
    }),
    countDue: createCountDue(table),
    take: async (...given) => {
      const request = await opening.add(...given);
      return (await verification.settle(request, { method: given[2].channel })).request;
    },
    onMoved: (listener) => parts.transitions.onMoved(listener),
    isOverdue,
    checkCalendar: () => void parts.calendar(),
    liftRestriction: async (request, reason) =>
      strapi.db.transaction((): Promise<PrivacyRequest> => restricting.lift(request, reason)),
  };
};
