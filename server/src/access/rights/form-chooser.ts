import type { Core } from '@strapi/strapi';
import type { Client, Dialect } from '../../platform/dialect';
import type { ScopeStore } from '../../platform/scope';
import { anyOf } from '../../platform/sql';
import { createEstimates, type Estimate } from './estimates';
import type { PathsOf } from './paths';
import type { RowQuery } from './row-query';
import type { Sessions } from './session';
import type { ChooseForm, Form } from './view-rule';

/** What the chooser is made of. */
interface Dependencies {
  readonly scopes: ScopeStore;
  readonly sessions: Sessions;
  readonly rows: RowQuery;
  readonly dialect: Dialect;
  readonly pathsOf: PathsOf;
}

/** Beyond this many visible rows nothing is decided differently. */
const COUNT_LIMIT = 50_000;
/** A page of an actor who sees more than this share of the table is found by stepping through it. */
const STEP_ABOVE = 0.01;
/** A page of an actor who sees less than this share is found from the grants. */
const GRANTS_BELOW = 0.005;

const formOf = ({ visible, total }: Estimate, shape: 'page' | 'all', client: Client): Form => {
  if (shape === 'page' && visible > total * STEP_ABOVE) return 'stepwise';
  // SQLite reads several indexes for an `or` by itself, which is as good as the union.
  if (client === 'sqlite') return 'set';
  const few = shape === 'all' ? visible < COUNT_LIMIT : visible < total * GRANTS_BELOW;
  return few ? 'grants' : 'set';
};

/** Chooses the form of a list's predicate from what the actor is estimated to see. */
export const createFormChooser = (
  { strapi }: { strapi: Core.Strapi },
  { scopes, sessions, rows, dialect, pathsOf }: Dependencies
): { readonly chooseForm: ChooseForm; readonly stop: () => void } => {
  const estimates = createEstimates(
    (actor, uid, right) =>
      scopes.runAsSystem(async () => {
        const { grants } = pathsOf(actor, uid, right);
        const visible = await rows.countUpTo(uid, COUNT_LIMIT, (context) =>
          anyOf(grants.map((path) => path(context)))
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
    chooseForm(actor, uid, right, shape) {
      const estimate = estimates.of(actor, uid, right, sessions.reach(actor, uid, right));
      return estimate ? formOf(estimate, shape, dialect.client) : 'set';
    },
  };
};
