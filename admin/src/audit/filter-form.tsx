import { useState } from 'react';
import { Button, Field, Flex, Grid, TextInput } from '@strapi/design-system';
import { Search } from '@strapi/icons';

import { useSearch } from '../api/use-search';
import { DateField } from '../components/date-field';
import { PrincipalPicker } from '../components/principal-picker';
import { useText } from '../i18n/use-text';
import { FILTER_NAMES, type FilterName } from './audit-filters';

type Values = Record<FilterName, string | null>;

/** What to look for; the address has it once it is applied. */
export const FilterForm = () => {
  const t = useText();
  const search = useSearch();
  const applied = Object.fromEntries(
    FILTER_NAMES.map((name) => [name, search.get(name)])
  ) as Values;
  const [values, setValues] = useState(applied);
  const field = (name: FilterName) => ({
    value: values[name],
    onChange: (value: string | null) => setValues({ ...values, [name]: value }),
  });
  const none = Object.fromEntries(FILTER_NAMES.map((name) => [name, null])) as Values;
  const apply = (next: Values) => {
    setValues(next);
    search.set({ ...next, cursor: null });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply(values);
      }}
    >
      <Grid.Root gap={4}>
        {[
          <TextField
            key="type"
            {...field('type')}
            label={t('audit.type')}
            hint={t('audit.typeHint')}
          />,
          <PrincipalPicker key="by" {...field('by')} label={t('audit.by')} />,
          <TextField key="uid" {...field('contentType')} label={t('field.contentType')} />,
          <TextField key="record" {...field('record')} label={t('record.documentId')} />,
          <DateField key="from" {...field('from')} label={t('audit.from')} />,
          <DateField key="to" {...field('to')} label={t('audit.to')} />,
        ].map((part, index) => (
          <Grid.Item key={index} col={4} s={6} xs={12} direction="column" alignItems="stretch">
            {part}
          </Grid.Item>
        ))}
      </Grid.Root>
      <Flex gap={2} paddingTop={4}>
        <Button type="submit" startIcon={<Search />}>
          {t('audit.search')}
        </Button>
        <Button variant="tertiary" onClick={() => apply(none)}>
          {t('action.clear')}
        </Button>
      </Flex>
    </form>
  );
};

interface TextProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

const TextField = ({ label, hint, value, onChange }: TextProps) => (
  <Field.Root name={label} hint={hint}>
    <Field.Label>{label}</Field.Label>
    <TextInput
      value={value ?? ''}
      onChange={({ target }: { target: HTMLInputElement }) => onChange(target.value || null)}
    />
    <Field.Hint />
  </Field.Root>
);
