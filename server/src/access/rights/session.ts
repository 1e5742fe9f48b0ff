import type { Core } from '@strapi/strapi';
import type { Actor } from '../../platform/actor';
import type { Dialect } from '../../platform/dialect';
import { joinTransaction } from '../../platform/transaction';
import { TABLES } from '../models';
import type { CompiledPolicy, RecordAction } from '../policy/types';
import { membershipsNow, type OutsideMembership } from '../sign-in/memberships-now';
import {
  audiencesOf,
  clearReachOf,
  NO_REACH,
  publicReachOf,
  reachOf,
  tasksOf,
  type Membership,
  type Reach,
} from './rights';

/** What holds for one request: the policy in force and the caller's memberships, read together. */
export interface Session {
  readonly policy: CompiledPolicy | null;
  readonly version: number | null;
  /** Those that are in force for this request. */
  readonly memberships: readonly Membership[];
  /** Those that are valid, but outside the hours or networks of their profile. */
  readonly closed: readonly OutsideMembership[];
  /** Those in force though they are outside: their use is recorded. */
  readonly outside: readonly OutsideMembership[];
  /** Whether anything is shared, or restricted, at all: most queries are spared the question. */
  readonly sharing: boolean;
  readonly restricting: boolean;
}

/** Opens and remembers sessions; nothing outlives the request whose actor it belongs to. */
export interface Sessions {
  /** Reads version and memberships in one query. Call in system scope, once per request. */
  open(actor: Actor): Promise<Session>;
  /** Gives an actor a session that was not read from the database: a dry run, a self-test. */
  attach(actor: Actor, session: Session): void;
  /**
   * The actor's session. An unknown caller has the newest policy this node knows, and no memberships.
   * @throws if none was opened for anybody else: nothing is decided on a guess
   */
  of(actor: Actor): Session;
  /** What the actor may do with records of a governed type. */
  reach(actor: Actor, uid: string, action: RecordAction): Reach;
  /**
   * The records of a governed type that show a masked attribute to the actor as it is: as deep as the
   * profiles of its memberships say. Nobody else has any: not the public, nor who is only shared with.
   */
  clearReach(actor: Actor, uid: string, field: string): Reach;
  /** The tasks of the actor's memberships; none while no policy is in force. */
  tasks(actor: Actor): ReadonlySet<string>;
  /** Whom a share must name to reach the actor: itself, and the group and profile of memberships. */
  principals(actor: Actor): readonly string[];
  /** False if nothing can be shared with the actor: no share exists, and no rule of the policy. */
  mayReachShares(actor: Actor): boolean;
  /** True where the policy lets the super admin see the tables themselves. */
  unrestricted(actor: Actor): boolean;
}

interface SessionRow {
  version: number | null;
  id: number | null;
  principal: string | null;
  group_code: string | null;
  profile_code: string | null;
  sharing: number | null;
  restricting: number | null;
}

const EMPTY: Session = {
  policy: null,
  version: null,
  memberships: [],
  closed: [],
  outside: [],
  sharing: false,
  restricting: false,
};

/** Where compiled policies come from. */
export interface PolicySource {
  /** The compiled policy of a version, from memory where it is known. */
  compiled(version: number): Promise<CompiledPolicy>;
  /** The newest version this node has compiled. */
  newest(): { version: number; policy: CompiledPolicy } | null;
}

const STATEMENT =
  'select a.version, m.id, m.principal, m.group_code, m.profile_code,' +
  ' (select 1 from ?? limit 1) as sharing, (select 1 from ?? limit 1) as restricting' +
  ' from ?? as a left join ?? as m on m.principal = ?' +
  ' and (m.valid_from is null or m.valid_from <= ?)' +
  ' and (m.valid_to is null or m.valid_to > ?)' +
  ' where a.id = (select max(id) from ??) order by m.id';

