import type { RecordKey } from '../../access/rights/record-rights';
import { dueAt, type Suspension } from './deadlines';
import { restrictsAtOnce } from './kinds';
import type { Letters } from './letters';
import type { RequestParts } from './parts';
import type { PrivacyRequest } from './request-table';
import type { Restricting } from './restricting';
import { ACTIVE_STATES } from './states';
import type { RequestCase } from './work';

/** The moment from which on it is settled who asks. */
export interface Verification {
  /**
   * Settles it, in the transaction that is open: joins the request to an open one of the same person
   * and kind, or restricts what it demands to be restricted and starts the exchange of letters.
   * @param kinds the identifiers that were proven; all of them if absent
   * @returns the request, and the secret with which it can be followed from now on
   */
  settle(
    request: PrivacyRequest,
    how: { readonly method: string; readonly kinds?: readonly string[]; readonly note?: string }
  ): Promise<{ readonly request: PrivacyRequest; readonly token: string }>;
  /** What the work on a request needs to know. @throws Error once the request has forgotten it */
  readonly caseOf: (request: PrivacyRequest) => Promise<RequestCase>;
}

/** Job that restricts again once the identity index has caught up. */
export const RESTRICT_JOB = 'request.restrict';

/** Ends a suspension that is open. */
export const resumed = (suspensions: readonly Suspension[], now: Date): Suspension[] =>
  suspensions.map(({ from, to }) => ({ from, to: to ?? now.toISOString() }));

const createCaseReader = ({
  table,
  identities,
  subjects,
}: RequestParts): Verification['caseOf'] => {
  return async (request) => {
    const requester = table.requesterOf(request);
    if (!requester) throw new Error(`Request ${request.reference} has forgotten whom it is about`);
    const identifiers = await identities.provenOf(request, requester);
    const { records, ambiguous } = await subjects.lookup(identifiers);
    const { id, reference, kind, roots, locale } = request;
    return {
      id,
      reference,
      kind,
      locale,
      identifiers,
      name: requester.name,
      roots: roots ?? records,
      ambiguous: roots === null && ambiguous,
    };
  };
};

/** The request that is being worked on for the same person and kind, if there is one. */
const createOriginalFinder = ({ table, identities }: RequestParts) => {
  return async (request: PrivacyRequest): Promise<PrivacyRequest | null> => {
    // Controllers follow, and call back, what they sent and nothing else.
    if (request.channel === 'opendsr') return null;
    const like = await identities.requestsLike(request);
    if (like.length === 0) return null;
    const { kind } = request;
    const open = { state: { $in: [...ACTIVE_STATES] }, channel: { $ne: 'opendsr' } };
    const where = { id: { $in: like }, kind, ...open };
    const [original] = await table.find({ where, orderBy: { id: 'asc' }, limit: 1 });
    return original ?? null;
  };
};

/** Creates the service; calls expect system scope. */
export const createVerification = (
  parts: RequestParts,
  letters: Letters,
  restricting: Restricting
): Verification => {
  const { jobs, upkeep, table, identities, tokens, transitions, calendar } = parts;

  const caseOf = createCaseReader(parts);

  const findOriginal = createOriginalFinder(parts);

  const restrict = async (request: PrivacyRequest, roots: readonly RecordKey[]) => {
    const details = await restricting.restrict(request, roots);
    const data = { restricted: details.restricted > 0 };
    const restricted = await transitions.note(request, 'restrict', { data, details });
    if (details.restricted > 0) await letters.send(restricted, 'restricted');
    return restricted;
  };

  jobs.define(RESTRICT_JOB, async ({ job, step, progress }) => {
    if (!(await upkeep.isCurrent())) await upkeep.build({ step, progress });
    await step('restrict', async () => {
      const request = await table.byId(Number(job.payload.request));
      const { roots, ambiguous } = await caseOf(request);
      if (ACTIVE_STATES.includes(request.state) && !request.restricted && !ambiguous)
        await restrict(request, roots);
    });
  });

  const goOn = async (
    request: PrivacyRequest,
    how: Parameters<Verification['settle']>[1]
  ): Promise<PrivacyRequest> => {
    const now = new Date();
    const suspensions = resumed(request.suspensions, now);
    const extended = request.extendedAt !== null;
    const due = dueAt({ ...request, suspensions, extended }, calendar(), now);
    const { roots, ambiguous } = await caseOf(request);
    const verified = await transitions.move(request, 'verify', {
      data: { suspensions: JSON.stringify(suspensions), dueAt: due, ambiguous },
      details: { method: how.method, records: roots.length, ambiguous },
      ...(how.note === undefined ? {} : { note: how.note }),
    });
    if (!restrictsAtOnce(verified.kind)) return verified;
    if (!(await upkeep.isCurrent()))
      await jobs.enqueue({ kind: RESTRICT_JOB, payload: { request: verified.id } });
    // Whose records they are is for a clerk to say; meanwhile nobody else's may vanish.
    return ambiguous ? verified : restrict(verified, roots);
  };

  return {
    caseOf,
    async settle(request, how) {
      await identities.prove(request.id, how.kinds);
      await tokens.revoke(request.id, 'verify');
      const token = await tokens.issue(request.id, 'follow', null);
      const original = await findOriginal(request);
      if (original) {
        const change = { data: { joinedTo: original.id }, details: { to: original.reference } };
        return { request: await transitions.move(request, 'join', change), token };
      }
      const verified = await goOn(request, how);
      await letters.send(verified, 'verified', { token });
      return { request: verified, token };
    },
  };
};
