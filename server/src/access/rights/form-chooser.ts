import type { Core } from '@strapi/strapi';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import type { ScopeStore } from '../../platform/scope';
import { anyOf } from '../../platform/sql';
import { createEstimates, type Estimate } from './estimates';
import type { PlacementSql } from './placement-sql';
import type { RowQuery } from './row-query';
import type { Sessions } from './session';
import type { PreferGrants } from './view-rule';

/** What the chooser is made of. */
interface Dependencies {
  readonly scopes: ScopeStore;
  readonly sessions: Sessions;
  readonly rows: RowQuery;
  readonly dialect: Dialect;
  readonly writerOf: (actor: Actor) => PlacementSql | null;
}

/** Counts of fewer visible rows are driven by the grants (measured on PostgreSQL and MariaDB). */
const COUNT_BELOW = 50_000;
/** Pages of an actor who sees less than this share of the table are, too. */
const PAGE_BELOW = 0.005;

const isFew = ({ visible, total }: Estimate, shape: 'page' | 'count'): boolean =>
  shape === 'count' ? visible < COUNT_BELOW : visible < total * PAGE_BELOW;

/**
 * Chooses between the two forms of a list's predicate, row-driven and grant-driven. SQLite reads
 * several indexes for an `or` by itself and always gets the row-driven one.
 */
export const createFormChooser = (
  { strapi }: { strapi: Core.Strapi },
  { scopes, sessions, rows, dialect, writerOf }: Dependencies
): { readonly preferGrants: PreferGrants; readonly stop: () => void } => {
  const estimates = createEstimates(
    (actor, uid, right) =>
      scopes.runAsSystem(async () => {
        const writer = writerOf(actor);
        const { groups } = sessions.reach(actor, uid, right);
        const visible = await rows.countUpTo(uid, COUNT_BELOW, (context) =>
          anyOf([
            writer?.ownedBy(uid, actor.principal, context) ?? false,
            writer?.placedIn(uid, groups, context) ?? false,
          ])
        );
        return { visible, total: await strapi.db.query(uid).count({}) };
      }),
    (error) => {
      strapi.log.debug(`[custodian] no estimate of what an actor sees: ${String(error)}`);
    }
  );

  return {
    stop: () => {
      estimates.stop();
    },
    preferGrants(actor, uid, right, shape) {
      if (dialect.client === 'sqlite' || shape === 'key') return false;
      const estimate = estimates.of(actor, uid, right, sessions.reach(actor, uid, right));
      return estimate !== null && isFew(estimate, shape);
    },
  };
};
