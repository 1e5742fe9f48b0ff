import { useState } from 'react';
import { Button } from '@strapi/design-system';
import { Plus } from '@strapi/icons';

import type { GroupConfig, ProfileConfig } from '../../../../server/src/access/policy/types';
import { useApi } from '../../api/client';
import { useAction } from '../../api/use-action';
import { useLoad } from '../../api/use-load';
import { useSearch } from '../../api/use-search';
import type { Membership } from '../../api/types';
import { Card } from '../../components/card';
import { FormModal } from '../../components/form-modal';
import { Pager } from '../../components/pager';
import { Empty, LoadedView, Problem } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import { MembershipForm } from './membership-form';
import { MembersTable, type MembershipActions } from './members-table';

interface Props {
  readonly group: GroupConfig;
  readonly profiles: readonly ProfileConfig[];
  readonly onChange: () => void;
}

const PAGE_SIZE = 20;

type Dialog =
  | { readonly kind: 'form'; readonly membership: Membership | null }
  | { readonly kind: 'remove'; readonly membership: Membership }
  | null;

/** Who is in a group, with which profile, and when; added, changed and ended here. */
export const Members = ({ group, profiles, onChange }: Props) => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const search = useSearch();
  const ending = useAction();
  const [dialog, setDialog] = useState<Dialog>(null);
  const page = Number(search.get('page') ?? 1);
  const members = useLoad(`${group.code} ${page}`, () =>
    api.memberships({ group: group.code }, page, PAGE_SIZE)
  );
  const mayWrite = can('memberships-write');
  const close = () => setDialog(null);
  const done = () => {
    close();
    members.reload();
    onChange();
  };
  const end = async ({ id }: Membership) => {
    const work = () => api.changeMembership(id, { validTo: new Date().toISOString() });
    if (await ending.run(work, 'members.ended')) done();
  };
  const actions: MembershipActions = {
    onEdit: (membership) => setDialog({ kind: 'form', membership }),
    onEnd: (membership) => void end(membership),
    onRemove: (membership) => setDialog({ kind: 'remove', membership }),
  };
  const add = mayWrite && (
    <AddButton onClick={() => setDialog({ kind: 'form', membership: null })} />
  );

  return (
    <Card title={t('members.title')} action={add}>
      {ending.error !== null && <Problem text={ending.error} />}
      <LoadedView from={members}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <Empty text={t('members.none')} />
          ) : (
            <>
              <MembersTable
                memberships={data}
                profiles={profiles}
                actions={mayWrite ? actions : null}
              />
              <Pager of={meta.pagination} onPage={search.setPage} />
            </>
          )
        }
      </LoadedView>
      {dialog?.kind === 'form' && (
        <MembershipForm {...{ group, profiles, ...dialog }} onDone={done} onClose={close} />
      )}
      {dialog?.kind === 'remove' && <RemoveModal {...dialog} onDone={done} onClose={close} />}
    </Card>
  );
};

const AddButton = ({ onClick }: { onClick: () => void }) => {
  const t = useText();
  return (
    <Button variant="secondary" startIcon={<Plus />} onClick={onClick}>
      {t('members.add')}
    </Button>
  );
};

interface RemoveProps {
  readonly membership: Membership;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const RemoveModal = ({ membership, onDone, onClose }: RemoveProps) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const submit = async () => {
    if (await action.run(() => api.removeMembership(membership.id), 'members.removed')) onDone();
  };
  return (
    <FormModal
      title={t('members.removeTitle')}
      action={action}
      submitLabel={t('action.remove')}
      isDanger
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {t('members.removeHint')}
    </FormModal>
  );
};
