import type { ModelMeta } from '../../enforcement/strapi-metadata';
import type { AnnotationMap } from '../annotations/compile';
import type { Identifier } from './needles';
import type { DocumentKey, Records, RecordRow, Values } from './records';

/** Attributes that together, or alone, are somebody's name. */
const GIVEN = /^(first|given|fore)_?name$/i;
const FAMILY = /^(last|family|sur)_?name$/i;
const FULL = /^(full|display)?_?name$/i;

const textIn = (model: ModelMeta, values: Values, pattern: RegExp): string | null => {
  const found = Object.entries(model.columns).find(([attribute]) => pattern.test(attribute));
  const value = found ? values[found[1]] : null;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};

const namesIn = (model: ModelMeta, values: Values): Identifier[] => {
  const [given, family] = [textIn(model, values, GIVEN), textIn(model, values, FAMILY)];
  const full = textIn(model, values, FULL);
  const names = [given && family ? `${given} ${family}` : null, full];
  return names.flatMap((value) => (value === null ? [] : [{ kind: 'name', value }]));
};

const identifiersIn = (
  model: ModelMeta,
  values: Values,
  annotations: AnnotationMap
): Identifier[] =>
  Object.entries(model.columns).flatMap(([attribute, column]) => {
    const kind = annotations.attribute(model.uid, attribute)?.identifier ?? null;
    const value = values[column];
    const isText = typeof value === 'string' || typeof value === 'number';
    return kind !== null && kind !== 'account' && isText && String(value).trim() !== ''
      ? [{ kind, value: String(value) }]
      : [];
  });

/** What a person is known by, as its own records have it: identifiers as they stand there, and names. */
export const createHarvest =
  (records: Records) =>
  async (roots: readonly DocumentKey[], annotations: AnnotationMap): Promise<Identifier[]> => {
    const found = new Map<string, Identifier>();
    for (const { uid, documentId } of roots) {
      const own = await records.rowsOf(uid, [documentId]);
      const rows: RecordRow[] = [...own, ...(await records.componentsOf(own))];
      for (const row of rows) {
        const model = records.model(row.uid);
        const values = (await records.valuesOf(row.table, [row.rowId])).get(row.rowId);
        if (!model || !values) continue;
        const names = row.path.length === 0 ? namesIn(model, values) : [];
        for (const one of [...identifiersIn(model, values, annotations), ...names])
          found.set(`${one.kind} ${one.value}`, one);
      }
    }
    return [...found]
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
      .map(([, identifier]) => identifier);
  };
