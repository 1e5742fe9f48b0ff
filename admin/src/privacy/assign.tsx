import { useState } from 'react';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { FormModal } from '../components/form-modal';
import { PrincipalPicker } from '../components/principal-picker';
import { useText } from '../i18n/use-text';

interface Props {
  readonly ids: readonly number[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Gives requests to somebody, one after the other: what is given before one fails stays given. */
export const useAssign = (onDone: () => void) => {
  const api = useApi();
  const action = useAction();
  const assign = async (ids: readonly number[], assignee?: string | null) => {
    const work = async () => {
      for (const id of ids) await api.act(id, 'assign', assignee === undefined ? {} : { assignee });
    };
    const isDone = await action.run(work, 'requests.assigned');
    if (isDone) onDone();
    return isDone;
  };
  return { action, assign };
};

/** Asks to whom; nobody, where nothing is chosen. */
export const AssignModal = ({ ids, onDone, onClose }: Props) => {
  const t = useText();
  const [assignee, setAssignee] = useState<string | null>(null);
  const { action, assign } = useAssign(onDone);
  return (
    <FormModal
      title={t('requests.assignTitle', { count: ids.length })}
      action={action}
      submitLabel={assignee === null ? t('requests.unassign') : t('requests.assign')}
      onSubmit={() => void assign(ids, assignee)}
      onClose={onClose}
    >
      <PrincipalPicker label={t('requests.assignee')} value={assignee} onChange={setAssignee} />
    </FormModal>
  );
};
