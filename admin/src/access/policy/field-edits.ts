import type { MaskConfig, PolicyDocument } from '../../../../server/src/access/policy/types';
import type { MaskParameter } from '../../api/types';

/** Masks a field of a governed type, masks it otherwise, or (null) no longer. Pure. */
export const setFieldRule = (
  document: PolicyDocument,
  uid: string,
  field: string,
  mask: MaskConfig | null
): PolicyDocument => {
  const type = document.contentTypes[uid];
  if (!type) return document;
  const { fields = {}, ...rest } = type;
  const { [field]: _before, ...others } = fields;
  const next = mask === null ? others : { ...fields, [field]: { mask } };
  const hasFields = Object.keys(next).length > 0;
  return {
    ...document,
    contentTypes: {
      ...document.contentTypes,
      [uid]: { ...rest, ...(hasFields && { fields: next }) },
    },
  };
};

/** A parameter as it stands in a text input. Pure. */
export const writeParameter = (value: unknown): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** What was typed, as the policy has it; undefined where nothing was. What is no such value stays text, and is refused. Pure. */
export const readParameter = ({ type }: MaskParameter, text: string): unknown => {
  if (text === '') return undefined;
  if (type === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** A mask with one parameter set, or left out. Pure. */
export const setParameter = (mask: MaskConfig, name: string, value: unknown): MaskConfig => {
  const { [name]: _before, ...rest } = mask;
  return { ...rest, strategy: mask.strategy, ...(value !== undefined && { [name]: value }) };
};
