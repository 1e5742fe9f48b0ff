import { useState } from 'react';
import { Combobox, ComboboxOption, Field } from '@strapi/design-system';

import type { GroupConfig } from '../../../../server/src/access/policy/types';
import type { UserAction } from '../../api/use-action';
import { FormModal } from '../../components/form-modal';
import { useText } from '../../i18n/use-text';
import { subtreeOf } from './tree-rows';

interface Props {
  readonly group: GroupConfig;
  readonly groups: readonly GroupConfig[];
  readonly action: UserAction;
  readonly onSubmit: (parent: string | null) => void;
  readonly onClose: () => void;
}

const ROOT = '(root)';

/** Chooses where a group goes, for whoever does not drag. */
export const MoveModal = ({ group, groups, action, onSubmit, onClose }: Props) => {
  const t = useText();
  const [parent, setParent] = useState(group.parent ?? ROOT);
  const below = subtreeOf(groups, group.code);
  return (
    <FormModal
      title={t('groups.moveTitle', { name: group.name })}
      action={action}
      submitLabel={t('action.review')}
      canSubmit={parent !== (group.parent ?? ROOT)}
      onSubmit={() => onSubmit(parent === ROOT ? null : parent)}
      onClose={onClose}
    >
      <Field.Root name="parent">
        <Field.Label>{t('groups.parent')}</Field.Label>
        <Combobox value={parent} onChange={(value?: string) => setParent(value ?? ROOT)}>
          <ComboboxOption value={ROOT}>{t('groups.root')}</ComboboxOption>
          {groups
            .filter(({ code }) => !below.has(code))
            .map(({ code, name }) => (
              <ComboboxOption key={code} value={code}>
                {`${name} (${code})`}
              </ComboboxOption>
            ))}
        </Combobox>
      </Field.Root>
    </FormModal>
  );
};
