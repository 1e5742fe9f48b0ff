import { Field, Flex, MultiSelect, MultiSelectOption, Typography } from '@strapi/design-system';

import {
  DEPTHS,
  type PolicyDocument,
  type ProfileConfig,
} from '../../../../server/src/access/policy/types';
import type { TypeView } from '../../api/types';
import { SelectField } from '../../components/select-field';
import { joined } from '../../components/joined';
import { useText } from '../../i18n/use-text';
import { setClear, setReadonly } from './profile-edits';

interface Props {
  readonly document: PolicyDocument;
  readonly profile: ProfileConfig;
  readonly type: TypeView;
  readonly isDisabled: boolean;
  readonly onChange: (profile: ProfileConfig) => void;
}

/** Stands for every masked attribute of a type. */
const EVERY = '*';

/** What a profile sees clear of the masked attributes of one type, and what it may only read. */
export const FieldRights = ({ document, profile, type, isDisabled, onChange }: Props) => {
  const t = useText();
  const masked = Object.keys(document.contentTypes[type.uid]?.fields ?? {});
  const rights = profile.contentTypes?.[type.uid];
  const options = DEPTHS.map((value) => ({ value, label: t(`depth.${value}`) }));
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Field.Root name="readonly" hint={t('profiles.readonlyHint')}>
        <Field.Label>{t('profiles.readonly')}</Field.Label>
        <MultiSelect
          customizeContent={joined}
          disabled={isDisabled}
          placeholder={t('profiles.readonlyNone')}
          value={rights?.readonly ?? []}
          onChange={(chosen: string[]) => onChange(setReadonly(profile, type.uid, chosen))}
          onClear={() => onChange(setReadonly(profile, type.uid, []))}
          clearLabel={t('action.clear')}
        >
          {type.attributes.map(({ name }) => (
            <MultiSelectOption key={name} value={name}>
              {name}
            </MultiSelectOption>
          ))}
        </MultiSelect>
        <Field.Hint />
      </Field.Root>
      {masked.length === 0 ? (
        <Typography textColor="neutral600">{t('profiles.nothingMasked')}</Typography>
      ) : (
        <Flex gap={4} wrap="wrap" alignItems="flex-start">
          {[EVERY, ...masked].map((attribute) => (
            <SelectField
              key={attribute}
              label={
                attribute === EVERY ? t('profiles.clearAll') : t('profiles.clear', { attribute })
              }
              value={rights?.clear?.[attribute] ?? 'none'}
              options={options}
              isDisabled={isDisabled}
              onChange={(depth) => onChange(setClear(profile, type.uid, attribute, depth))}
            />
          ))}
        </Flex>
      )}
    </Flex>
  );
};
