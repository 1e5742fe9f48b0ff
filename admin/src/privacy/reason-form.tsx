import { useState } from 'react';
import { Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { FormModal } from '../components/form-modal';
import { useText } from '../i18n/use-text';
import type { DialogProps } from './dialog';
import { TextField } from './text-field';

interface Props extends DialogProps {
  readonly name: 'verify-identity' | 'extend' | 'suspend' | 'withdraw' | 'lift-restriction';
}

/** Actions that need a reason: the record keeps it, and of some the person is told. */
export const ReasonForm = ({ name, request, onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [reason, setReason] = useState('');
  const [method, setMethod] = useState('');
  const isVerifying = name === 'verify-identity';
  const given = reason.trim();
  const submit = async () => {
    const work = () =>
      name === 'verify-identity'
        ? api.act(request.id, name, { method: method.trim(), note: given })
        : api.act(request.id, name, { reason: given });
    if (await action.run(work, `requests.done.${name}`)) onDone();
  };
  return (
    <FormModal
      title={t(`requests.do.${name}`)}
      action={action}
      submitLabel={t(`requests.do.${name}`)}
      canSubmit={given !== '' && (!isVerifying || method.trim() !== '')}
      isDanger={name === 'withdraw'}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Typography>{t(`requests.explain.${name}`)}</Typography>
      {isVerifying && (
        <TextField
          label={t('requests.method')}
          hint={t('requests.methodHint')}
          value={method}
          onChange={setMethod}
          isRequired
        />
      )}
      <TextField
        label={t('requests.reason')}
        value={reason}
        onChange={setReason}
        isRequired
        isLong
      />
    </FormModal>
  );
};
