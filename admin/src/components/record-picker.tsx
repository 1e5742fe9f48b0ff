import { useState } from 'react';
import { Combobox, ComboboxOption, Field, TextInput } from '@strapi/design-system';
import { useDebounce } from '@strapi/strapi/admin';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useRecordNames } from '../api/use-names';
import { useText } from '../i18n/use-text';

interface Props {
  readonly uid: string;
  readonly value: string | null;
  readonly onChange: (documentId: string | null) => void;
}

const TYPING_PAUSE = 250;

/** Chooses a record by name among those that the admin user sees; else by its documentId. */
export const RecordPicker = ({ uid, value, onChange }: Props) => {
  const t = useText();
  const api = useApi();
  const [text, setText] = useState('');
  const search = useDebounce(text, TYPING_PAUSE);
  const found = useLoad(`${uid} ${search}`, () => api.searchRecords(uid, search.trim()));
  const nameOf = useRecordNames(uid, value === null ? [] : [value]);
  const records = found.data ?? [];
  const isListed = records.some(({ documentId }) => documentId === value);

  if (found.error !== null)
    return (
      <Field.Root name="record" hint={t('record.notation')}>
        <Field.Label>{t('record.label')}</Field.Label>
        <TextInput
          value={value ?? ''}
          onChange={({ target }: { target: HTMLInputElement }) => onChange(target.value || null)}
        />
        <Field.Hint />
      </Field.Root>
    );
  return (
    <Field.Root name="record">
      <Field.Label>{t('record.label')}</Field.Label>
      <Combobox
        autocomplete="none"
        placeholder={t('record.placeholder')}
        clearLabel={t('action.clear')}
        value={value ?? ''}
        onChange={(chosen?: string) => onChange(chosen ?? null)}
        onClear={() => onChange(null)}
        onInputChange={({ target }: { target: HTMLInputElement }) => setText(target.value)}
        loading={found.isLoading}
        loadingMessage={t('state.loading')}
        noOptionsMessage={() => t('record.none')}
      >
        {value !== null && !isListed && (
          <ComboboxOption value={value}>{nameOf(value)}</ComboboxOption>
        )}
        {records.map(({ documentId, name }) => (
          <ComboboxOption key={documentId} value={documentId}>
            {name}
          </ComboboxOption>
        ))}
      </Combobox>
    </Field.Root>
  );
};
