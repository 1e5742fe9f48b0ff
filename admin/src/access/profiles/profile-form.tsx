import { useState } from 'react';
import { Field, TextInput } from '@strapi/design-system';

import type { ProfileConfig } from '../../../../server/src/access/policy/types';
import { useAction } from '../../api/use-action';
import { FormModal } from '../../components/form-modal';
import { useText } from '../../i18n/use-text';

interface Props {
  readonly profile: ProfileConfig | null;
  readonly taken: readonly string[];
  readonly onSubmit: (profile: ProfileConfig) => void;
  readonly onClose: () => void;
}

const CODE = /^[a-z0-9][a-z0-9-]*$/;

/** Name and code of a profile. The code stays: memberships refer to it. */
export const ProfileForm = ({ profile, taken, onSubmit, onClose }: Props) => {
  const t = useText();
  const action = useAction();
  const [name, setName] = useState(profile?.name ?? '');
  const [code, setCode] = useState(profile?.code ?? '');
  const isTaken = profile === null && taken.includes(code);
  return (
    <FormModal
      title={profile ? t('profiles.rename') : t('profiles.new')}
      action={action}
      submitLabel={t('action.apply')}
      canSubmit={name.trim() !== '' && CODE.test(code) && !isTaken}
      onSubmit={() => onSubmit({ ...profile, name: name.trim(), code })}
      onClose={onClose}
    >
      <Field.Root name="name" required>
        <Field.Label>{t('field.name')}</Field.Label>
        <TextInput
          value={name}
          onChange={({ target }: { target: HTMLInputElement }) => setName(target.value)}
        />
      </Field.Root>
      <Field.Root
        name="code"
        required
        hint={t('groups.codeHint')}
        error={isTaken ? t('profiles.taken') : false}
      >
        <Field.Label>{t('field.code')}</Field.Label>
        <TextInput
          value={code}
          disabled={profile !== null}
          onChange={({ target }: { target: HTMLInputElement }) => setCode(target.value)}
        />
        <Field.Hint />
        <Field.Error />
      </Field.Root>
    </FormModal>
  );
};
