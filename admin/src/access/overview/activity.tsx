import { Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';

import type { Overview } from '../../api/types';
import { BarChart } from '../../components/bar-chart';
import { useText } from '../../i18n/use-text';

/** Reveals and denials of the last days, as the audit log has them. */
export const Activity = ({ activity }: Pick<Overview, 'activity'>) => {
  const t = useText();
  const intl = useIntl();
  // Days are those of UTC, wherever they are looked at.
  const dayOf = (day: string) =>
    intl.formatDate(day, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const isQuiet = activity.every(({ reveals, denials }) => reveals + denials === 0);
  if (isQuiet) return <Typography textColor="neutral600">{t('activity.none')}</Typography>;
  return (
    <BarChart
      label={t('activity.title')}
      heading={t('activity.day')}
      series={[
        { label: t('activity.reveals'), colour: 'primary600' },
        { label: t('activity.denials'), colour: 'danger600' },
      ]}
      bars={activity.map(({ day, reveals, denials }) => ({
        label: dayOf(day),
        values: [reveals, denials],
      }))}
      labelEvery={5}
    />
  );
};
