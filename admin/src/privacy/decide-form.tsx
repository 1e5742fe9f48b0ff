import { useState } from 'react';
import { Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import type { PlanLine, RequestDetail } from '../api/request-types';
import { DateField } from '../components/date-field';
import { FormModal } from '../components/form-modal';
import { SelectField } from '../components/select-field';
import { useText } from '../i18n/use-text';
import { choicesFor, decisionsOf, type Choice } from './decisions';
import { TextField } from './text-field';

interface Props {
  readonly request: RequestDetail;
  readonly lines: readonly PlanLine[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Says what becomes of lines of a plan. It is another plan then: approvals are taken back. */
export const DecideForm = ({ request, lines, onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [basis, setBasis] = useState('');
  const [until, setUntil] = useState<string | null>(null);
  const isComplete = choice !== null && (choice !== 'keep' || basis.trim() !== '');
  const submit = async () => {
    if (choice === null) return;
    const decisions = decisionsOf(lines, choice, { basis, until });
    if (await action.run(() => api.decide(request.id, decisions), 'requests.decided')) onDone();
  };
  return (
    <FormModal
      title={t('requests.decideTicked', { count: lines.length })}
      action={action}
      submitLabel={t('requests.decide')}
      canSubmit={isComplete}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <SelectField
        label={t('requests.choice')}
        value={choice}
        options={choicesFor(lines).map((value) => ({
          value,
          label: t(`requests.choice.${value}`),
        }))}
        onChange={setChoice}
      />
      {choice === 'keep' && (
        <>
          <TextField
            label={t('requests.basis')}
            hint={t('requests.basisHint')}
            value={basis}
            onChange={setBasis}
            maxLength={1_000}
            isRequired
          />
          <DateField
            label={t('requests.keepUntil')}
            hint={t('requests.keepUntilHint')}
            value={until}
            onChange={setUntil}
          />
        </>
      )}
      {request.approvals.given.length > 0 && (
        <Typography textColor="warning600">{t('requests.approvalsLost')}</Typography>
      )}
    </FormModal>
  );
};
