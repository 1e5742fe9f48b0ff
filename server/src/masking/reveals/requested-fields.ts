import { errors } from '@strapi/utils';
import type { MaskedFields } from '../../access/rights/masked-fields';
import type { RecordKey, RecordRights } from '../../access/rights/record-rights';
import type { Sessions } from '../../access/rights/session';
import { invalid } from '../../access/principals';
import type { FieldView } from '../../enforcement/access-rule';
import type { Actor } from '../../platform/actor';

const notFound = (message: string, path: readonly (string | number)[] = []): Error =>
  new errors.NotFoundError(message, { code: 'NOT_FOUND', path });

/** What somebody sees masked of a record. */
export interface RequestedFields {
  /**
   * The fields that are masked in some version of the record, and could be revealed.
   * @throws NotFoundError for a record that the caller does not see
   */
  names(actor: Actor, record: RecordKey): Promise<string[]>;
  /**
   * The views of fields that are named, all of them masked in some version of the record.
   * @throws ValidationError `NOT_GOVERNED`; NotFoundError for a record that the caller does not see,
   * and for a field that it does not see at all, which is as if it were not there; ValidationError
   * `NOT_MASKED` for a field that is shown as it is
   */
  masked(actor: Actor, record: RecordKey, fields: readonly string[]): Promise<FieldView[]>;
  /**
   * Whether somebody sees the record with all these fields clear.
   * @throws NotFoundError for a record that the caller does not see
   */
  areClear(actor: Actor, record: RecordKey, fields: readonly string[]): Promise<boolean>;
}

/** Creates the questions; they expect system scope. */
export const createRequestedFields = (
  sessions: Sessions,
  rights: RecordRights,
  fields: MaskedFields
): RequestedFields => {
  const maskedIn = async (actor: Actor, record: RecordKey): Promise<Map<string, FieldView>> => {
    const rows = await fields.maskedFields(actor, record.contentType, record.documentId);
    return new Map([...rows.values()].flat().map((view) => [view.field, view]));
  };

  const requireVisible = async (actor: Actor, record: RecordKey): Promise<void> => {
    if (!(await rights.sees(actor, record))) throw notFound('Record not found');
  };

  return {
    async names(actor, record) {
      await requireVisible(actor, record);
      return [...(await maskedIn(actor, record)).values()]
        .filter(({ absent }) => !absent)
        .map(({ field }) => field)
        .sort();
    },
    async masked(actor, record, names) {
      const type = sessions.of(actor).policy?.types.get(record.contentType);
      if (!type)
        throw invalid(`${record.contentType} is not governed`, 'NOT_GOVERNED', ['contentType']);
      await requireVisible(actor, record);
      const masked = await maskedIn(actor, record);
      return names.map((name, at) => {
        const view = masked.get(name);
        if (view && !view.absent) return view;
        const isShown = !view && type.fields.some(({ field }) => field === name);
        if (isShown) throw invalid(`'${name}' is not masked`, 'NOT_MASKED', ['fields', at]);
        throw notFound(`Field '${name}' not found`, ['fields', at]);
      });
    },
    async areClear(actor, record, names) {
      await requireVisible(actor, record);
      const masked = await maskedIn(actor, record);
      return names.every((name) => !masked.has(name));
    },
  };
};
