import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { Badge, Box, Flex, Typography } from '@strapi/design-system';
import { ChevronDown, ChevronRight } from '@strapi/icons';
import { styled } from 'styled-components';

import { useText } from '../../i18n/use-text';
import { keyEffect, type TreeRow } from './tree-rows';

interface Props {
  readonly rows: readonly TreeRow[];
  readonly selected: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly canMove: boolean;
  readonly onSelect: (code: string) => void;
  readonly onOpen: (code: string, isOpen: boolean) => void;
  readonly onMove: (code: string, parent: string) => void;
}

const ROW_HEIGHT = 40;
const SPARE_ROWS = 8;
const HEIGHT = 560;
const INDENT = 20;
/** Room for the outline of the tree, which lines would cover. */
const EDGE = 3;

const Tree = styled.div`
  height: ${HEIGHT}px;
  overflow: auto;
  position: relative;
  outline-offset: -2px;
`;

const Row = styled.div<{ $isActive: boolean; $isTarget: boolean }>`
  position: absolute;
  left: ${EDGE}px;
  right: ${EDGE}px;
  height: ${ROW_HEIGHT}px;
  display: flex;
  align-items: center;
  cursor: pointer;
  border-radius: ${({ theme }) => theme.borderRadius};
  background: ${({ theme, $isActive, $isTarget }) =>
    $isTarget
      ? theme.colors.success100
      : $isActive
        ? theme.colors.primary100
        : theme.colors.neutral0};
  &:hover {
    background: ${({ theme, $isActive }) =>
      $isActive ? theme.colors.primary100 : theme.colors.neutral100};
  }
`;

const idOf = (code: string) => `custodian-group-${code}`;

/**
 * The groups as a tree. Only the lines in sight are in the page, so that a thousand groups are as
 * quick as ten. Arrow keys, Home, End and letters move; Enter chooses; lines can be dragged.
 */
export const GroupTree = (props: Props) => {
  const { rows, selected, onSelect, onOpen } = props;
  const t = useText();
  const container = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(selected);

  useEffect(() => setActive(selected), [selected]);

  const activeIndex = rows.findIndex(({ group }) => group.code === active);
  useEffect(() => {
    const element = container.current;
    if (!element || activeIndex === -1) return;
    const at = activeIndex * ROW_HEIGHT;
    if (at < element.scrollTop) element.scrollTop = at;
    else if (at + ROW_HEIGHT > element.scrollTop + HEIGHT)
      element.scrollTop = at + ROW_HEIGHT - HEIGHT;
  }, [activeIndex]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (active !== null) onSelect(active);
      return;
    }
    const effect = keyEffect(event.key, rows, active);
    if (!effect) return;
    event.preventDefault();
    if (effect.active !== undefined) setActive(effect.active);
    if (effect.open !== undefined) onOpen(effect.open, true);
    if (effect.close !== undefined) onOpen(effect.close, false);
  };

  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - SPARE_ROWS);
  const last = Math.ceil((top + HEIGHT) / ROW_HEIGHT) + SPARE_ROWS;
  const isShown = activeIndex >= first && activeIndex < last;
  return (
    <Tree
      ref={container}
      role="tree"
      tabIndex={0}
      aria-label={t('groups.tree')}
      {...(active !== null && isShown && { 'aria-activedescendant': idOf(active) })}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      <div role="none" style={{ height: rows.length * ROW_HEIGHT + 2 * EDGE }}>
        {rows.slice(first, last).map((row, offset) => (
          <Line
            key={row.group.code}
            row={row}
            index={first + offset}
            isActive={row.group.code === active}
            {...props}
          />
        ))}
      </div>
    </Tree>
  );
};

const DRAGGED = 'application/x-custodian-group';

interface LineProps extends Props {
  readonly row: TreeRow;
  readonly index: number;
  readonly isActive: boolean;
}

const Line = ({ row, index, isActive, ...props }: LineProps) => {
  const { group, level, position, siblings, hasChildren, isOpen } = row;
  const { selected, counts, canMove, onSelect, onOpen, onMove } = props;
  const t = useText();
  const [isTarget, setTarget] = useState(false);
  const members = counts[group.code] ?? 0;

  const accept = (event: DragEvent) => {
    if (!canMove || !event.dataTransfer.types.includes(DRAGGED)) return;
    event.preventDefault();
    setTarget(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setTarget(false);
    const dragged = event.dataTransfer.getData(DRAGGED);
    if (dragged !== '' && dragged !== group.code) onMove(dragged, group.code);
  };

  return (
    <Row
      id={idOf(group.code)}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={group.code === selected}
      {...(hasChildren && { 'aria-expanded': isOpen })}
      $isActive={isActive}
      $isTarget={isTarget}
      style={{ top: EDGE + index * ROW_HEIGHT, paddingLeft: 8 + (level - 1) * INDENT }}
      draggable={canMove}
      onClick={() => onSelect(group.code)}
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED, group.code)}
      onDragOver={accept}
      onDragLeave={() => setTarget(false)}
      onDrop={drop}
    >
      <Toggle
        isOpen={isOpen}
        isVisible={hasChildren}
        onToggle={() => onOpen(group.code, !isOpen)}
      />
      <Flex gap={2} flex="1" minWidth={0} paddingRight={2}>
        <Typography ellipsis fontWeight={group.code === selected ? 'bold' : 'regular'}>
          {group.name}
        </Typography>
        {members > 0 && <Badge size="S">{t('groups.memberCount', { count: members })}</Badge>}
      </Flex>
    </Row>
  );
};

interface ToggleProps {
  readonly isOpen: boolean;
  readonly isVisible: boolean;
  readonly onToggle: () => void;
}

/** For the mouse only: the keyboard has the arrow keys, and a tree holds no other controls. */
const Toggle = ({ isOpen, isVisible, onToggle }: ToggleProps) => (
  <Box
    aria-hidden
    width="24px"
    height="100%"
    onClick={(event: { stopPropagation(): void }) => {
      if (!isVisible) return;
      event.stopPropagation();
      onToggle();
    }}
  >
    {isVisible && (
      <Flex height="100%" justifyContent="center">
        {isOpen ? <ChevronDown width="12px" /> : <ChevronRight width="12px" />}
      </Flex>
    )}
  </Box>
);
