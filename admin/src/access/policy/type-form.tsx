import { useState } from 'react';
import { Field, MultiSelect, MultiSelectOption } from '@strapi/design-system';

import type { PolicyDocument } from '../../../../server/src/access/policy/types';
import { useAction } from '../../api/use-action';
import type { TypeView } from '../../api/types';
import { FormModal } from '../../components/form-modal';
import { SelectField } from '../../components/select-field';
import { joined } from '../../components/joined';
import { useText } from '../../i18n/use-text';
import {
  govern,
  isComplete,
  OWNER_KINDS,
  PLACEMENT_KINDS,
  readOwner,
  readPlacement,
  type PlacementForm,
} from './type-edits';

interface Props {
  readonly type: TypeView;
  readonly document: PolicyDocument;
  readonly onSubmit: (document: PolicyDocument) => void;
  readonly onClose: () => void;
}

const namesOf = ({ attributes }: TypeView, isRelation: boolean): string[] =>
  attributes.filter(({ type }) => (type === 'relation') === isRelation).map(({ name }) => name);

const optionsOf = (type: TypeView, isRelation: boolean) =>
  namesOf(type, isRelation).map((name) => ({ value: name, label: name }));

/** How the records of a type get their group and their owner. */
export const TypeForm = ({ type, document, onSubmit, onClose }: Props) => {
  const t = useText();
  const action = useAction();
  const config = document.contentTypes[type.uid];
  const [placement, setPlacement] = useState(readPlacement(config?.group));
  const [owner, setOwner] = useState(readOwner(config?.owner));

  return (
    <FormModal
      title={t('types.formTitle', { name: type.displayName })}
      action={action}
      submitLabel={t('action.apply')}
      canSubmit={isComplete(placement, owner)}
      onSubmit={() => onSubmit(govern(document, type.uid, placement, owner))}
      onClose={onClose}
    >
      <PlacementFields type={type} placement={placement} onChange={setPlacement} />
      <SelectField
        label={t('types.owner')}
        value={owner.kind}
        options={OWNER_KINDS.map((kind) => ({ value: kind, label: t(`owner.${kind}`) }))}
        onChange={(kind) => setOwner({ kind, attribute: null })}
      />
      {owner.kind !== 'creator' && (
        <SelectField
          label={t('types.ownerAttribute')}
          value={owner.attribute}
          options={optionsOf(type, owner.kind === 'relation')}
          onChange={(attribute) => setOwner({ ...owner, attribute })}
        />
      )}
    </FormModal>
  );
};

interface PlacementProps {
  readonly type: TypeView;
  readonly placement: PlacementForm;
  readonly onChange: (placement: PlacementForm) => void;
}

const PlacementFields = ({ type, placement, onChange }: PlacementProps) => {
  const t = useText();
  return (
    <>
      <SelectField
        label={t('types.group')}
        value={placement.kind}
        options={PLACEMENT_KINDS.map((kind) => ({ value: kind, label: t(`placement.${kind}`) }))}
        onChange={(kind) => onChange({ kind, attributes: [] })}
      />
      {(placement.kind === 'attribute' || placement.kind === 'relation') && (
        <SelectField
          label={t('types.groupAttribute')}
          value={placement.attributes[0] ?? null}
          options={optionsOf(type, placement.kind === 'relation')}
          onChange={(name) => onChange({ ...placement, attributes: [name] })}
        />
      )}
      {placement.kind === 'inherit' && (
        <Field.Root name="inherit">
          <Field.Label>{t('types.parents')}</Field.Label>
          <MultiSelect
            customizeContent={joined}
            value={[...placement.attributes]}
            onChange={(attributes: string[]) => onChange({ kind: 'inherit', attributes })}
            clearLabel={t('action.clear')}
          >
            {namesOf(type, true).map((name) => (
              <MultiSelectOption key={name} value={name}>
                {name}
              </MultiSelectOption>
            ))}
          </MultiSelect>
        </Field.Root>
      )}
    </>
  );
};
