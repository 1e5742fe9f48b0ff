import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import type { RecordKeeper } from '../../enforcement/write-boundary';
import { isPrincipal } from '../../platform/actor';
import { PLACEMENT_UID, RESTRICTION_UID, SHARE_UID } from '../models';
import type { PolicyStore } from '../policy/store';
import { invalid } from '../principals';
import { blockingKinds } from '../restrictions/restriction-sql';
import type { MaskedFields } from '../rights/masked-fields';
import type { RecordKey } from '../rights/record-rights';
import type { Sessions } from '../rights/session';
import { createWriteRule } from '../rights/write-rule';
import { openUntil } from '../validity';

/** Owner and hand-made group of one record. */
export interface Placement {
  readonly owner: string | null;
  readonly group: string | null;
}

interface PlacementRow {
  id: number;
  ownerPrincipal: string | null;
  groupCode: string | null;
}

/** Owner and group kept beside records, for types that do not carry them themselves. */
export interface Placements {
  get(key: RecordKey): Promise<Placement>;
  /**
   * Sets owner, group or both; what is not named stays. null removes.
   * @throws NotFoundError for a record that is not there, ValidationError `UNKNOWN_GROUP`,
   * `UNKNOWN_PRINCIPAL`, `NOT_ASSIGNABLE` (the policy takes the value from the record itself)
   */
  set(input: RecordKey & Partial<Placement>): Promise<Placement>;
}

const toPlacement = (row: PlacementRow | null): Placement => ({
  owner: row?.ownerPrincipal ?? null,
  group: row?.groupCode ?? null,
});

const createRows = ({ strapi }: { strapi: Core.Strapi }) => {
  const query = () => strapi.db.query(PLACEMENT_UID);
  return {
    read: (key: RecordKey) =>
      query().findOne({ where: { ...key } }) as Promise<PlacementRow | null>,
    async write(key: RecordKey, data: Partial<Omit<PlacementRow, 'id'>>): Promise<PlacementRow> {
      const row = (await query().findOne({ where: { ...key } })) as PlacementRow | null;
      const written: unknown = row
        ? await query().update({ where: { id: row.id }, data })
        : await query().create({ data: { ...key, ...data } });
      return written as PlacementRow;
    },
  };
};

/** Creates the service; all calls expect system scope. */
export const createPlacements = (
  { strapi }: { strapi: Core.Strapi },
  policies: PolicyStore,
  audit: Audit
): Placements => {
  const rows = createRows({ strapi });

  const check = async (input: RecordKey & Partial<Placement>): Promise<void> => {
    const { contentType, documentId, owner, group } = input;
    const document = (await policies.active())?.document;
    const config = document?.contentTypes[contentType];
    const there = config && (await strapi.db.query(contentType).count({ where: { documentId } }));
    if (!there) throw new errors.NotFoundError('Record not found', { code: 'NOT_FOUND' });
    if (owner && (config.owner ?? 'creator') !== 'creator')
      throw invalid('The owner is an attribute of the record', 'NOT_ASSIGNABLE', ['owner']);
    if (group && !config.group?.assigned)
      throw invalid('The group follows from the record', 'NOT_ASSIGNABLE', ['group']);
    if (owner && (!isPrincipal(owner) || owner === 'public'))
      throw invalid(`'${owner}' is not a principal`, 'UNKNOWN_PRINCIPAL', ['owner']);
    if (group && !document.groups.some(({ code }) => code === group))
      throw invalid(`Unknown group '${group}'`, 'UNKNOWN_GROUP', ['group']);
  };

  return {
    async get(key) {
      return toPlacement(
        await rows.read({ contentType: key.contentType, documentId: key.documentId })
      );
    },
    async set(input) {
      await check(input);
      const { contentType, documentId, owner, group } = input;
      const changes = {
        ...(owner === undefined ? {} : { ownerPrincipal: owner }),
        ...(group === undefined ? {} : { groupCode: group }),
      };
      return strapi.db.transaction(async () => {
        const placement = toPlacement(await rows.write({ contentType, documentId }, changes));
        const details = { ...placement };
        await audit.record({ type: 'placement.changed', contentType, documentId, details });
        return placement;
      });
    },
  };
};

/** What the write boundary keeps beside the records it writes. */
export const createRecordKeeper = (
  { strapi }: { strapi: Core.Strapi },
  sessions: Sessions,
  policies: PolicyStore,
  masked: MaskedFields,
  forgetMore: RecordKeeper['forget']
): RecordKeeper => {
  const rows = createRows({ strapi });
  return {
    ...createWriteRule(sessions),
    ...masked,
    governs: (uid) => policies.newest()?.policy.types.has(uid) === true,
    async isRestricted(actor, contentType, documentId, right) {
      const kinds = blockingKinds(right, false);
      if (kinds.length === 0 || !sessions.of(actor).restricting) return false;
      const where = { contentType, documentId, kind: { $in: [...kinds] } };
      return (
        (await strapi.db
          .query(RESTRICTION_UID)
          .count({ where: { ...where, ...openUntil('expiresAt', actor.now) } })) > 0
      );
    },
    mayCreate(actor, uid) {
      const reach = sessions.reach(actor, uid, 'create');
      return reach.all || reach.own;
    },
    async stamp(actor, uid, documentId) {
      const { policy } = sessions.of(actor);
      const type = policy?.types.get(uid);
      if (!type) return;
      // A record placed by hand starts in the group whose membership allows its creation.
      const grant = sessions
        .reach(actor, uid, 'create')
        .grants.find((one) => one.groups.length > 0);
      const group = type.group.kind === 'assigned' ? grant?.membership?.group : undefined;
      const owner = type.owner.kind === 'creator' && actor.kind !== 'public';
      if (!owner && !group) return;
      await rows.write(
        { contentType: uid, documentId },
        {
          ...(owner ? { ownerPrincipal: actor.principal } : {}),
          ...(group ? { groupCode: group } : {}),
        }
      );
    },
    async forget(uid, documentId) {
      for (const kept of [PLACEMENT_UID, SHARE_UID, RESTRICTION_UID])
        await strapi.db.query(kept).deleteMany({ where: { contentType: uid, documentId } });
      await forgetMore(uid, documentId);
    },
  };
};
