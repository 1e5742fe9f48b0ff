import { DateTimePicker, Field } from '@strapi/design-system';

import { useText } from '../i18n/use-text';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly value: string | null;
  readonly onChange: (instant: string | null) => void;
}

/** An instant as ISO 8601; null is none. */
export const DateField = ({ label, hint, value, onChange }: Props) => {
  const t = useText();
  return (
    <Field.Root name={label} hint={hint}>
      <Field.Label>{label}</Field.Label>
      <DateTimePicker
        clearLabel={t('action.clear')}
        dateLabel={t('date.date')}
        timeLabel={t('date.time')}
        value={value === null ? null : new Date(value)}
        onChange={(date) => onChange(date ? date.toISOString() : null)}
        onClear={() => onChange(null)}
      />
      <Field.Hint />
    </Field.Root>
  );
};
