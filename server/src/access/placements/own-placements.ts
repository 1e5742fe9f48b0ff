import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { closedIn, opensAny } from '../../enforcement/closed-fields';
import { denied } from '../../enforcement/write-boundary';
import type { Actor, Right } from '../../platform/actor';
import type { MaskedFields } from '../rights/masked-fields';
import type { RecordKey, RecordRights } from '../rights/record-rights';
import type { Placement, Placements } from './placements';

/** Placing records within the caller's own rights, as the content API does. */
export interface OwnPlacements {
  /** @throws NotFoundError for a record the caller does not see */
  get(actor: Actor, record: RecordKey): Promise<Placement>;
  /**
   * Moving a record needs the right to update it, here and where it goes. Giving it away also needs
   * the right to share it; the giver may lose it by that.
   * @throws NotFoundError; PolicyError `UPDATE_DENIED`, `SHARE_DENIED`, `OUT_OF_SCOPE`,
   * `WOULD_UNMASK` (the giver would see more of the record than before); and what
   * {@link Placements.set} throws. Nothing changes then
   */
  set(actor: Actor, input: RecordKey & Partial<Placement>): Promise<Placement>;
}

/** Creates the service; all calls expect system scope. */
export const createOwnPlacements = (
  { strapi }: { strapi: Core.Strapi },
  placements: Placements,
  rights: RecordRights,
  masked: MaskedFields
): OwnPlacements => {
  const maskedRows = (actor: Actor, { contentType, documentId }: RecordKey) =>
    masked.maskedFields(actor, contentType, documentId);
  const requireVisible = async (actor: Actor, record: RecordKey): Promise<void> => {
    if (!(await rights.sees(actor, record)))
      throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
  };

  const demand = async (actor: Actor, record: RecordKey, right: Right, code: string) => {
    if (!(await rights.holds(actor, record, right)))
      throw denied(code, 'place', record.contentType);
  };

  return {
    async get(actor, record) {
      await requireVisible(actor, record);
      return placements.get(record);
    },
    async set(actor, { owner, group, ...record }) {
      return strapi.db.transaction(async () => {
        await requireVisible(actor, record);
        await demand(actor, record, 'update', 'UPDATE_DENIED');
        const closed = closedIn(await maskedRows(actor, record));
        if (owner !== undefined) await demand(actor, record, 'share', 'SHARE_DENIED');
        if (group !== undefined) {
          await placements.set({ ...record, group });
          await demand(actor, record, 'update', 'OUT_OF_SCOPE');
        }
        const placed = await placements.set({
          ...record,
          ...(owner === undefined ? {} : { owner }),
        });
        if (opensAny(closed, await maskedRows(actor, record)))
          throw denied('WOULD_UNMASK', 'place', record.contentType);
        return placed;
      });
    },
  };
};
