import { Typography } from '@strapi/design-system';

import type { GroupConfig, PolicyDocument } from '../../../../server/src/access/policy/types';
import { useAction } from '../../api/use-action';
import { FormModal } from '../../components/form-modal';
import { useText } from '../../i18n/use-text';
import { moveGroup, putGroup, removeGroup } from './group-edits';
import { GroupForm } from './group-form';
import { ImportModal } from './import-modal';
import { MoveModal } from './move-modal';

/** What is being done to the tree. */
export type GroupDialog =
  | { readonly kind: 'import' }
  | { readonly kind: 'new'; readonly parent: string | null }
  | { readonly kind: 'edit' | 'move' | 'remove'; readonly group: GroupConfig }
  | null;

interface Props {
  readonly dialog: GroupDialog;
  readonly document: PolicyDocument;
  /** A changed document, to be reviewed before it is activated. */
  readonly onDraft: (document: PolicyDocument) => void;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** The dialogs around the tree. Each ends in a changed document, besides the import. */
export const GroupActions = ({ dialog, document, onDraft, onDone, onClose }: Props) => {
  const t = useText();
  const action = useAction();
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'import':
      return <ImportModal onDone={onDone} onClose={onClose} />;
    case 'new':
      return (
        <GroupForm
          group={null}
          parent={dialog.parent}
          action={action}
          onSubmit={(group) => onDraft(putGroup(document, group, null))}
          onClose={onClose}
        />
      );
    case 'edit':
      return (
        <GroupForm
          group={dialog.group}
          parent={null}
          action={action}
          onSubmit={(group) => onDraft(putGroup(document, group, dialog.group.code))}
          onClose={onClose}
        />
      );
    case 'move':
      return (
        <MoveModal
          group={dialog.group}
          groups={document.groups}
          action={action}
          onSubmit={(parent) => onDraft(moveGroup(document, dialog.group.code, parent))}
          onClose={onClose}
        />
      );
    case 'remove':
      return (
        <FormModal
          title={t('groups.removeTitle', { name: dialog.group.name })}
          action={action}
          submitLabel={t('action.review')}
          isDanger
          onSubmit={() => onDraft(removeGroup(document, dialog.group.code))}
          onClose={onClose}
        >
          <Typography>{t('groups.removeHint')}</Typography>
        </FormModal>
      );
  }
};
