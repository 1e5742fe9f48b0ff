import { useState } from 'react';
import { Typography } from '@strapi/design-system';

import { isDestructive } from '../../../server/src/privacy/requests/kinds';
import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { FormModal } from '../components/form-modal';
import { useText } from '../i18n/use-text';
import type { DialogProps } from './dialog';
import { TextField } from './text-field';

interface Props extends DialogProps {
  readonly name: 'discover' | 'execute' | 'retry';
}

/** Actions that are only confirmed. What cannot be undone is confirmed by writing the reference. */
export const ConfirmForm = ({ name, request, onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [text, setText] = useState('');
  const { id, kind, reference } = request;
  const isFinal = name === 'execute' && isDestructive(kind);
  const submit = async () => {
    if (await action.run(() => api.act(id, name, {}), `requests.done.${name}`)) onDone();
  };
  return (
    <FormModal
      title={t(`requests.do.${name}`)}
      action={action}
      submitLabel={t(`requests.do.${name}`)}
      canSubmit={!isFinal || text.trim().toUpperCase() === reference}
      isDanger={isFinal}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Typography>
        {isFinal ? t('requests.explain.erase') : t(`requests.explain.${name}`)}
      </Typography>
      {isFinal && (
        <TextField
          label={t('requests.typeReference', { reference })}
          value={text}
          onChange={setText}
          isRequired
        />
      )}
    </FormModal>
  );
};
