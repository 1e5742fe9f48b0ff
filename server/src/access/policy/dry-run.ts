import type { Core } from '@strapi/strapi';
import type { AccessRule } from '../../enforcement/access-rule';
import { createActor, type Actor, type ActorKind } from '../../platform/actor';
import type { PredicateWriter, RowQuery } from '../rights/row-query';
import type { Membership } from '../rights/rights';
import type { Sessions } from '../rights/session';
import { validMemberships } from '../memberships/valid-memberships';
import { diffDocuments, type DocumentDiff } from './diff-document';
import type { CompiledPolicy } from './types';

/** Records one principal gains and loses the right to read, in one content type. */
export interface AccessChange {
  readonly contentType: string;
  readonly principal: string;
  readonly gained: number;
  readonly lost: number;
  /** documentIds, a few of each. */
  readonly samples: { readonly gained: readonly string[]; readonly lost: readonly string[] };
}

/** What activating a document would change. */
export interface PolicyDiff {
  readonly document: DocumentDiff;
  readonly access: readonly AccessChange[];
  /** True when there were more principals than were compared. */
  readonly truncated: boolean;
}

const SAMPLES = 5;
/** Each principal costs two queries a type; beyond this the answer would keep an administrator waiting. */
const MAX_PRINCIPALS = 200;

/** Shares and restrictions count in both policies alike. */
const ANY_SESSION = { version: null, closed: [], outside: [], sharing: true, restricting: true };

const everything: PredicateWriter = () => true;

/** What the dry run is made of. */
export interface DryRunInput {
  readonly strapi: Core.Strapi;
  readonly sessions: Sessions;
  readonly rule: AccessRule;
  readonly rows: RowQuery;
}

/** Memberships by principal. */
const byPrincipalOf = (memberships: readonly Membership[]): Map<string, Membership[]> => {
  const byPrincipal = new Map<string, Membership[]>();
  for (const membership of memberships) {
    const list = byPrincipal.get(membership.principal) ?? [];
    byPrincipal.set(membership.principal, [...list, membership]);
  }
  return byPrincipal;
};

/** Creates the comparison of two policies over the real records and memberships. Changes nothing. */
export const createDryRun = ({ strapi, sessions, rule, rows }: DryRunInput) => {
  /** The rows a principal may read under a policy, as a predicate. */
  const readable = (
    policy: CompiledPolicy | null,
    uid: string,
    principal: string,
    memberships: readonly Membership[]
  ): PredicateWriter => {
    if (!policy?.types.has(uid)) return everything;
    const [kind = 'nobody', reference] = principal.split(':');
    const actor: Actor = createActor(kind as ActorKind, reference);
    sessions.attach(actor, { ...ANY_SESSION, policy, memberships });
    return (context) => rule.compileView(uid, actor, 'read').rows(context);
  };

  const compare = async (
    uid: string,
    principal: string,
    memberships: readonly Membership[],
    policies: { before: CompiledPolicy | null; after: CompiledPolicy }
  ): Promise<AccessChange> => {
    const before = readable(policies.before, uid, principal, memberships);
    const after = readable(policies.after, uid, principal, memberships);
    const gained = await rows.difference(uid, after, before, SAMPLES);
    const lost = await rows.difference(uid, before, after, SAMPLES);
    return {
      contentType: uid,
      principal,
      gained: gained.count,
      lost: lost.count,
      samples: { gained: gained.samples, lost: lost.samples },
    };
  };

  return async (before: CompiledPolicy | null, after: CompiledPolicy): Promise<PolicyDiff> => {
    const memberships = byPrincipalOf(await validMemberships({ strapi }, new Date()));
    const principals = [...memberships.keys(), 'public'];
    const compared = principals.slice(0, MAX_PRINCIPALS);
    const uids = new Set([...(before?.types.keys() ?? []), ...after.types.keys()]);
    const access: AccessChange[] = [];
    for (const uid of uids) {
      for (const principal of compared) {
        const own = memberships.get(principal) ?? [];
        const change = await compare(uid, principal, own, { before, after });
        if (change.gained > 0 || change.lost > 0) access.push(change);
      }
    }
    return {
      document: diffDocuments(before?.document ?? null, after.document),
      access,
      truncated: principals.length > compared.length,
    };
  };
};

/** Compares the policy in force with a candidate. */
export type DryRun = ReturnType<typeof createDryRun>;
