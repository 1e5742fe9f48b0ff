import { useCallback, type ComponentType } from 'react';

import type { Action } from '../../../server/src/platform/http/admin-route';
import type { RecordKey } from '../api/types';
import { useText, type TextKey } from '../i18n/use-text';
import { useCan } from '../permissions';
import { GroupForm, OwnerForm } from './placement-forms';
import { ShareForm } from './share-form';
import type { BulkAction } from './types';
import { useGoverned } from './use-governed';

interface FormProps {
  readonly records: readonly RecordKey[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** An action on the records that are ticked in a list, in a dialog; on governed types only. */
const createBulkAction = (
  label: TextKey,
  right: Action,
  Form: ComponentType<FormProps>
): BulkAction => {
  const useBulkAction: BulkAction = ({ documents, model }) => {
    const t = useText();
    const can = useCan();
    const isGoverned = useGoverned(model);
    const ids = documents.map(({ documentId }) => documentId).join(' ');
    // The dialog takes this function for a component: another one would start the form anew.
    const content = useCallback(
      ({ onClose }: { onClose: () => void }) => (
        <Form
          records={ids.split(' ').map((documentId) => ({ contentType: model, documentId }))}
          onDone={onClose}
          onClose={onClose}
        />
      ),
      [ids, model]
    );
    if (!isGoverned || !can(right)) return null;
    return {
      label: t(label),
      variant: 'tertiary',
      dialog: { type: 'modal', title: t(label), content },
    };
  };
  return useBulkAction;
};

export const BULK_ACTIONS: BulkAction[] = [
  createBulkAction('bulk.share', 'shares', ShareForm),
  createBulkAction('bulk.owner', 'placements-write', OwnerForm),
  createBulkAction('bulk.group', 'placements-write', GroupForm),
];
