import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import {
  ANYWHERE,
  createActor,
  isPrincipal,
  type Actor,
  type ActorKind,
  type Right,
} from '../../platform/actor';
import { SUPER_ADMIN_ROLE } from '../../platform/identify';
import { isGovernable } from '../policy/schema-model';
import type { WriterOf } from '../rights/access-sql';
import type { RecordRights } from '../rights/record-rights';
import type { ModelOf } from '../rights/relation-sql';
import { ownAccount } from '../rights/own-account';
import type { RowQuery } from '../rights/row-query';
import type { Session, Sessions } from '../rights/session';
import type { MaskedFields } from '../rights/masked-fields';
import { explainFields, type FieldExplanation } from './explain-fields';
import { explainGrant, type GrantAnswer } from './explain-grants';
import { explainRestrictions } from './explain-restrictions';
import { explainShares } from './explain-shares';
import { reason, type Reason } from './reasons';

/** Which right of whom on which record is asked about. */
export interface ExplainQuestion {
  readonly principal: string;
  readonly contentType: string;
  readonly documentId: string;
  readonly action: Right;
  /** Where they ask from, if they ask themselves. */
  readonly address?: string | null;
}

/** Every path that grants, and every one that does not. `allowed` is what the API will do. */
export interface Explanation {
  readonly allowed: boolean;
  readonly grants: readonly Reason[];
  readonly blocks: readonly Reason[];
  /** Masked attributes of the type, for whoever can read the record; whatever the action is. */
  readonly fields: readonly FieldExplanation[];
}

/** What explain is made of: the same sessions, rule and SQL writer as the views. */
export interface ExplainInput {
  readonly strapi: Core.Strapi;
  readonly sessions: Sessions;
  readonly rights: RecordRights;
  readonly rows: RowQuery;
  readonly modelOf: ModelOf;
  readonly writerOf: WriterOf;
  readonly maskedFields: MaskedFields['maskedFields'];
}

/**
 * Explains a decision. Runs as system.
 * @throws NotFoundError for a record that is not there, ValidationError for a text that is no principal
 */
export type Explain = (question: ExplainQuestion) => Promise<Explanation>;

const isSuperAdmin = async (strapi: Core.Strapi, principal: string): Promise<boolean> => {
  const [kind, reference] = principal.split(':');
  if (kind !== 'admin') return false;
  const where = { id: Number(reference), roles: { code: SUPER_ADMIN_ROLE } };
  return (await strapi.db.query('admin::user').count({ where })) > 0;
};

/**
 * Somebody as an actor, with what holds for them now. Expects system scope.
 * @throws ValidationError `UNKNOWN_PRINCIPAL` for a text that is no principal
 */
export const actorOf = async (
  { strapi, sessions }: Pick<ExplainInput, 'strapi' | 'sessions'>,
  principal: string,
  address: string | null = ANYWHERE
): Promise<Actor> => {
  if (!isPrincipal(principal)) {
    throw new errors.ValidationError(`'${principal}' is not a principal`, {
      code: 'UNKNOWN_PRINCIPAL',
      path: ['principal'],
    });
  }
  const [kind, reference] = principal.split(':');
  const superAdmin = await isSuperAdmin(strapi, principal);
  const actor = createActor(kind as ActorKind, reference, superAdmin, address);
  await sessions.open(actor);
  return actor;
};

/** Memberships that are valid, but whose profile does not allow the action at all. */
const withoutRight = (session: Session, { contentType, action }: ExplainQuestion): Reason[] =>
  session.memberships
    .filter(({ group, profile }) => {
      const depths = session.policy?.profiles.get(profile)?.depths[contentType];
      return (depths?.[action] ?? 'none') === 'none' || !session.policy?.groups.has(group);
    })
    .map(({ id, group, profile }) =>
      reason('profile-without-right', { membership: id, group, profile, action, contentType })
    );

/** Without any grant: who asks has no membership, or the public is not let in. */
const ungranted = (
  session: Session,
  { principal, contentType, action }: ExplainQuestion
): Reason[] => {
  if (principal === 'public') return [reason('public-without-right', { contentType, action })];
  const hasNone = session.memberships.length === 0 && session.closed.length === 0;
  return hasNone ? [reason('no-membership', { principal })] : [];
};

/** Memberships that are valid, but outside the hours or networks of their profile. */
const closedNow = ({ closed }: Session): Reason[] =>
  closed.map(({ membership: { id, group, profile }, why, until }) => {
    const params = { membership: id, group, profile };
    if (why === 'network') return reason('outside-networks', params);
    return reason('outside-hours', { ...params, why, until: until?.toISOString() ?? null });
  });

