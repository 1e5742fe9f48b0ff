import type { Core } from '@strapi/strapi';
import { errors, z } from '@strapi/utils';
import { taskRequired } from '../../access/http/caller';
import { invalid } from '../../access/principals';
import type { RecordKey } from '../../access/rights/record-rights';
import type { Sessions } from '../../access/rights/session';
import type { Audit } from '../../audit/audit';
import type { FieldView } from '../../enforcement/access-rule';
import type { Actor } from '../../platform/actor';
import type { ListQuery } from '../../platform/http/list-query';
import { parse } from '../../platform/http/request';
import type { RevealConfig, When } from '../config';
import type { Attempts } from './attempts';
import type { RequestedFields } from './requested-fields';
import { APPROVE_TASK, PENDING_HOURS, REVEAL_TASK, toReveal, type Reveal } from './reveal';
import { eventOf, type RevealRows, type StoredReveal } from './reveal-rows';
import type { StepUp } from './step-up';

const MINUTE = 60_000;
const REASON_LENGTH = 1_000;
/** Longer passwords than these no hash of Strapi's tells apart. */
const PASSWORD_LENGTH = 1_000;

const input = z.strictObject({
  contentType: z.string().min(1),
  documentId: z.string().min(1),
  fields: z.array(z.string().min(1).max(191)).min(1).max(50),
  purpose: z.string().regex(/\S/, 'must say something').max(191),
  reason: z.string().max(REASON_LENGTH).nullable().default(null),
  minutes: z.number().int().min(1).optional(),
  password: z.string().min(1).max(PASSWORD_LENGTH).optional(),
});
type Input = z.infer<typeof input>;

/** What can be revealed, for what, and for how long. Without purposes any text will do. */
export interface RevealOffer {
  readonly fields: readonly string[];
  readonly purposes: readonly string[];
  readonly minutes: number;
}

/** Purpose-bound, time-limited, recorded unmasking of one record for one principal. */
export interface Reveals {
  /**
   * What the caller could reveal of a record: its masked fields, and on what terms.
   * @throws NotFoundError for a record that the caller does not see
   */
  offer(actor: Actor, record: RecordKey): Promise<RevealOffer>;
  /** The caller's own, of all times. */
  find(actor: Actor, query: ListQuery): Promise<{ rows: Reveal[]; total: number }>;
  /** Those of others that wait for approval and that the caller may approve; none without the task. */
  pending(actor: Actor): Promise<Reveal[]>;
  /**
   * Reveals fields of a record to the caller, from the next statement on, or asks for approval.
   * @throws PolicyError `TASK_REQUIRED`, `STEP_UP_REQUIRED`, `STEP_UP_FAILED`, `STEP_UP_UNAVAILABLE`;
   * RateLimitError `RATE_LIMITED`; ValidationError `UNKNOWN_PURPOSE`, `TOO_LONG`, `NOT_GOVERNED`,
   * `NOT_MASKED`; NotFoundError for a record or field that the caller does not see
   */
  create(actor: Actor, input: unknown): Promise<Reveal>;
  /**
   * Approves the reveal of somebody else.
   * @throws NotFoundError for one that does not wait, whose record the caller does not see, and for
   * callers without the task; PolicyError `OWN_REVEAL`, `NOT_CLEAR` (the caller sees the fields
   * masked, too)
   */
  approve(actor: Actor, id: number): Promise<Reveal>;
  /** Ends one's own reveal, or, for those who may approve it, the reveal of somebody else. */
  end(actor: Actor, id: number): Promise<Reveal>;
}

/** What the service is made of. */
export interface RevealsInput {
  readonly strapi: Core.Strapi;
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly settings: () => RevealConfig;
  readonly requested: RequestedFields;
  readonly attempts: Attempts;
  readonly stepUp: StepUp;
  readonly rows: RevealRows;
  /** Whether a field holds a special category of personal data (Art. 9 GDPR). */
  readonly isSpecial: (uid: string, field: FieldView) => Promise<boolean>;
}

const notFound = () => new errors.NotFoundError('Reveal not found', { code: 'NOT_FOUND' });

const later = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * MINUTE);

const recordOf = ({ contentType, documentId }: RecordKey): RecordKey => ({
  contentType,
  documentId,
});

const parseInput = ({ settings }: RevealsInput, body: unknown): Input & { minutes: number } => {
  const wish = parse(input, body);
  const { purposes, minutes: most } = settings();
  if (purposes.length > 0 && !purposes.includes(wish.purpose))
    throw invalid(`Unknown purpose; expected one of ${purposes.join(', ')}`, 'UNKNOWN_PURPOSE', [
      'purpose',
    ]);
  const { minutes = most } = wish;
  if (minutes > most)
    throw invalid(`A reveal lasts ${most} minutes at most`, 'TOO_LONG', ['minutes']);
  return { ...wish, fields: [...new Set(wish.fields)], minutes };
};

const createDemands = (parts: RevealsInput) => {
  const isDemanded = async (when: When, uid: string, views: readonly FieldView[]) => {
    if (when !== 'special') return when === 'always';
    for (const view of views) if (await parts.isSpecial(uid, view)) return true;
    return false;
  };
  return {
    approval: (uid: string, views: readonly FieldView[]) =>
      isDemanded(parts.settings().approval, uid, views),
    stepUp: (uid: string, views: readonly FieldView[]) =>
      isDemanded(parts.settings().stepUp, uid, views),
  };
};

