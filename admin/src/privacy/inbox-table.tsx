import type { ReactNode } from 'react';
import {
  Box,
  Checkbox,
  Flex,
  Link,
  Table,
  Tbody,
  Td,
  Th,
  Thead,
  Tr,
  Typography,
} from '@strapi/design-system';
import { NavLink } from 'react-router-dom';

import type { RequestRow } from '../api/request-types';
import { useNames, type Name } from '../api/use-names';
import { PrincipalName } from '../components/principal-name';
import { useDays, useText } from '../i18n/use-text';
import { PLUGIN_ID } from '../plugin-id';
import { DeadlineMark } from './deadline-mark';
import { FlagMarks, StateMark } from './request-marks';

export const requestPath = (id: number): string => `/plugins/${PLUGIN_ID}/requests/${id}`;

interface Props {
  readonly requests: readonly RequestRow[];
  /** Ids of what is ticked; null for whoever may only look. */
  readonly ticked: ReadonlySet<number> | null;
  readonly onTick: (ids: readonly number[], isOn: boolean) => void;
}

const HEADERS = [
  'requests.reference',
  'requests.kindLabel',
  'requests.stateLabel',
  'requests.dueLabel',
  'requests.assignee',
  'requests.receivedLabel',
] as const;

/** Requests, one a line; several can be ticked. */
export const InboxTable = ({ requests, ticked, onTick }: Props) => {
  const t = useText();
  const nameOf = useNames(requests.flatMap(({ assignee }) => assignee ?? []));
  const ids = requests.map(({ id }) => id);
  const count = ids.filter((id) => ticked?.has(id)).length;
  return (
    <Box tabIndex={0} role="region" aria-label={t('requests.title')} style={{ overflowX: 'auto' }}>
      <Table colCount={HEADERS.length + (ticked ? 1 : 0)} rowCount={requests.length + 1}>
        <Thead>
          <Tr>
            {ticked && (
              <Th>
                <Checkbox
                  aria-label={t('requests.tickAll')}
                  checked={count === 0 ? false : count === ids.length || 'indeterminate'}
                  onCheckedChange={(isOn) => onTick(ids, isOn === true)}
                />
              </Th>
            )}
            {HEADERS.map((key) => (
              <Th key={key}>
                <Typography variant="sigma">{t(key)}</Typography>
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {requests.map((request) => (
            <Row key={request.id} request={request} nameOf={nameOf}>
              {ticked && (
                <Td>
                  <Checkbox
                    aria-label={t('requests.tick', { reference: request.reference })}
                    checked={ticked.has(request.id)}
                    onCheckedChange={(isOn) => onTick([request.id], isOn === true)}
                  />
                </Td>
              )}
            </Row>
          ))}
        </Tbody>
      </Table>
    </Box>
  );
};

interface RowProps {
  readonly request: RequestRow;
  readonly nameOf: (principal: string) => Name;
  readonly children: ReactNode;
}

const Row = ({ request, nameOf, children }: RowProps) => {
  const t = useText();
  const day = useDays();
  const { id, reference, kind, state, assignee, subject, channel, receivedAt } = request;
  return (
    <Tr>
      {children}
      <Td>
        <Flex direction="column" alignItems="flex-start">
          <Link tag={NavLink} to={requestPath(id)}>
            {reference}
          </Link>
          <Typography variant="pi" textColor="neutral600">
            {subject ?? t('requests.forgotten')}
          </Typography>
        </Flex>
      </Td>
      <Td>
        <Typography>{t(`requests.kind.${kind}`)}</Typography>
      </Td>
      <Td>
        <Flex direction="column" alignItems="flex-start" gap={1}>
          <StateMark state={state} />
          <FlagMarks request={request} />
        </Flex>
      </Td>
      <Td>
        <DeadlineMark {...request} />
      </Td>
      <Td>
        {assignee === null ? (
          <Typography textColor="neutral600">{t('requests.assignee.nobody')}</Typography>
        ) : (
          <Box maxWidth="14rem">
            <PrincipalName principal={assignee} nameOf={nameOf} />
          </Box>
        )}
      </Td>
      <Td>
        <Flex direction="column" alignItems="flex-start">
          <Typography>{day(receivedAt)}</Typography>
          <Typography variant="pi" textColor="neutral600">
            {t(`requests.channel.${channel}`)}
          </Typography>
        </Flex>
      </Td>
    </Tr>
  );
};
