import { useState } from 'react';
import { Field, TextInput, Textarea } from '@strapi/design-system';

import {
  GROUP_KINDS,
  type GroupConfig,
  type GroupKind,
} from '../../../../server/src/access/policy/types';
import type { UserAction } from '../../api/use-action';
import { FormModal } from '../../components/form-modal';
import { SelectField } from '../../components/select-field';
import { useText } from '../../i18n/use-text';
import { readList } from './group-edits';

interface Props {
  /** The group to change; null for a new one. */
  readonly group: GroupConfig | null;
  readonly parent: string | null;
  readonly action: UserAction;
  readonly onSubmit: (group: GroupConfig) => void;
  readonly onClose: () => void;
}

const CODE = /^[a-z0-9][a-z0-9-]*$/;

/** A code made of a name: lower case, hyphens between words. */
const codeOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** Name, kind and values of a group. Its code stays what it is: memberships and shares refer to it. */
export const GroupForm = ({ group, parent, action, onSubmit, onClose }: Props) => {
  const t = useText();
  const [name, setName] = useState(group?.name ?? '');
  const [ownCode, setCode] = useState<string | null>(group?.code ?? null);
  const [kind, setKind] = useState<GroupKind>(group?.kind ?? 'region');
  const [values, setValues] = useState((group?.matches ?? []).join(', '));
  const code = ownCode ?? codeOf(name);
  const matches = readList(values);

  const submit = () =>
    onSubmit({
      ...group,
      code,
      name: name.trim(),
      kind,
      parent: group ? (group.parent ?? null) : parent,
      matches,
    });

  return (
    <FormModal
      title={group ? t('groups.edit') : t('groups.new')}
      action={action}
      submitLabel={t('action.review')}
      canSubmit={name.trim() !== '' && CODE.test(code)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field.Root name="name" required>
        <Field.Label>{t('field.name')}</Field.Label>
        <TextInput
          value={name}
          onChange={({ target }: { target: HTMLInputElement }) => setName(target.value)}
        />
      </Field.Root>
      <Field.Root name="code" required hint={t('groups.codeHint')}>
        <Field.Label>{t('field.code')}</Field.Label>
        <TextInput
          value={code}
          disabled={group !== null}
          onChange={({ target }: { target: HTMLInputElement }) => setCode(target.value)}
        />
        <Field.Hint />
      </Field.Root>
      <SelectField
        label={t('field.kind')}
        value={kind}
        options={GROUP_KINDS.map((value) => ({ value, label: t(`groupKind.${value}`) }))}
        onChange={setKind}
      />
      <Field.Root name="matches" hint={t('groups.matchesHint')}>
        <Field.Label>{t('groups.matches')}</Field.Label>
        <Textarea
          value={values}
          onChange={({ target }: { target: HTMLTextAreaElement }) => setValues(target.value)}
        />
        <Field.Hint />
      </Field.Root>
    </FormModal>
  );
};
