import { useMemo, useState } from 'react';
import { Button, Flex, Grid, Searchbar, Typography } from '@strapi/design-system';
import { Earth, Plus } from '@strapi/icons';

import type { GroupConfig, PolicyDocument } from '../../../../server/src/access/policy/types';
import { useApi } from '../../api/client';
import { useLoad, type Loaded } from '../../api/use-load';
import { useSearch } from '../../api/use-search';
import type { ActivePolicy } from '../../api/types';
import { Card } from '../../components/card';
import { PanelPage } from '../../components/page';
import { Empty, LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import { ReviewModal } from '../policy/review-modal';
import { moveGroup } from './group-edits';
import { GroupActions, type GroupDialog } from './group-actions';
import { GroupDetails } from './group-details';
import { GroupTree } from './group-tree';
import { Members } from './members';
import { above, treeRows } from './tree-rows';

/** The tree of groups, and who is in them. */
export const GroupsPage = () => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const policy = useLoad('policy', () => api.policy());
  const [dialog, setDialog] = useState<GroupDialog>(null);
  const canWrite = can('policy-write');
  const actions = canWrite && policy.data && (
    <Flex gap={2}>
      <Button
        variant="tertiary"
        startIcon={<Earth />}
        onClick={() => setDialog({ kind: 'import' })}
      >
        {t('groups.import')}
      </Button>
      <Button startIcon={<Plus />} onClick={() => setDialog({ kind: 'new', parent: null })}>
        {t('groups.new')}
      </Button>
    </Flex>
  );
  return (
    <PanelPage name="groups" actions={actions}>
      <LoadedView from={policy}>
        {(active) => (
          <Groups active={active} policy={policy} dialog={dialog} setDialog={setDialog} />
        )}
      </LoadedView>
    </PanelPage>
  );
};

interface GroupsProps {
  readonly active: ActivePolicy;
  readonly policy: Loaded<ActivePolicy>;
  readonly dialog: GroupDialog;
  readonly setDialog: (dialog: GroupDialog) => void;
}

const Groups = ({ active, policy, dialog, setDialog }: GroupsProps) => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const search = useSearch();
  const [draft, setDraft] = useState<PolicyDocument | null>(null);
  const { groups } = active.document;
  const selected = groups.find(({ code }) => code === search.get('group')) ?? null;
  const counts = useLoad(can('memberships-read') ? 'counts' : null, () => api.membershipCounts());
  const close = () => {
    setDraft(null);
    setDialog(null);
  };
  const done = () => {
    close();
    policy.reload();
  };

  return (
    <>
      <Grid.Root gap={6}>
        <Grid.Item col={4} s={12} xs={12} direction="column" alignItems="stretch">
          <TreeCard
            active={active}
            counts={counts.data ?? {}}
            canWrite={can('policy-write')}
            selected={selected?.code ?? null}
            onSelect={(group) => search.set({ group, page: null })}
            onMove={(code, parent) => setDraft(moveGroup(active.document, code, parent))}
          />
        </Grid.Item>
        <Grid.Item col={8} s={12} xs={12} direction="column" alignItems="stretch" gap={6}>
          <Selected
            key={selected?.code}
            group={selected}
            document={active.document}
            setDialog={setDialog}
            onChange={counts.reload}
          />
        </Grid.Item>
      </Grid.Root>
      {draft === null ? (
        <GroupActions
          dialog={dialog}
          document={active.document}
          onDraft={setDraft}
          onDone={done}
          onClose={close}
        />
      ) : (
        <ReviewModal
          title={t('groups.review')}
          document={draft}
          basedOn={active.version}
          onDone={done}
          onClose={close}
        />
      )}
    </>
  );
};

interface SelectedProps {
  readonly group: GroupConfig | null;
  readonly document: PolicyDocument;
  readonly setDialog: (dialog: GroupDialog) => void;
  readonly onChange: () => void;
}

const Selected = ({ group, document, setDialog, onChange }: SelectedProps) => {
  const t = useText();
  const can = useCan();
  if (!group) return <Empty text={t('groups.choose')} />;
  return (
    <>
      <GroupDetails
        group={group}
        groups={document.groups}
        canWrite={can('policy-write')}
        onEdit={() => setDialog({ kind: 'edit', group })}
        onMove={() => setDialog({ kind: 'move', group })}
        onAdd={() => setDialog({ kind: 'new', parent: group.code })}
        onRemove={() => setDialog({ kind: 'remove', group })}
      />
      {can('memberships-read') && (
        <Members group={group} profiles={document.profiles} onChange={onChange} />
      )}
    </>
  );
};

interface TreeCardProps {
  readonly active: ActivePolicy;
  readonly counts: Readonly<Record<string, number>>;
  readonly canWrite: boolean;
  readonly selected: string | null;
  readonly onSelect: (code: string) => void;
  readonly onMove: (code: string, parent: string) => void;
}

const TreeCard = (props: TreeCardProps) => {
  const { groups } = props.active.document;
  const t = useText();
  const search = useSearch();
  const text = search.get('search') ?? '';
  // What leads to the group of the address is open from the start.
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(props.selected === null ? [] : above(groups, props.selected))
  );
  const rows = useMemo(() => treeRows(groups, open, text), [groups, open, text]);
  const toggle = (code: string, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(code);
    else next.delete(code);
    setOpen(next);
  };
  return (
    <Card>
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Searchbar
          name="search"
          value={text}
          onChange={({ target }: { target: HTMLInputElement }) =>
            search.set({ search: target.value })
          }
          onClear={() => search.set({ search: null })}
          clearLabel={t('action.clear')}
          placeholder={t('groups.searchPlaceholder')}
        >
          {t('groups.search')}
        </Searchbar>
        {rows.length === 0 ? (
          <Typography>{text === '' ? t('groups.none') : t('groups.noMatch')}</Typography>
        ) : (
          <GroupTree
            rows={rows}
            selected={props.selected}
            counts={props.counts}
            canMove={props.canWrite}
            onSelect={props.onSelect}
            onOpen={toggle}
            onMove={props.onMove}
          />
        )}
      </Flex>
    </Card>
  );
};
