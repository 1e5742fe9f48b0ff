import { errors } from '@strapi/utils';
import type { Core } from '@strapi/strapi';
import type { Audit } from '../../audit/audit';
import { ANYWHERE, type Actor } from '../../platform/actor';
import type { ScopeStore } from '../../platform/scope';
import { actorOf } from '../explain/explain';
import type { Sessions } from '../rights/session';
import type { OutsideMembership } from './memberships-now';

/** Log-ins and uses outside the hours and networks of profiles. */
export interface SignIns {
  /** Opens the session of a caller, and records that it uses memberships outside. Call as the system. */
  readonly open: (actor: Actor) => Promise<void>;
  /**
   * Asked when somebody has proven who they are, before they get a token. Call as the system.
   * @throws ForbiddenError `OUTSIDE_HOURS` if all their memberships are closed now
   */
  readonly admit: (principal: string, address: string | null) => Promise<void>;
}

/** What the service is made of. */
export interface SignInsInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly sessions: Sessions;
  readonly audit: Audit;
}

const HOUR = 3_600_000;

/** Principals and profiles whose use was recorded in this hour. */
const createHourly = () => {
  let hour = 0;
  const seen = new Set<string>();
  return {
    /** Whether it is the first time in the hour. */
    isFirst(key: string, now: Date): boolean {
      const current = Math.floor(now.getTime() / HOUR);
      if (current !== hour) seen.clear();
      hour = current;
      const isFirst = !seen.has(key);
      seen.add(key);
      return isFirst;
    },
    forget: (key: string) => seen.delete(key),
  };
};

/** What became of it: a log-in refused or let in, or a request of somebody who was logged in. */
type Outcome = 'refused' | 'let-in' | 'used';

/** Creates the service of one Strapi instance; each node records the uses that it sees. */
export const createSignIns = ({ strapi, scopes, sessions, audit }: SignInsInput): SignIns => {
  const hourly = createHourly();

  const record = (actor: Actor, outcome: Outcome, outside: readonly OutsideMembership[]) => {
    const memberships = outside.map(({ membership: { id, group, profile }, why }) => ({
      ...{ id, group, profile, why },
    }));
    const details = { outcome, memberships, address: actor.address };
    return scopes.runAs(actor, () =>
      scopes.runAsSystem(() => audit.record({ type: 'sign-in.outside', details }))
    );
  };

  return {
    async open(actor) {
      const { outside } = await sessions.open(actor);
      if (outside.length === 0 || actor.address === ANYWHERE) return;
      const profiles = outside.map(({ membership, why }) => `${membership.profile}:${why}`);
      const key = JSON.stringify([actor.principal, profiles]);
      if (!hourly.isFirst(key, actor.now)) return;
      await record(actor, 'used', outside).catch((error: unknown) => {
        hourly.forget(key);
        throw error;
      });
    },
    async admit(principal, address) {
      const actor = await actorOf({ strapi, sessions }, principal, address);
      const { memberships, closed, outside } = sessions.of(actor);
      if (closed.length > 0 && memberships.length === 0) {
        await record(actor, 'refused', closed);
        throw new errors.ForbiddenError('You cannot log in at this time, or from here', {
          code: 'OUTSIDE_HOURS',
        });
      }
      if (outside.length > 0) await record(actor, 'let-in', outside);
    },
  };
};
