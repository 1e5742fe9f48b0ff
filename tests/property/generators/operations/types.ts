import type { Scenario } from '../write-policy';
import type { WireRequest } from '../../harness/http';
import type { Uid } from '../../model/types';
import type { Random } from '../random';

/** Which log-in of the actor sends an operation. */
export type CallerName = 'user' | 'admin';

/** What a write is aimed at, and what it asks for. */
export interface Aim {
  uid: Uid;
  /** Documents named by the request. */
  documentIds: string[];
  action: 'create' | 'update' | 'delete' | 'publish' | 'unpublish' | 'discard' | 'clone';
  /** Whether the request also publishes. */
  publishes: boolean;
  /** Whether the draft is replaced by what was published. */
  discards?: boolean;
}

/** One request of the actor. */
export interface Operation extends WireRequest {
  caller: CallerName;
  /** Names by which parts of it can be left out, and by which findings are told apart. */
  kinds: string[];
  /** Nothing for a read. */
  aim?: Aim;
}

export type State = 'visible' | 'hidden' | 'missing' | 'created';

/** A document that a request may name. */
export interface Target {
  documentId: string;
  /** Row id, for the ways of naming a target that take one. */
  id: number;
  state: State;
}

/** The documents of a scene, by what the actor may know of them. */
export interface Targets {
  /** Something to aim at: mostly visible. */
  draw(uid: Uid): Target;
  /** Only what the actor can see. */
  visible(uid: Uid): Target;
  /** Components that belong to records, seen or not. */
  component(uid: Uid): { id: number; state: State };
}

/** What operations are drawn from. */
export interface Draw {
  random: Random;
  scenario: Scenario;
  targets: Targets;
}

/** A way into Strapi. */
export interface Door {
  name: string;
  caller: CallerName;
  /** Drawn this often, beside the others. */
  weight: number;
  draw(draw: Draw): Operation;
}
