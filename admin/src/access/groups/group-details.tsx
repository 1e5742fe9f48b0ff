import { Flex, Menu, Typography } from '@strapi/design-system';
import { More, Move, Pencil, Plus, Trash } from '@strapi/icons';

import type { GroupConfig } from '../../../../server/src/access/policy/types';
import { Card } from '../../components/card';
import { useText } from '../../i18n/use-text';
import { above } from './tree-rows';

interface Props {
  readonly group: GroupConfig;
  readonly groups: readonly GroupConfig[];
  readonly canWrite: boolean;
  readonly onEdit: () => void;
  readonly onMove: () => void;
  readonly onAdd: () => void;
  readonly onRemove: () => void;
}

/** What a group is, and what can be done with it. */
export const GroupDetails = (props: Props) => {
  const { group, groups, canWrite } = props;
  const t = useText();
  const path = above(groups, group.code)
    .reverse()
    .map((code) => groups.find((one) => one.code === code)?.name ?? code);
  const menu = canWrite && (
    <Menu.Root>
      <Menu.Trigger variant="tertiary" endIcon={<More aria-hidden />}>
        {t('field.actions')}
      </Menu.Trigger>
      <Menu.Content popoverPlacement="bottom-end">
        <Menu.Item onSelect={props.onEdit} startIcon={<Pencil />}>
          {t('action.edit')}
        </Menu.Item>
        <Menu.Item onSelect={props.onMove} startIcon={<Move />}>
          {t('groups.move')}
        </Menu.Item>
        <Menu.Item onSelect={props.onAdd} startIcon={<Plus />}>
          {t('groups.addBelow')}
        </Menu.Item>
        <Menu.Item onSelect={props.onRemove} startIcon={<Trash />} variant="danger">
          {t('action.remove')}
        </Menu.Item>
      </Menu.Content>
    </Menu.Root>
  );
  return (
    <Card title={group.name} action={menu}>
      <Flex tag="dl" direction="column" alignItems="flex-start" gap={2}>
        <Fact term={t('field.code')} value={group.code} />
        <Fact term={t('field.kind')} value={t(`groupKind.${group.kind ?? 'organisation'}`)} />
        <Fact term={t('groups.path')} value={[...path, group.name].join(' › ')} />
        <Fact term={t('groups.matches')} value={(group.matches ?? []).join(', ') || '–'} />
      </Flex>
    </Card>
  );
};

const Fact = ({ term, value }: { term: string; value: string }) => (
  <Flex gap={2} alignItems="baseline">
    <Typography tag="dt" textColor="neutral600">
      {term}
    </Typography>
    <Typography tag="dd">{value}</Typography>
  </Flex>
);