const createConfirm =
  ({ stepUp, audit }: RevealsInput) =>
  async (actor: Actor, { password, ...wish }: Input): Promise<void> => {
    if (password !== undefined && (await stepUp.confirms(actor, password))) return;
    await audit.record({
      type: 'reveal.refused',
      ...recordOf(wish),
      details: { principal: actor.principal, fields: wish.fields, why: 'password' },
    });
    throw new errors.PolicyError('The password is wrong', {
      code: 'STEP_UP_FAILED',
      path: ['password'],
    });
  };

const createCreate = (parts: RevealsInput): Reveals['create'] => {
  const { strapi, audit, requested, attempts, rows } = parts;
  const demands = createDemands(parts);
  const confirm = createConfirm(parts);

  return async (actor, body) => {
    const wish = parseInput(parts, body);
    if (!parts.sessions.tasks(actor).has(REVEAL_TASK))
      throw taskRequired('Revealing needs a task', REVEAL_TASK);
    const { fields, purpose, reason, minutes, password, contentType } = wish;
    const views = await requested.masked(actor, wish, fields);
    const mustConfirm = await demands.stepUp(contentType, views);
    if (mustConfirm && password === undefined)
      throw new errors.PolicyError('Confirm your password to reveal these fields', {
        code: 'STEP_UP_REQUIRED',
        path: ['password'],
      });
    const attempt = await attempts.begin(actor, { ...recordOf(wish), purpose, reason, minutes });
    if (mustConfirm) await confirm(actor, wish);
    const isPending = await demands.approval(contentType, views);
    return strapi.db.transaction(async () => {
      await rows.addFields(attempt.id, fields);
      const { now } = actor;
      const granted = await rows.change(
        attempt,
        {},
        {
          ...{ endedAt: null, endedBy: null, ending: null },
          grantedAt: isPending ? null : now,
          expiresAt: later(now, isPending ? PENDING_HOURS * 60 : minutes),
        }
      );
      if (!granted) throw notFound();
      const type = isPending ? 'reveal.requested' : 'reveal.granted';
      const { expiresAt } = granted;
      await audit.record(eventOf(type, granted, { purpose, reason, minutes, expiresAt }));
      return toReveal(granted, granted.fields, now);
    });
  };
};

const createOffer =
  ({ sessions, requested, settings }: RevealsInput): Reveals['offer'] =>
  async (actor, record) => {
    const { purposes, minutes } = settings();
    const fields = await requested.names(actor, record);
    const mayReveal = sessions.tasks(actor).has(REVEAL_TASK);
    return { fields: mayReveal ? fields : [], purposes, minutes };
  };

/** Reveals that wait for approval, as a condition. */
const waiting = (actor: Actor) => ({
  grantedAt: { $null: true },
  endedAt: { $null: true },
  expiresAt: { $gt: actor.now },
});

/** Creates the service; all calls expect system scope. */
export const createReveals = (parts: RevealsInput): Reveals => {
  const { strapi, sessions, audit, requested, rows } = parts;

  /** Somebody who sees the record, with these fields clear, may decide about the reveals of others. */
  const mayDecide = async (actor: Actor, reveal: StoredReveal): Promise<boolean> =>
    sessions.tasks(actor).has(APPROVE_TASK) &&
    reveal.principal !== actor.principal &&
    (await requested.areClear(actor, recordOf(reveal), reveal.fields).catch(() => false));

  return {
    offer: createOffer(parts),
    async find(actor, query) {
      const found = await rows.list(query, { principal: actor.principal });
      const shown = found.rows.map((row) => toReveal(row, row.fields, actor.now));
      return { rows: shown, total: found.total };
    },
    async pending(actor) {
      const shown: Reveal[] = [];
      for (const row of await rows.all(waiting(actor)))
        if (await mayDecide(actor, row)) shown.push(toReveal(row, row.fields, actor.now));
      return shown;
    },
    create: createCreate(parts),
    async approve(actor, id) {
      return strapi.db.transaction(async () => {
        const reveal = await rows.one({ id, ...waiting(actor) });
        if (reveal?.principal === actor.principal)
          throw new errors.PolicyError('Somebody else must approve', { code: 'OWN_REVEAL' });
        // Who does not approve is not told what waits for approval.
        if (!reveal || !sessions.tasks(actor).has(APPROVE_TASK)) throw notFound();
        const isClear = await requested.areClear(actor, recordOf(reveal), reveal.fields);
        if (!isClear)
          throw new errors.PolicyError('Only who sees the fields may approve', {
            code: 'NOT_CLEAR',
          });
        const { now, principal } = actor;
        const expiresAt = later(now, reveal.minutes);
        const data = { grantedAt: now, approvedBy: principal, expiresAt };
        const granted = await rows.change(reveal, waiting(actor), data);
        if (!granted) throw notFound();
        await audit.record(
          eventOf('reveal.granted', granted, { approvedBy: principal, expiresAt })
        );
        return toReveal(granted, granted.fields, now);
      });
    },
    async end(actor, id) {
      const inForce = { endedAt: { $null: true }, expiresAt: { $gt: actor.now } };
      const reveal = await rows.one({ id, ...inForce });
      const isOwn = reveal?.principal === actor.principal;
      if (!reveal || !(isOwn || (await mayDecide(actor, reveal)))) throw notFound();
      const ending = isOwn || reveal.grantedAt ? 'revoked' : 'rejected';
      if (!(await rows.end(reveal, ending, actor.principal, actor.now))) throw notFound();
      const ended = await rows.one({ id });
      return toReveal(ended ?? reveal, reveal.fields, actor.now);
    },
  };
};
