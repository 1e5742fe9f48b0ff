import { EMAILS, NAMES } from '../../generators/values';
import type { Random } from '../../generators/random';
import { readField } from '../../model/masks';
import type { Mask } from '../../model/policy';
import { attributeOf } from '../../model/schema';
import type { Json, Row, Uid } from '../../model/types';
import type { Filling } from '../filling';
import type { Noise, NoiseSource } from './noise';

interface MaskedValue {
  uid: Uid;
  row: Row;
  attribute: string;
  mask: Mask;
}

/** Rows, of records or of components, with a masked scalar that is not empty. */
const maskedValues = ({ filling: { data }, rules }: NoiseSource): MaskedValue[] =>
  Object.entries(rules.policy.contentTypes).flatMap(([type, { fields = {} }]) =>
    Object.entries(fields).flatMap(([field, { mask }]) => {
      const { steps, attribute } = readField(type, field);
      const uid = steps.at(-1)?.component ?? type;
      if (attributeOf(uid, attribute).kind !== 'scalar') return [];
      return (data.rows[uid] ?? [])
        .filter((row) => mask.strategy === 'hidden' || (row[attribute] ?? null) !== null)
        .map((row) => ({ uid, row, attribute, mask }));
    })
  );

/** Another value that may well look the same. */
const otherValue = (random: Random, { row, attribute, mask }: MaskedValue): Json => {
  if (mask.strategy !== 'bucket') return random.pick(attribute === 'email' ? EMAILS : NAMES);
  const start = Math.floor(Number(row[attribute]) / mask.step) * mask.step;
  return start + random.integer(0, mask.step - 1);
};

/** Real values behind a mask that shows the same of them. */
export const valuesMasked: Noise = (source) => {
  const values = maskedValues(source);
  if (values.length === 0) return null;
  const drawn = source.random.pick(values);
  const { uid, row, attribute } = drawn;
  const value = otherValue(source.random, drawn);
  const change = (item: Row): Row => (item.id === row.id ? { ...item, [attribute]: value } : item);
  return {
    kind: 'valuesMasked',
    what: `${uid} ${row.id} ${attribute}: ${JSON.stringify(row[attribute])} is ${JSON.stringify(value)}`,
    apply: (filling: Filling): Filling => ({
      ...filling,
      data: {
        ...filling.data,
        rows: { ...filling.data.rows, [uid]: (filling.data.rows[uid] ?? []).map(change) },
      },
    }),
  };
};
