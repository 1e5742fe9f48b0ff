import { Flex, Typography } from '@strapi/design-system';

import { OPEN_STATES } from '../../../server/src/privacy/requests/states';
import type { RequestRow } from '../api/request-types';
import { Mark } from '../components/mark';
import { useDates, useText } from '../i18n/use-text';
import { daysUntil, urgencyOf } from './deadline';

const VARIANTS = { late: 'danger', soon: 'warning', near: 'secondary', fine: 'neutral' } as const;

type Deadline = Pick<RequestRow, 'dueAt' | 'state' | 'closedAt' | 'completedAt' | 'suspended'>;

/** How many days are left, or over: in words, and by colour besides. */
export const DaysMark = ({ dueAt }: Pick<Deadline, 'dueAt'>) => {
  const t = useText();
  const now = new Date();
  const urgency = urgencyOf(dueAt, now);
  const days = daysUntil(dueAt, now);
  return (
    <Mark variant={VARIANTS[urgency]}>
      {urgency === 'late'
        ? t('requests.due.late', { days: Math.abs(days) })
        : t('requests.due.left', { days })}
    </Mark>
  );
};

/** When a request is due, and how urgent that is; when it was closed, where that is over. */
export const DeadlineMark = ({ dueAt, state, closedAt, completedAt, suspended }: Deadline) => {
  const t = useText();
  const date = useDates();
  if (!OPEN_STATES.includes(state))
    return (
      <Typography textColor="neutral600">
        {t('requests.closedAt', { date: date(closedAt ?? completedAt) })}
      </Typography>
    );
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      <DaysMark dueAt={dueAt} />
      <Typography variant="pi" textColor="neutral600">
        {suspended ? t('requests.due.suspended') : date(dueAt)}
      </Typography>
    </Flex>
  );
};
