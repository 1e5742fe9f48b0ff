import { Typography } from '@strapi/design-system';

import type { Overview } from '../../api/types';
import { BarChart } from '../../components/bar-chart';
import { useText } from '../../i18n/use-text';

/** Open requests of data subjects by how much time is left. */
export const Deadlines = ({ requests }: Pick<Overview, 'requests'>) => {
  const t = useText();
  const { late, within7Days, within30Days, later } = requests;
  if (late + within7Days + within30Days + later === 0)
    return <Typography textColor="neutral600">{t('deadlines.none')}</Typography>;
  return (
    <BarChart
      label={t('deadlines.title')}
      heading={t('deadlines.left')}
      series={[{ label: t('deadlines.requests'), colour: 'primary600' }]}
      bars={[
        { label: t('deadlines.late'), values: [late], colour: 'danger600' },
        { label: t('deadlines.week'), values: [within7Days], colour: 'warning600' },
        { label: t('deadlines.month'), values: [within30Days] },
        { label: t('deadlines.later'), values: [later], colour: 'neutral500' },
      ]}
    />
  );
};
