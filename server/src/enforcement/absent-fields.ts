import type { FieldView } from './access-rule';
import { isJson, type Json } from './link-shape';
import { FILE_UID } from './table-catalogue';

/** An attribute that answers leave out where it shows nothing. */
export type AbsentField = Pick<FieldView, 'steps' | 'attribute'>;

/** What an attribute holds, as far as finding records in it goes. */
export interface HoldingAttribute {
  readonly type: string;
  readonly target?: string;
  readonly component?: string;
}

/** What is known of the types whose records are walked through. */
export interface AbsentFieldsInput {
  /** The absent fields of a governed type. */
  readonly absentOf: (uid: string) => readonly AbsentField[];
  readonly attributesOf: (uid: string) => Readonly<Record<string, HoldingAttribute | undefined>>;
}

const isNothing = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

/** What a value is a row of; null for what is no row. */
const typeOf = ({ type, component, target }: HoldingAttribute, value: Json): string | null => {
  if (type === 'media') return FILE_UID;
  if (type !== 'relation' && type !== 'component' && type !== 'dynamiczone') return null;
  const named = value.__component ?? value.__type;
  return typeof named === 'string' ? named : (component ?? target ?? null);
};

const below = (
  fields: readonly AbsentField[],
  attribute: string,
  component: string
): AbsentField[] =>
  fields.flatMap(({ steps: [step, ...rest], attribute: name }) =>
    step?.attribute === attribute && step.component === component
      ? [{ steps: rest, attribute: name }]
      : []
  );

/**
 * Leaves hidden attributes out of a row that was read, and of everything populated in it. What shows
 * nothing may be hidden, or empty: the answer does not tell.
 * @param within what is hidden in the row for the record that it is a part of
 */
export const leaveOut = (
  input: AbsentFieldsInput,
  uid: string,
  row: Json,
  within: readonly AbsentField[] = []
): Json => {
  const fields = [...within, ...input.absentOf(uid)];
  const attributes = input.attributesOf(uid);
  const gone = new Set(
    fields.filter(({ steps }) => steps.length === 0).map(({ attribute }) => attribute)
  );
  const walk = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => walk(name, item));
    const attribute = attributes[name];
    const type = attribute && isJson(value) ? typeOf(attribute, value) : null;
    return type === null ? value : leaveOut(input, type, value as Json, below(fields, name, type));
  };
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name, value]) => !(gone.has(name) && isNothing(value)))
      .map(([name, value]) => [name, walk(name, value)])
  );
};
