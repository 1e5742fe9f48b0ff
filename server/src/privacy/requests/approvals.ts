import { errors } from '@strapi/utils';
import type { IdentityIndex } from '../subjects/identity-index';
import { normalise } from '../subjects/normalise';
import { isDestructive } from './kinds';
import { REQUEST_APPROVAL_UID } from './models';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';
import { approvalsNeeded } from './states';
import { wrongState } from './transitions';

/** Who approves. */
export interface Approver {
  readonly principal: string;
  /** Address of the approver's own log-in. */
  readonly email: string | null;
}

/** An approval as the desk lists it. */
export interface ApprovalView {
  readonly principal: string;
  readonly at: string;
}

/** Approval by as many people as the kind needs. */
export interface Approvals {
  /**
   * Approves what is planned; with the last approval needed the request is approved.
   * @param digest the plan the approver has seen; that of the plan as it is now if absent
   * @throws ApplicationError `WRONG_STATE`, `STALE_PLAN`, `UNRESOLVED_ITEMS`, `AMBIGUOUS_SUBJECT`,
   * PolicyError `OWN_REQUEST`, `ALREADY_APPROVED`
   */
  approve(
    request: PrivacyRequest,
    approver: Approver,
    digest: string | undefined
  ): Promise<PrivacyRequest>;
  of(requestId: number): Promise<ApprovalView[]>;
  needed(request: PrivacyRequest): number;
  /** Takes all approvals back: what they were given for has changed. In the transaction that is open. */
  reset(requestId: number): Promise<void>;
}

interface ApprovalRow {
  principal: string;
  digest: string | null;
  at: string;
}

/** 403 that says why: Strapi leaves out what any other kind of it says. */
const refused = (message: string, code: string): Error => new errors.PolicyError(message, { code });

const conflict = (message: string, code: string, details: object = {}): Error =>
  new errors.ApplicationError(message, { code, path: [], ...details });

/** 400 for a plan that is not the one somebody has seen, or approved. */
export const stalePlan = (digest: string | null): Error =>
  conflict('The plan has changed', 'STALE_PLAN', { path: ['digest'], digest });

/** What stands against an approval. */
const createChecks = ({ table, workOf }: RequestParts, index: Pick<IdentityIndex, 'hashOf'>) => {
  /** Nobody decides on a request of their own, or one that they wrote down themselves. */
  const requireOther = (request: PrivacyRequest, { principal, email }: Approver): void => {
    const own = email === null ? null : normalise('email', email);
    const requester = table.requesterOf(request);
    const isAbout =
      own && requester?.identifiers.some((one) => index.hashOf(one) === index.hashOf(own));
    if (request.openedByPrincipal === principal || isAbout)
      throw refused('Nobody approves a request of their own', 'OWN_REQUEST');
  };

  const digestOf = async (request: PrivacyRequest, seen: string | undefined) => {
    const work = workOf(request.kind);
    const summary = (await work?.plan(request.id))?.summary;
    const digest = summary?.digest ?? null;
    if (work?.hasPlan && digest === null) throw conflict('There is no plan yet', 'NO_PLAN');
    if (seen !== undefined && seen !== digest) throw stalePlan(digest);
    if (summary && summary.unresolved > 0)
      throw conflict('Some findings are undecided', 'UNRESOLVED_ITEMS', {
        unresolved: summary.unresolved,
      });
    return digest;
  };

  return { requireOther, digestOf };
};

/** Creates the service; calls expect system scope. */
export const createApprovals = (
  parts: RequestParts,
  index: Pick<IdentityIndex, 'hashOf'>
): Approvals => {
  const { strapi, transitions, settings } = parts;
  const approvals = () => strapi.db.query(REQUEST_APPROVAL_UID);
  const rowsOf = (requestId: number) =>
    approvals().findMany({ where: { requestId }, orderBy: { id: 'asc' } }) as Promise<
      ApprovalRow[]
    >;
  const needed: Approvals['needed'] = ({ kind }) => approvalsNeeded(kind, settings().approvers);

  const { requireOther, digestOf } = createChecks(parts, index);

  return {
    needed,
    async approve(request, approver, seen) {
      if (request.state !== 'review') throw wrongState(request.state, 'approve');
      requireOther(request, approver);
      if (request.ambiguous && isDestructive(request.kind))
        throw conflict(
          'Several people have this identifier: name the records',
          'AMBIGUOUS_SUBJECT'
        );
      const digest = await digestOf(request, seen);
      const { principal } = approver;
      return strapi.db.transaction(async (): Promise<PrivacyRequest> => {
        // The request's row is taken first: two who approve at once are counted one after the other.
        const noted = await transitions.note(request, 'approve', { data: { planDigest: digest } });
        const rows = await rowsOf(request.id);
        const valid = rows.filter((row) => row.digest === digest);
        if (valid.some((row) => row.principal === principal))
          throw refused('Already approved by you: somebody else has to', 'ALREADY_APPROVED');
        await approvals().deleteMany({ where: { requestId: request.id, principal } });
        await approvals().create({
          data: { requestId: request.id, principal, digest, at: new Date() },
        });
        if (valid.length + 1 < needed(request)) return noted;
        const change = { data: { approvedAt: new Date() }, details: { digest } };
        return transitions.move(noted, 'approve', change);
      });
    },
    async of(requestId) {
      const rows = await rowsOf(requestId);
      return rows.map(({ principal, at }) => ({ principal, at: new Date(at).toISOString() }));
    },
    async reset(requestId) {
      await approvals().deleteMany({ where: { requestId } });
    },
  };
};
