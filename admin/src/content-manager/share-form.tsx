import { useState } from 'react';
import { Field, Textarea, Typography } from '@strapi/design-system';

import { SHARE_LEVELS, type ShareLevel } from '../../../server/src/access/policy/types';
import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import type { RecordKey } from '../api/types';
import { DateField } from '../components/date-field';
import { FormBody } from '../components/form-body';
import { PrincipalPicker } from '../components/principal-picker';
import { SelectField } from '../components/select-field';
import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';

interface Props {
  readonly records: readonly RecordKey[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Groups and profiles as targets of a share, for whoever may know which there are. */
const useAudiences = () => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const { data } = useLoad(can('policy-read') ? 'audiences' : null, () => api.policy());
  return [
    ...(data?.document.groups ?? []).map(({ code, name }) => ({
      value: `group:${code}`,
      label: t('principal.group', { code: name }),
    })),
    ...(data?.document.profiles ?? []).map(({ code, name }) => ({
      value: `profile:${code}`,
      label: t('principal.profile', { code: name }),
    })),
  ];
};

/** Shares one record or several with somebody: all of them, or none. */
export const ShareForm = ({ records, onDone, onClose }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const audiences = useAudiences();
  const [principal, setPrincipal] = useState<string | null>(null);
  const [level, setLevel] = useState<ShareLevel>('read');
  const [expiresAt, setExpiresAt] = useState<string | null>(null);
  const [reason, setReason] = useState('');

  const submit = async () => {
    if (principal === null) return;
    const terms = { principal, level, expiresAt, reason: reason.trim() || null };
    const work = () => api.share(records.map((record) => ({ ...record, ...terms })));
    if (await action.run(work, 'share.done')) onDone();
  };

  return (
    <FormBody
      action={action}
      submitLabel={t('share.submit')}
      canSubmit={principal !== null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {records.length > 1 && <Typography>{t('bulk.count', { count: records.length })}</Typography>}
      <PrincipalPicker
        label={t('share.with')}
        value={principal}
        onChange={setPrincipal}
        more={audiences}
        isRequired
      />
      <SelectField
        label={t('share.level')}
        value={level}
        options={SHARE_LEVELS.map((value) => ({ value, label: t(`shareLevel.${value}`) }))}
        onChange={setLevel}
      />
      <DateField
        label={t('share.expires')}
        hint={t('share.expiresHint')}
        value={expiresAt}
        onChange={setExpiresAt}
      />
      <Field.Root name="reason">
        <Field.Label>{t('share.reason')}</Field.Label>
        <Textarea
          value={reason}
          maxLength={1000}
          onChange={({ target }: { target: HTMLTextAreaElement }) => setReason(target.value)}
        />
      </Field.Root>
    </FormBody>
  );
};
