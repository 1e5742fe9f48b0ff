import { useState, type ReactNode } from 'react';
import { Field, Flex, TextButton, TextInput, Typography } from '@strapi/design-system';
import { Eye, Lock } from '@strapi/icons';
import { InputRenderer, useForm, type InputProps } from '@strapi/strapi/admin';

import type { Reveal } from '../api/reveals';
import type { RecordKey } from '../api/types';
import { useDates, useText } from '../i18n/use-text';
import { fieldOf, valueAt } from './field-notation';
import { useRecordMasks, type RecordMasks } from './record-masks';
import { RevealDialog } from './reveal-dialog';
import { useEndReveal } from './reveals';
import { useFreshForm } from './use-fresh-form';

interface Attribute {
  readonly type: string;
  readonly enum?: readonly string[];
}

/** What the content manager gives to an input, as far as it is used here. */
export interface GuardedProps {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly labelAction?: ReactNode;
  readonly attribute: Attribute;
  readonly contentType: string;
}

/** How a field of the record in a form looks to the user. */
interface FieldMask {
  readonly record: RecordKey | null;
  /** As policies write it. */
  readonly field: string;
  readonly look: 'unknown' | 'clear' | 'masked' | 'hidden';
  readonly open: Reveal | null;
  readonly offer: RecordMasks['offer'];
}

const lookOf = (known: RecordMasks | null, field: string): FieldMask['look'] => {
  if (!known) return 'unknown';
  if (!known.masks || known.masks.writable) return 'clear';
  if (known.masks.hidden.includes(field)) return 'hidden';
  return known.masks.masked.includes(field) ? 'masked' : 'clear';
};

/** A record that is about to be created is nobody's secret. */
export const useFieldMask = (contentType: string, name: string): FieldMask => {
  const documentId = useForm('Custodian', ({ values }) => valueAt('documentId', values));
  const field = useForm('Custodian', ({ values }) => fieldOf(name, values));
  const record = typeof documentId === 'string' ? { contentType, documentId } : null;
  const known = useRecordMasks(record);
  const isMeant = ({ fields }: Reveal) => fields.includes(field);
  return {
    record,
    field,
    look: record ? lookOf(known, field) : 'clear',
    open: known?.open.find(isMeant) ?? null,
    offer: known?.offer?.fields.includes(field) ? known.offer : null,
  };
};

/** An input of a field that may be masked: read-only where it is, as Strapi has it where it is not. */
export const GuardedInput = (props: GuardedProps) => {
  const { contentType, name, labelAction } = props;
  const mask = useFieldMask(contentType, name);
  useFreshForm(mask.record, mask.look === 'unknown' ? null : mask.look, name);
  const action = (
    <>
      {labelAction}
      <MaskAction mask={mask} />
    </>
  );
  return mask.look === 'masked' || mask.look === 'hidden' ? (
    <MaskedInput {...props} look={mask.look} labelAction={action} />
  ) : (
    // Nobody types into what may turn out to be masked.
    <PlainInput
      {...props}
      disabled={props.disabled === true || mask.look === 'unknown'}
      labelAction={action}
    />
  );
};

/** The same switch as the content manager's own, for the types that are guarded. */
const PlainInput = ({ contentType: _type, ...props }: GuardedProps) => {
  const {
    unique: _unique,
    mainField: _mainField,
    ...rest
  } = props as GuardedProps & {
    unique?: unknown;
    mainField?: unknown;
  };
  const options = props.attribute.enum?.map((value) => ({ value }));
  const input = { ...rest, type: props.attribute.type, ...(options && { options }) };
  return <InputRenderer {...(input as unknown as InputProps)} />;
};

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const MaskedInput = ({
  name,
  label,
  required = false,
  labelAction,
  look,
}: GuardedProps & { readonly look: 'masked' | 'hidden' }) => {
  const t = useText();
  const value = useForm('Custodian', ({ values }) => valueAt(name, values));
  return (
    <Field.Root name={name} required={required} hint={t('masked.hint')}>
      <Field.Label action={labelAction}>{label}</Field.Label>
      <TextInput
        readOnly
        value={look === 'hidden' ? '' : textOf(value)}
        placeholder={t('masked.nothing')}
        startAction={<Lock aria-hidden fill="neutral500" />}
      />
      <Field.Hint />
    </Field.Root>
  );
};

/** Beside the name of a field: how to see it, until when it is shown, and how to end that. */
export const MaskAction = ({ mask }: { readonly mask: FieldMask }) => {
  const t = useText();
  const [isAsking, setAsking] = useState(false);
  const { record, field, look, open, offer } = mask;
  if (record && open) return <Shown record={record} open={open} />;
  if (!record || !offer || look !== 'masked') return null;
  return (
    <>
      <TextButton
        startIcon={<Eye />}
        aria-label={`${t('reveal.ask')} ${field}`}
        onClick={() => setAsking(true)}
      >
        {t('reveal.ask')}
      </TextButton>
      {isAsking && (
        <RevealDialog
          record={record}
          offer={offer}
          field={field}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
};

const Shown = ({ record, open }: { readonly record: RecordKey; readonly open: Reveal }) => {
  const t = useText();
  const date = useDates();
  const ending = useEndReveal(record, open.id);
  const { status, expiresAt } = open;
  return (
    <Flex gap={2} inline>
      <Typography variant="pi" textColor="neutral600">
        {status === 'pending' ? t('reveal.pending') : t('reveal.until', { date: date(expiresAt) })}
      </Typography>
      {status !== 'pending' && (
        <TextButton
          aria-label={`${t('reveal.end')}: ${open.fields.join(', ')}`}
          onClick={() => void ending.end()}
        >
          {t('reveal.end')}
        </TextButton>
      )}
    </Flex>
  );
};
