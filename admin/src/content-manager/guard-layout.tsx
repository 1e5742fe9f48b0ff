import { Typography } from '@strapi/design-system';
import { getFetchClient } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';

import { useText } from '../i18n/use-text';
import { MaskAction, useFieldMask } from './guarded-input';
import { namesAttribute } from './field-notation';
import { lastOwnView, readOwnView } from './own-view';
import { typeOfAttribute } from './refresh';

/** The type under which the panel finds the input of a field that may be masked. */
export const GUARDED_TYPE = 'custodian-guarded';

interface LayoutField {
  readonly name: string;
  readonly type: string;
  readonly attribute: { readonly type: string; readonly customField?: string };
  readonly labelAction?: ReactNode;
}

interface Layout {
  readonly layout: readonly (readonly (readonly LayoutField[])[])[];
  readonly components: Readonly<Record<string, { readonly layout: readonly LayoutField[][] }>>;
}

/** Types whose inputs are the same everywhere in Strapi's panel; the others are the content manager's own. */
const GUARDED = new Set([
  ...['string', 'text', 'email', 'enumeration', 'boolean', 'json'],
  ...['integer', 'biginteger', 'float', 'decimal'],
  ...['date', 'datetime', 'time', 'timestamp'],
]);

/** Beside the name of a field whose input is left as it is: that it is masked, and Reveal. */
const Mark = ({ contentType, name }: { readonly contentType: string; readonly name: string }) => {
  const t = useText();
  const mask = useFieldMask(contentType, name);
  if (mask.look !== 'masked' && mask.look !== 'hidden' && !mask.open) return null;
  return (
    <>
      {!mask.open && (
        <Typography variant="pi" textColor="neutral600">
          {t('masked.mark')}
        </Typography>
      )}
      <MaskAction mask={mask} />
    </>
  );
};

const guard = (field: LayoutField, contentType: string): LayoutField => {
  const { attribute, name, labelAction } = field;
  if (GUARDED.has(attribute.type) && attribute.customField === undefined)
    return { ...field, type: GUARDED_TYPE, ...{ contentType } };
  // Where a component stands in another place, its name says too little: it is left alone there.
  return {
    ...field,
    labelAction: (
      <>
        {labelAction}
        <Mark contentType={contentType} name={name} />
      </>
    ),
  };
};

/**
 * Strapi's hook on layouts of the edit view: fields that the user sees masked in some records get an
 * input that asks about the record. Before anything is known of the user's view, all fields do.
 */
export const guardLayout = <T extends { readonly layout: Layout }>(given: T): T => {
  const { layout } = given;
  const [first] = layout.layout.flat(2);
  const uid = first ? typeOfAttribute(first.name, first.attribute) : null;
  if (uid === null) return given;
  const view = lastOwnView();
  // For the next time: the policy may change, or the user.
  readOwnView(getFetchClient()).catch(() => undefined);
  const rules = view?.masked.get(uid) ?? [];
  if (view && rules.length === 0) return given;
  const isMeant = ({ name }: LayoutField) =>
    !view || rules.some((rule) => namesAttribute(rule, name));
  const decorate = (field: LayoutField) => (isMeant(field) ? guard(field, uid) : field);
  const isPlain = (field: LayoutField) => GUARDED.has(field.attribute.type);
  return {
    ...given,
    layout: {
      ...layout,
      layout: layout.layout.map((panel) => panel.map((row) => row.map(decorate))),
      components: Object.fromEntries(
        Object.entries(layout.components).map(([name, component]) => [
          name,
          {
            ...component,
            layout: component.layout.map((row) =>
              row.map((field) => (isPlain(field) ? decorate(field) : field))
            ),
          },
        ])
      ),
    },
  };
};