/** The path that needs no membership: one's own account. */
const selfGrant = async (
  rows: RowQuery,
  { contentType, documentId, action, principal }: ExplainQuestion,
  actor: Actor
): Promise<GrantAnswer[]> => {
  const self = ownAccount(actor, contentType, action);
  if (!self || (await rows.countOf(contentType, documentId, self)) === 0) return [];
  return [{ grants: [reason('self', { principal })], blocks: [] }];
};

/**
 * What the API does, and what of it no single membership accounts for: reading needs one visible
 * row, everything else every row of the record, and that the record can be read.
 */
const decide = async (
  { rights }: ExplainInput,
  { action, ...record }: ExplainQuestion,
  actor: Actor
): Promise<Pick<Explanation, 'allowed' | 'blocks'> & { isSeen: boolean }> => {
  const seen = await rights.coverage(actor, record, 'read');
  const isSeen = seen.reached > 0;
  if (action === 'read') return { allowed: isSeen, isSeen, blocks: [] };
  if (action !== 'create' && seen.reached === 0)
    return {
      allowed: false,
      isSeen,
      blocks: [reason('not-readable', { contentType: record.contentType })],
    };
  const { total, reached } = await rights.coverage(actor, record, action);
  const inSight = action === 'create' ? total : seen.reached;
  const least = Math.min(reached, inSight);
  const isSplit = reached > 0 && least < total;
  return {
    allowed: least === total,
    isSeen,
    blocks: isSplit ? [reason('partly', { reached: least, total })] : [],
  };
};

/** What shares give, and what they do not because no profile lets the caller do it at all. */
const shareAnswer = async (
  { strapi, sessions, rows, writerOf }: ExplainInput,
  question: ExplainQuestion,
  actor: Actor
): Promise<GrantAnswer> => {
  const { contentType, action } = question;
  const { policy } = sessions.of(actor);
  const [writer, type] = [writerOf(actor), policy?.types.get(contentType)];
  if (!policy || !writer || !type) return { grants: [], blocks: [] };
  const audience = { principals: sessions.principals(actor), now: actor.now };
  const rules = policy.sharingRules;
  const shared = await explainShares(
    { strapi, rows },
    { ...question, actor, writer, type, audience, rules }
  );
  const { own, all } = sessions.reach(actor, contentType, action);
  if (own || all || shared.length === 0) return { grants: shared, blocks: [] };
  return { grants: [], blocks: [reason('share-ceiling', { action, contentType })] };
};

const explainGoverned = async (
  input: ExplainInput,
  question: ExplainQuestion,
  actor: Actor
): Promise<Explanation> => {
  const { strapi, sessions, rows } = input;
  const session = sessions.of(actor);
  const writer = input.writerOf(actor);
  const answers: GrantAnswer[] = await selfGrant(rows, question, actor);
  for (const grant of sessions.reach(actor, question.contentType, question.action).grants)
    if (writer) answers.push(await explainGrant(rows, { ...question, actor, writer }, grant));
  const hasNone = answers.length === 0;
  answers.push(await shareAnswer(input, question, actor));
  const decision = await decide(input, question, actor);
  const isAsked = decision.isSeen && writer !== null;
  return {
    fields: isAsked ? await explainFields(input, { ...question, actor, writer }) : [],
    allowed: decision.allowed,
    grants: answers.flatMap((answer) => answer.grants),
    blocks: [
      ...answers.flatMap((answer) => answer.blocks),
      ...closedNow(session),
      ...withoutRight(session, question),
      ...(hasNone ? ungranted(session, question) : []),
      ...(await explainRestrictions(strapi, sessions, actor, question)),
      ...decision.blocks,
    ],
  };
};

/** Creates explain. It asks the database with the compiled rule, one grant at a time. */
export const createExplain = (input: ExplainInput): Explain => {
  const { sessions, rows, modelOf } = input;
  return async (question) => {
    const { contentType, documentId, principal } = question;
    // Of Strapi's own tables, and of parts of records, nothing is told.
    const known = isGovernable(contentType) && modelOf(contentType) !== undefined;
    if (!known || (await rows.countOf(contentType, documentId, () => true)) === 0)
      throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
    const actor = await actorOf(input, principal, question.address);
    const { policy } = sessions.of(actor);
    const openTo = (why: Reason): Explanation => ({
      allowed: true,
      grants: [why],
      blocks: [],
      fields: [],
    });
    if (!policy?.types.has(contentType)) return openTo(reason('not-governed', { contentType }));
    if (sessions.unrestricted(actor))
      return openTo(reason('super-admin', { mode: policy.superAdmin }));
    return explainGoverned(input, question, actor);
  };
};
