import { errors } from '@strapi/utils';
import type { Actor, Right } from '../platform/actor';

/** Document service actions that change something. */
export const WRITE_ACTIONS = [
  'create',
  'update',
  'delete',
  'clone',
  'publish',
  'unpublish',
  'discardDraft',
] as const;
export type WriteAction = (typeof WRITE_ACTIONS)[number];

/** Whether an action of the document service writes. */
export const isWrite = (action: string): action is WriteAction =>
  (WRITE_ACTIONS as readonly string[]).includes(action);

/** The rights that an action needs on the record it is aimed at. */
export const rightsNeeded = (action: WriteAction, publishes: boolean): readonly Right[] => {
  const publishing: readonly Right[] = publishes ? ['publish'] : [];
  switch (action) {
    case 'create':
      return [];
    case 'clone':
      return ['read'];
    case 'delete':
      return ['delete'];
    case 'update':
      return ['update', ...publishing];
    case 'publish':
    case 'unpublish':
      return ['publish'];
    case 'discardDraft':
      return ['update'];
  }
};

/** The rights that the record must be within once the action is done. */
export const rightsAfter = (action: WriteAction, publishes: boolean): readonly Right[] => {
  if (action === 'create') return publishes ? ['create', 'publish'] : ['create'];
  if (action === 'clone') return ['create'];
  return action === 'update' ? ['update'] : [];
};

/** A record is visible but the action is not allowed, or would take it out of the caller's reach. */
export const denied = (code: string, action: string, uid: string): Error =>
  new errors.PolicyError(`You may not ${action} this record`, { code, contentType: uid });

/** What the boundary asks of the access model about records that are being written. */
export interface RecordKeeper {
  /** Whether the actor may create records of the type at all. */
  mayCreate(actor: Actor, uid: string): boolean;
  /** Writes owner and default group of a new record. Runs as system, inside the transaction. */
  stamp(actor: Actor, uid: string, documentId: string): Promise<void>;
  /** Whether the newest policy known governs the type, whoever asks. */
  governs(uid: string): boolean;
  /** Whether a restriction in force stands against a right on a record. Runs in any scope. */
  isRestricted(actor: Actor, uid: string, documentId: string, right: Right): Promise<boolean>;
  /** Removes what is kept beside a record that is gone. Runs as system, inside the transaction. */
  forget(uid: string, documentId: string): Promise<void>;
}
