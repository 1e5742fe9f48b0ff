import { useState } from 'react';
import { Typography } from '@strapi/design-system';

import {
  REJECTION_GROUNDS,
  type RejectionGround,
} from '../../../server/src/privacy/requests/states';
import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { FormModal } from '../components/form-modal';
import { SelectField } from '../components/select-field';
import { useText } from '../i18n/use-text';
import type { DialogProps } from './dialog';
import { TextField } from './text-field';

/** Refuses a request, on a ground of the law: the person is told both. */
export const RejectForm = ({ request, onDone, onClose }: DialogProps) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [ground, setGround] = useState<RejectionGround | null>(null);
  const [reason, setReason] = useState('');
  const submit = async () => {
    if (ground === null) return;
    const work = () => api.act(request.id, 'reject', { ground, reason: reason.trim() });
    if (await action.run(work, 'requests.done.reject')) onDone();
  };
  return (
    <FormModal
      title={t('requests.do.reject')}
      action={action}
      submitLabel={t('requests.do.reject')}
      canSubmit={ground !== null && reason.trim() !== ''}
      isDanger
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Typography>{t('requests.explain.reject')}</Typography>
      <SelectField
        label={t('requests.groundLabel')}
        value={ground}
        options={REJECTION_GROUNDS.map((value) => ({
          value,
          label: t(`requests.ground.${value}`),
        }))}
        onChange={setGround}
      />
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
