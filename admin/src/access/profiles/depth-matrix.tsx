import { useRef, useState, type KeyboardEvent } from 'react';
import { Box, Menu, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

import {
  DEPTHS,
  RECORD_ACTIONS,
  type Depth,
  type ProfileConfig,
  type RecordAction,
} from '../../../../server/src/access/policy/types';
import { useText } from '../../i18n/use-text';
import { nextCell, type Cell } from './grid-keys';
import { depthOf } from './profile-edits';

interface Props {
  readonly profile: ProfileConfig;
  readonly types: readonly { readonly uid: string; readonly name: string }[];
  readonly isDisabled: boolean;
  readonly onChange: (uid: string, action: RecordAction, depth: Depth) => void;
}

const Grid = styled.table`
  border-collapse: collapse;
  width: 100%;
  th,
  td {
    padding: 4px;
    text-align: left;
    border-bottom: 1px solid ${({ theme }) => theme.colors.neutral150};
    white-space: nowrap;
  }
`;

/** A wider depth is a stronger colour; the word says it too. */
const DepthCell = styled(Menu.Trigger)<{ $depth: Depth }>`
  width: 100%;
  padding-inline: 8px;
  justify-content: space-between;
  border-color: ${({ theme, $depth }) =>
    $depth === 'none' ? theme.colors.neutral200 : theme.colors.primary200};
  background: ${({ theme, $depth }) =>
    $depth === 'none' ? theme.colors.neutral0 : theme.colors.primary100};
  span {
    color: ${({ theme, $depth }) =>
      $depth === 'none' ? theme.colors.neutral600 : theme.colors.primary700};
  }
`;

const idOf = ({ row, column }: Cell) => `custodian-depth-${row}-${column}`;

/**
 * Content type × action × depth. One stop for the Tab key: arrow keys, Home and End move between
 * cells, 0 to 4 set the depth from nothing to everything, Enter opens the choice.
 */
export const DepthMatrix = ({ profile, types, isDisabled, onChange }: Props) => {
  const t = useText();
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const grid = useRef<HTMLTableElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const isOpen = (event.target as HTMLElement).getAttribute('aria-expanded') === 'true';
    if (isOpen || event.ctrlKey || event.metaKey || event.altKey) return;
    const depth = /^[0-4]$/.test(event.key) ? DEPTHS[Number(event.key)] : undefined;
    const [type, action] = [types[active.row], RECORD_ACTIONS[active.column]];
    const next = nextCell(event.key, active, types.length, RECORD_ACTIONS.length);
    if (!next && !depth) return;
    event.preventDefault();
    event.stopPropagation();
    if (depth && type && action && !isDisabled) onChange(type.uid, action, depth);
    if (!next) return;
    setActive(next);
    grid.current?.querySelector<HTMLElement>(`#${idOf(next)}`)?.focus();
  };

  return (
    <Box style={{ overflowX: 'auto' }}>
      <Grid ref={grid} role="grid" aria-label={t('profiles.matrix')} onKeyDownCapture={onKeyDown}>
        <Heading />
        <tbody>
          {types.map(({ uid, name }, row) => (
            <tr key={uid}>
              <th scope="row">
                <Typography fontWeight="semiBold">{name}</Typography>
              </th>
              {RECORD_ACTIONS.map((action, column) => (
                <td key={action}>
                  <DepthMenu
                    id={idOf({ row, column })}
                    label={`${name}, ${t(`recordAction.${action}`)}`}
                    depth={depthOf(profile, uid, action)}
                    isDisabled={isDisabled}
                    isStop={active.row === row && active.column === column}
                    onFocus={() => setActive({ row, column })}
                    onChange={(depth) => onChange(uid, action, depth)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </Grid>
    </Box>
  );
};

const Heading = () => {
  const t = useText();
  return (
    <thead>
      <tr>
        <th scope="col">
          <Typography variant="sigma" textColor="neutral600">
            {t('field.contentType')}
          </Typography>
        </th>
        {RECORD_ACTIONS.map((action) => (
          <th key={action} scope="col">
            <Typography variant="sigma" textColor="neutral600">
              {t(`recordAction.${action}`)}
            </Typography>
          </th>
        ))}
      </tr>
    </thead>
  );
};

interface DepthMenuProps {
  readonly id: string;
  readonly label: string;
  readonly depth: Depth;
  readonly isDisabled: boolean;
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onChange: (depth: Depth) => void;
}

const DepthMenu = ({ id, label, depth, isDisabled, isStop, onFocus, onChange }: DepthMenuProps) => {
  const t = useText();
  return (
    <Menu.Root>
      <DepthCell
        id={id}
        $depth={depth}
        size="S"
        variant="tertiary"
        disabled={isDisabled}
        tabIndex={isStop ? 0 : -1}
        aria-label={`${label}: ${t(`depth.${depth}`)}`}
        onFocus={onFocus}
      >
        {t(`depth.${depth}`)}
      </DepthCell>
      <Menu.Content>
        {DEPTHS.map((choice) => (
          <Menu.Item key={choice} onSelect={() => onChange(choice)}>
            {t(`depth.${choice}`)}
          </Menu.Item>
        ))}
      </Menu.Content>
    </Menu.Root>
  );
};
