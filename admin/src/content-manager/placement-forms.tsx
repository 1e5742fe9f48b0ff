import { useState } from 'react';
import { Combobox, ComboboxOption, Field, TextInput, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import type { Placement, RecordKey } from '../api/types';
import { FormBody } from '../components/form-body';
import { PrincipalPicker } from '../components/principal-picker';
import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';

interface Props {
  readonly records: readonly RecordKey[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Places records one by one; what was placed before one is refused stays placed. */
const usePlacing = (records: readonly RecordKey[]) => {
  const api = useApi();
  return async (placement: Partial<Placement>) => {
    for (const record of records) await api.place(record, placement);
  };
};

/** Gives records to another owner. */
export const OwnerForm = ({ records, onDone, onClose }: Props) => {
  const t = useText();
  const action = useAction();
  const place = usePlacing(records);
  const [owner, setOwner] = useState<string | null>(null);
  const submit = async () => {
    if (await action.run(() => place({ owner }), 'placement.ownerDone')) onDone();
  };
  return (
    <FormBody
      action={action}
      submitLabel={t('placement.give')}
      canSubmit={owner !== null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {records.length > 1 && <Typography>{t('bulk.count', { count: records.length })}</Typography>}
      <PrincipalPicker
        label={t('placement.newOwner')}
        value={owner}
        onChange={setOwner}
        isRequired
      />
    </FormBody>
  );
};

/** Puts records of types that are placed by hand in a group. */
export const GroupForm = ({ records, onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const action = useAction();
  const place = usePlacing(records);
  const [group, setGroup] = useState<string | null>(null);
  const groups = useLoad(can('policy-read') ? 'groups' : null, () => api.groups());
  const submit = async () => {
    if (await action.run(() => place({ group }), 'placement.groupDone')) onDone();
  };
  return (
    <FormBody
      action={action}
      submitLabel={t('placement.assign')}
      canSubmit={group !== null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {records.length > 1 && <Typography>{t('bulk.count', { count: records.length })}</Typography>}
      <Field.Root name="group" required hint={t('placement.groupHint')}>
        <Field.Label>{t('field.group')}</Field.Label>
        {groups.data ? (
          <Combobox
            value={group ?? ''}
            onChange={(code?: string) => setGroup(code ?? null)}
            onClear={() => setGroup(null)}
            clearLabel={t('action.clear')}
          >
            {groups.data.data.map(({ code, name }) => (
              <ComboboxOption key={code} value={code}>
                {`${name} (${code})`}
              </ComboboxOption>
            ))}
          </Combobox>
        ) : (
          <TextInput
            value={group ?? ''}
            onChange={({ target }: { target: HTMLInputElement }) => setGroup(target.value || null)}
          />
        )}
        <Field.Hint />
      </Field.Root>
    </FormBody>
  );
};
