import { errors } from '@strapi/utils';
import type { Actor, Right } from '../platform/actor';
import type { FieldView } from './access-rule';
import type { MaskedRows } from './closed-fields';

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

/** A write that would reach into what the caller may not see or change, or write what is read-only. */
export const refused = (code: string, uid: string, path: readonly (string | number)[]): Error =>
  new errors.PolicyError('You may not write this value', { code, contentType: uid, path });

/** The owner of a new record, where an attribute of the record says who owns it. */
export interface InitialOwner {
  readonly attribute: string;
  /** null: the attribute cannot name this caller. */
  readonly value: string | { readonly id: number } | null;
}

/** What the boundary asks of the access model about records that are being written. */
export interface RecordKeeper {
  /** Whether the actor may create records of the type at all. */
  mayCreate(actor: Actor, uid: string): boolean;
  /** Attributes that none of the caller's memberships lets it write. */
  readonlyAttributes(actor: Actor, uid: string, action: 'create' | 'update'): ReadonlySet<string>;
  /** Attributes of a type that the caller sees masked in some records. */
  fieldViews(actor: Actor, uid: string): readonly FieldView[];
  /** By row id, the attributes that the rows of a record show the caller masked. Runs as system. */
  maskedFields(actor: Actor, uid: string, documentId: string): Promise<MaskedRows>;
  /** The same of attributes that a row shows as they are only because they have been revealed. */
  revealedFields(actor: Actor, uid: string, documentId: string): Promise<MaskedRows>;
  /** Whether the caller may write attributes that it sees masked. */
  writesMasked(actor: Actor): boolean;
  /** Relations of a type that decide which group a record is in, or who owns it. */
  placingAttributes(actor: Actor, uid: string): ReadonlySet<string>;
  /** Who a new record belongs to; null where no attribute of the record says so. */
  initialOwner(actor: Actor, uid: string): InitialOwner | null;
  /** Writes owner and default group of a new record. Runs as system, inside the transaction. */
  stamp(actor: Actor, uid: string, documentId: string): Promise<void>;
  /** Whether the newest policy known governs the type, whoever asks. */
  governs(uid: string): boolean;
  /** Whether a restriction in force stands against a right on a record. Runs in any scope. */
  isRestricted(actor: Actor, uid: string, documentId: string, right: Right): Promise<boolean>;
  /** Removes what is kept beside a record that is gone. Runs as system, inside the transaction. */
  forget(uid: string, documentId: string): Promise<void>;
}
