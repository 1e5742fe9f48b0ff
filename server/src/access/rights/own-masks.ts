import { errors } from '@strapi/utils';
import type { RecordKeeper } from '../../enforcement/write-boundary';
import type { Actor } from '../../platform/actor';
import type { RecordKey, RecordRights } from './record-rights';

/** Which fields of a record a caller does not see as they are, in any version of it. */
export interface OwnMasks {
  /** Fields that show something else, or nothing. */
  readonly masked: readonly string[];
  /** Fields that are left out of answers. */
  readonly hidden: readonly string[];
  /** Whether the caller may write what it does not see. */
  readonly writable: boolean;
}

/** What the form of a record needs to know before anybody types into it. */
export type FindOwnMasks = (actor: Actor, record: RecordKey) => Promise<OwnMasks>;

/**
 * Creates the question; it expects system scope. The names are no secret: a form lists them all.
 * @throws NotFoundError for a record that the caller does not see
 */
export const createOwnMasks =
  (
    rights: Pick<RecordRights, 'sees'>,
    keeper: Pick<RecordKeeper, 'maskedFields' | 'writesMasked'>
  ): FindOwnMasks =>
  async (actor, record) => {
    if (!(await rights.sees(actor, record)))
      throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
    const rows = await keeper.maskedFields(actor, record.contentType, record.documentId);
    const views = [...new Set([...rows.values()].flat())];
    const names = (absent: boolean) =>
      views
        .filter((view) => view.absent === absent)
        .map(({ field }) => field)
        .sort();
    return { masked: names(false), hidden: names(true), writable: keeper.writesMasked(actor) };
  };
