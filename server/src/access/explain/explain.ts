import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import {
  createActor,
  isPrincipal,
  type Actor,
  type ActorKind,
  type Right,
} from '../../platform/actor';
import { anyOf, type Predicate } from '../../platform/sql';
import type { AccessRule, RowContext } from '../../enforcement/access-rule';
import type { ModelOf } from '../rights/placement-sql';
import type { PlacementSql } from '../rights/placement-sql';
import type { RowQuery } from '../rights/row-query';
import type { Grant } from '../rights/rights';
import type { Session, Sessions } from '../rights/session';
import { grantReason, outOfReach, reason, type Reason } from './reasons';

/** Which right of whom on which record is asked about. */
export interface ExplainQuestion {
  readonly principal: string;
  readonly contentType: string;
  readonly documentId: string;
  readonly action: Right;
  /** Set when the principal is an admin user who holds the super admin role. */
  readonly superAdmin?: boolean;
}

/** Every path that grants, and every one that does not. `allowed` is what the API will do. */
export interface Explanation {
  readonly allowed: boolean;
  readonly grants: readonly Reason[];
  readonly blocks: readonly Reason[];
}

/** What explain is made of: the same sessions, rule and SQL writer as the views. */
export interface ExplainInput {
  readonly strapi: Core.Strapi;
  readonly sessions: Sessions;
  readonly rule: AccessRule;
  readonly rows: RowQuery;
  readonly modelOf: ModelOf;
  readonly writerOf: (actor: Actor) => PlacementSql | null;
}

/** Explains decisions. Runs as system. */
export interface Explain {
  /** @throws NotFoundError for a record that is not there, ValidationError for an unknown principal */
  (question: ExplainQuestion): Promise<Explanation>;
}

/** Creates explain. It asks the database with the compiled rule, one grant at a time. */
export const createExplain = ({
  strapi,
  sessions,
  rule,
  rows,
  modelOf,
  writerOf,
}: ExplainInput): Explain => {
  const actorOf = async ({ principal, superAdmin }: ExplainQuestion): Promise<Actor> => {
    if (!isPrincipal(principal))
      throw new errors.ValidationError(`'${principal}' is not a principal`, {
        code: 'UNKNOWN_PRINCIPAL',
        path: ['principal'],
      });
    const [kind, reference] = principal.split(':');
    const actor = createActor(
      kind as ActorKind,
      reference,
      superAdmin ?? (await isSuperAdmin(kind, reference))
    );
    await sessions.open(actor);
    return actor;
  };

  const isSuperAdmin = async (kind?: string, reference?: string): Promise<boolean> => {
    if (kind !== 'admin') return false;
    const where = { id: Number(reference), roles: { code: 'strapi-super-admin' } };
    return (await strapi.db.query('admin::user').count({ where })) > 0;
  };

  /** The groups of a grant that the record is in, found by halving: few queries for many groups. */
  const groupsHolding = async (
    question: ExplainQuestion,
    actor: Actor,
    codes: readonly string[]
  ): Promise<string[]> => {
    const writer = writerOf(actor);
    const { contentType, documentId } = question;
    if (!writer || codes.length === 0) return [];
    const inside = await rows.countOf(contentType, documentId, (context) =>
      writer.placedIn(contentType, codes, context)
    );
    if (inside === 0) return [];
    if (codes.length === 1) return [...codes];
    const half = Math.ceil(codes.length / 2);
    return [
      ...(await groupsHolding(question, actor, codes.slice(0, half))),
      ...(await groupsHolding(question, actor, codes.slice(half))),
    ];
  };

  const explainGrant = async (question: ExplainQuestion, actor: Actor, grant: Grant) => {
    const { contentType, documentId } = question;
    const writer = writerOf(actor);
    if (grant.depth === 'all') return { grants: [grantReason('all', grant)], blocks: [] };
    const isCreateByGroup = question.action === 'create' && grant.depth !== 'own';
    const owned =
      !isCreateByGroup && writer
        ? await rows.countOf(contentType, documentId, (context) =>
            writer.ownedBy(contentType, actor.principal, context)
          )
        : 0;
    const groups = await groupsHolding(question, actor, grant.groups);
    const grants = [
      ...(owned > 0 ? [grantReason('owner', grant)] : []),
      ...groups.map((group) => grantReason('group', grant, group)),
    ];
    return { grants, blocks: grants.length === 0 ? [outOfReach(grant)] : [] };
  };

  const ungranted = (session: Session, { contentType, action }: ExplainQuestion): Reason[] =>
    session.memberships
      .filter(({ group, profile }) => {
        const depth =
          session.policy?.profiles.get(profile)?.depths[contentType]?.[action] ?? 'none';
        return depth === 'none' || !session.policy?.groups.has(group);
      })
      .map((membership) => reason('profile-without-right', { ...membership, action, contentType }));

  /** What the API does: reading needs one visible row, everything else every row of the record. */
  const decide = async (
    question: ExplainQuestion,
    actor: Actor,
    total: number
  ): Promise<boolean> => {
    const { contentType, documentId, action } = question;
    const inView =
      (right: Right) =>
      (context: RowContext): Predicate =>
        anyOf([rule.compileView(contentType, actor, right).rows(context)]);
    const readable = await rows.countOf(contentType, documentId, inView('read'));
    if (action === 'read') return readable > 0;
    if (action !== 'create' && readable === 0) return false;
    return (await rows.countOf(contentType, documentId, inView(action))) === total;
  };

  return async (question) => {
    const { contentType, documentId, action } = question;
    const total = modelOf(contentType)
      ? await rows.countOf(contentType, documentId, () => true)
      : 0;
    if (total === 0) throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
    const actor = await actorOf(question);
    const session = sessions.of(actor);
    if (!session.policy?.types.has(contentType))
      return { allowed: true, grants: [reason('not-governed', { contentType })], blocks: [] };
    if (sessions.unrestricted(actor))
      return {
        allowed: true,
        grants: [reason('super-admin', { mode: session.policy.superAdmin })],
        blocks: [],
      };

    const parts = [];
    for (const grant of sessions.reach(actor, contentType, action).grants)
      parts.push(await explainGrant(question, actor, grant));
    const blocks = [...parts.flatMap((part) => part.blocks), ...ungranted(session, question)];
    if (session.memberships.length === 0 && parts.length === 0)
      blocks.push(reason('no-membership', { principal: question.principal }));
    return {
      allowed: await decide(question, actor, total),
      grants: parts.flatMap((part) => part.grants),
      blocks,
    };
  };
};
