import { useState } from 'react';
import { Field, MultiSelect, MultiSelectOption, TextInput, Textarea } from '@strapi/design-system';
import { isFetchError } from '@strapi/strapi/admin';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import type { RevealOffer } from '../api/reveals';
import type { RecordKey } from '../api/types';
import { FormBody } from '../components/form-body';
import { SelectField } from '../components/select-field';
import { joined } from '../components/joined';
import { useText } from '../i18n/use-text';

interface Props {
  readonly record: RecordKey;
  readonly offer: RevealOffer;
  /** What is ticked to begin with. */
  readonly fields?: readonly string[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const asksForPassword = (error: unknown): boolean => {
  const details = isFetchError(error) ? error.response?.data.error.details : undefined;
  return (details as { code?: string } | undefined)?.code === 'STEP_UP_REQUIRED';
};

/** Which fields, and for what; the password only where the server asks for it. */
export const RevealForm = ({ record, offer, onDone, onClose, ...asked }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [fields, setFields] = useState<string[]>([...(asked.fields ?? offer.fields)]);
  const [purpose, setPurpose] = useState<string | null>(offer.purposes[0] ?? null);
  const [reason, setReason] = useState('');
  const [password, setPassword] = useState<string | null>(null);

  const submit = async () => {
    const wish = { ...record, fields, purpose: purpose ?? '' };
    const work = () =>
      api
        .reveal({
          ...wish,
          reason: reason.trim() || null,
          ...(password && { password }),
        })
        .catch((error: unknown) => {
          if (asksForPassword(error)) setPassword('');
          throw error;
        });
    if (await action.run(work, 'reveal.done')) onDone();
  };

  return (
    <FormBody
      action={action}
      submitLabel={t('reveal.submit', { minutes: offer.minutes })}
      canSubmit={fields.length > 0 && (purpose ?? '').trim() !== '' && password !== ''}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field.Root name="fields" required>
        <Field.Label>{t('profiles.fields')}</Field.Label>
        <MultiSelect
          customizeContent={joined}
          value={fields}
          onChange={setFields}
          onClear={() => setFields([])}
          clearLabel={t('action.clear')}
        >
          {offer.fields.map((name) => (
            <MultiSelectOption key={name} value={name}>
              {name}
            </MultiSelectOption>
          ))}
        </MultiSelect>
      </Field.Root>
      <Purpose offer={offer} value={purpose} onChange={setPurpose} />
      <Field.Root name="reason">
        <Field.Label>{t('share.reason')}</Field.Label>
        <Textarea
          value={reason}
          maxLength={1000}
          onChange={({ target }: { target: HTMLTextAreaElement }) => setReason(target.value)}
        />
      </Field.Root>
      {password !== null && <Password value={password} onChange={setPassword} />}
    </FormBody>
  );
};

interface PurposeProps {
  readonly offer: RevealOffer;
  readonly value: string | null;
  readonly onChange: (purpose: string) => void;
}

const Purpose = ({ offer, value, onChange }: PurposeProps) => {
  const t = useText();
  if (offer.purposes.length > 0)
    return (
      <SelectField
        label={t('reveal.purpose')}
        value={value}
        options={offer.purposes.map((one) => ({ value: one, label: one }))}
        onChange={onChange}
      />
    );
  return (
    <Field.Root name="purpose" required>
      <Field.Label>{t('reveal.purpose')}</Field.Label>
      <TextInput
        value={value ?? ''}
        maxLength={191}
        onChange={({ target }: { target: HTMLInputElement }) => onChange(target.value)}
      />
    </Field.Root>
  );
};

interface PasswordProps {
  readonly value: string;
  readonly onChange: (password: string) => void;
}

const Password = ({ value, onChange }: PasswordProps) => {
  const t = useText();
  return (
    <Field.Root name="password" required hint={t('reveal.passwordHint')}>
      <Field.Label>{t('reveal.password')}</Field.Label>
      <TextInput
        type="password"
        autoComplete="current-password"
        value={value}
        onChange={({ target }: { target: HTMLInputElement }) => onChange(target.value)}
      />
      <Field.Hint />
    </Field.Root>
  );
};
