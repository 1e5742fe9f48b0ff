import { useState } from 'react';
import { Combobox, ComboboxOption, Field, TextInput } from '@strapi/design-system';
import { useDebounce } from '@strapi/strapi/admin';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useNames } from '../api/use-names';
import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';

interface Props {
  readonly label: string;
  readonly value: string | null;
  readonly onChange: (principal: string | null) => void;
  readonly isRequired?: boolean;
  /** Whatever else may be chosen, groups and profiles say, by notation. */
  readonly more?: readonly { readonly value: string; readonly label: string }[];
}

const TYPING_PAUSE = 250;
const MORE_SHOWN = 20;

/** Chooses a person or API token by name. Without the right to search, by notation: `user:3`. */
export const PrincipalPicker = (props: Props) => {
  const can = useCan();
  return can('principals-read') ? <Search {...props} /> : <Notation {...props} />;
};

const Notation = ({ label, value, onChange, isRequired }: Props) => {
  const t = useText();
  return (
    <Field.Root name="principal" hint={t('principal.notation')} required={isRequired ?? false}>
      <Field.Label>{label}</Field.Label>
      <TextInput
        value={value ?? ''}
        onChange={({ target }: { target: HTMLInputElement }) => onChange(target.value || null)}
      />
      <Field.Hint />
    </Field.Root>
  );
};

const Search = ({ label, value, onChange, isRequired, more = [] }: Props) => {
  const t = useText();
  const api = useApi();
  const [text, setText] = useState('');
  const search = useDebounce(text, TYPING_PAUSE);
  const found = useLoad(search, () => api.searchPrincipals(search.trim()));
  const nameOf = useNames(value === null ? [] : [value]);
  const needle = search.trim().toLowerCase();
  const others = more
    .filter((one) => one.label.toLowerCase().includes(needle))
    .slice(0, MORE_SHOWN);
  const people = found.data ?? [];
  const listed = [...people.map(({ principal }) => principal), ...others.map((one) => one.value)];
  const isElsewhere = value !== null && !listed.includes(value);
  const chosen = more.find((one) => one.value === value)?.label;
  return (
    <Field.Root name="principal" required={isRequired ?? false}>
      <Field.Label>{label}</Field.Label>
      <Combobox
        autocomplete="none"
        placeholder={t('principal.placeholder')}
        clearLabel={t('action.clear')}
        value={value ?? ''}
        onChange={(chosenValue?: string) => onChange(chosenValue ?? null)}
        onClear={() => onChange(null)}
        onInputChange={({ target }: { target: HTMLInputElement }) => setText(target.value)}
        loading={found.isLoading}
        loadingMessage={t('state.loading')}
        noOptionsMessage={() => t('principal.none')}
      >
        {isElsewhere && (
          <ComboboxOption value={value}>{chosen ?? nameOf(value).name}</ComboboxOption>
        )}
        {people.map(({ principal, name, detail }) => (
          <ComboboxOption key={principal} value={principal} textValue={name}>
            {detail !== null && detail !== name ? `${name} (${detail})` : `${name} (${principal})`}
          </ComboboxOption>
        ))}
        {others.map((one) => (
          <ComboboxOption key={one.value} value={one.value}>
            {one.label}
          </ComboboxOption>
        ))}
      </Combobox>
    </Field.Root>
  );
};