/** The rows of a raw statement, which each driver wraps in its own way. */
const rowsOf = (result: unknown): SessionRow[] => {
  if (!Array.isArray(result)) return (result as { rows: SessionRow[] }).rows;
  // mysql2 answers [rows, fields].
  return (Array.isArray(result[0]) ? result[0] : result) as SessionRow[];
};

/**
 * Version in force, valid memberships and what else exists, in one statement: nothing can change in between. Written by
 * hand because every request pays for it, also those that touch nothing governed.
 */
const readRows = async (
  strapi: Core.Strapi,
  dialect: Dialect,
  { principal, now }: Actor
): Promise<SessionRow[]> => {
  const [shares, restrictions, memberships, activations] = [
    TABLES.shares,
    TABLES.restrictions,
    TABLES.memberships,
    TABLES.policyActivations,
  ].map((table) => dialect.table(table).name);
  const marks = [shares, restrictions];
  const bindings = [...marks, activations, memberships, principal, now, now, activations];
  const statement = strapi.db.connection.raw(STATEMENT, bindings as never[]);
  await joinTransaction({ strapi }, statement);
  return rowsOf(await statement);
};

const toMembership = (row: SessionRow): Membership[] => {
  if (row.id === null || !row.principal || !row.group_code || !row.profile_code) return [];
  return [
    { id: row.id, principal: row.principal, group: row.group_code, profile: row.profile_code },
  ];
};

const toSession = (
  actor: Actor,
  version: number,
  policy: CompiledPolicy,
  rows: readonly SessionRow[]
): Session => {
  const { inForce, closed, outside } = membershipsNow(policy, rows.flatMap(toMembership), actor);
  return {
    version,
    policy,
    memberships: inForce,
    closed,
    outside,
    sharing: rows[0]?.sharing !== null,
    restricting: rows[0]?.restricting !== null,
  };
};

/** Callers without a log-in see nothing clear that is masked for anybody. */
const clearReachIn = (
  { policy, memberships }: Session,
  { kind }: Actor,
  uid: string,
  field: string
): Reach =>
  policy && kind !== 'nobody' && kind !== 'public'
    ? clearReachOf(policy, memberships, uid, field)
    : NO_REACH;

/** Creates the sessions of one Strapi instance. */
export const createSessions = (
  { strapi }: { strapi: Core.Strapi },
  dialect: Dialect,
  policies: PolicySource
): Sessions => {
  const sessions = new WeakMap<Actor, Session>();

  const of = (actor: Actor): Session => {
    const session = sessions.get(actor);
    if (session) return session;
    if (actor.kind === 'nobody') return { ...EMPTY, ...policies.newest() };
    throw new Error(`No access session was opened for ${actor.principal}`);
  };

  return {
    async open(actor) {
      const rows = await readRows(strapi, dialect, actor);
      const version = rows[0]?.version ?? null;
      const session =
        version === null
          ? EMPTY
          : toSession(actor, version, await policies.compiled(version), rows);
      sessions.set(actor, session);
      return session;
    },
    attach(actor, session) {
      sessions.set(actor, session);
    },
    of,
    reach(actor, uid, action) {
      const { policy, memberships } = of(actor);
      if (!policy || actor.kind === 'nobody') return NO_REACH;
      if (actor.kind === 'public') return publicReachOf(policy, uid, action);
      return reachOf(policy, memberships, uid, action);
    },
    clearReach: (actor, uid, field) => clearReachIn(of(actor), actor, uid, field),
    tasks(actor) {
      const { policy, memberships } = of(actor);
      return policy ? tasksOf(policy, memberships) : new Set();
    },
    principals(actor) {
      const { policy, memberships } = of(actor);
      const valid = memberships.filter(({ group }) => policy?.groups.has(group));
      return [...new Set([actor.principal, ...audiencesOf(valid)])];
    },
    mayReachShares(actor) {
      const { policy, sharing } = of(actor);
      return sharing || (policy?.sharingRules.length ?? 0) > 0;
    },
    unrestricted(actor) {
      return actor.superAdmin && of(actor).policy?.superAdmin !== 'governed';
    },
  };
};
