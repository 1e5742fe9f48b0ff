import { errors } from '@strapi/utils';
import { isMaskable } from '../../access/policy/check-masks';
import { lookup } from '../../access/policy/lookup';
import type { SchemaAttribute, SchemaModel } from '../../access/policy/types';
import { toMaskedAttribute } from '../strategies/attribute';
import type { MaskParameter } from '../strategies/parameters';
import type { Strategies } from '../strategies/registry';

/** A field that a rule can be about, and the strategies that fit it. */
export interface MaskableField {
  /** As field rules write it: `email`, `address.street`, `sections[blocks.quote].text`. */
  readonly field: string;
  readonly type: string;
  readonly strategies: readonly string[];
}

/** What a form needs to write the field rules of a type. */
export interface MaskChoices {
  readonly strategies: readonly {
    readonly name: string;
    readonly parameters: readonly MaskParameter[];
  }[];
  readonly fields: readonly MaskableField[];
}

/** Components may hold themselves; nobody masks what is deeper than this by a form. */
const MOST_STEPS = 4;

/** The attributes beneath a name, with those of components in their place. */
const namesOf = (
  schemas: SchemaModel,
  attributes: Readonly<Record<string, SchemaAttribute>>,
  prefix = '',
  steps = 0
): [field: string, schema: SchemaAttribute][] =>
  Object.entries(attributes).flatMap(([name, schema]) => {
    const field = `${prefix}${name}`;
    const inside = (component: string, written: string) =>
      steps === MOST_STEPS
        ? []
        : namesOf(
            schemas,
            lookup(schemas.components, component)?.attributes ?? {},
            `${written}.`,
            steps + 1
          );
    if (schema.type === 'component')
      return [[field, schema], ...inside(schema.component ?? '', field)];
    if (schema.type === 'dynamiczone')
      return [
        [field, schema],
        ...(schema.components ?? []).flatMap((uid) => inside(uid, `${field}[${uid}]`)),
      ];
    return [[field, schema]];
  });

/** Lists fields and strategies of a governable type. @throws NotFoundError for any other */
export const listMaskChoices = (
  schemas: SchemaModel,
  strategies: Strategies,
  uid: string
): MaskChoices => {
  const type = lookup(schemas.contentTypes, uid);
  if (type?.governable !== true)
    throw new errors.NotFoundError('Content type not found', { code: 'NOT_FOUND' });
  const fitting = (schema: SchemaAttribute) =>
    strategies
      .names()
      .filter((name) => strategies.get(name)?.fits(toMaskedAttribute(schema)) === true);
  return {
    strategies: strategies
      .names()
      .map((name) => ({ name, parameters: strategies.get(name)?.parameters() ?? [] })),
    fields: namesOf(schemas, type.attributes)
      .filter(([field, schema]) => isMaskable(field, schema))
      .map(([field, schema]) => ({ field, type: schema.type, strategies: fitting(schema) })),
  };
};
