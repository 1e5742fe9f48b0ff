import { Flex, Typography } from '@strapi/design-system';

import { OPEN_STATES } from '../../../server/src/privacy/requests/states';
import type { RequestRow } from '../api/request-types';
import { Mark } from '../components/mark';
import { useDates, useText } from '../i18n/use-text';
import { daysUntil, urgencyOf } from './deadline';

const VARIANTS = { late: 'danger', soon: 'warning', near: 'secondary', fine: 'neutral' } as const;

type Props = Pick<RequestRow, 'dueAt' | 'state' | 'closedAt' | 'completedAt' | 'suspended'>;

/** When a request is due, and how urgent that is: in words, and by colour besides. */
export const DeadlineMark = ({ dueAt, state, closedAt, completedAt, suspended }: Props) => {
  const t = useText();
  const date = useDates();
  if (!OPEN_STATES.includes(state))
    return (
      <Typography textColor="neutral600">
        {t('requests.closedAt', { date: date(closedAt ?? completedAt) })}
      </Typography>
    );
  const now = new Date();
  const urgency = urgencyOf(dueAt, now);
  const days = daysUntil(dueAt, now);
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      <Mark variant={VARIANTS[urgency]}>
        {urgency === 'late'
          ? t('requests.due.late', { days: Math.abs(days) })
          : t('requests.due.left', { days })}
      </Mark>
      <Typography variant="pi" textColor="neutral600">
        {suspended ? t('requests.due.suspended') : date(dueAt)}
      </Typography>
    </Flex>
  );
};
