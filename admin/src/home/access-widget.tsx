import { Flex, Status, Typography } from '@strapi/design-system';
import { Widget } from '@strapi/strapi/admin';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useText } from '../i18n/use-text';

/** On the home page: whether enforcement holds, and what is about to end. */
const AccessWidget = () => {
  const t = useText();
  const api = useApi();
  const loaded = useLoad('access-health', async () => ({
    overview: await api.overview(),
    results: await api.selfTest(),
  }));
  if (loaded.isLoading) return <Widget.Loading />;
  if (!loaded.data) return <Widget.Error />;
  const { overview, results } = loaded.data;
  const failed = results.filter(({ ok }) => !ok).length;
  return (
    <Flex direction="column" alignItems="flex-start" gap={4}>
      <Status variant={failed === 0 ? 'success' : 'danger'}>
        <Typography>
          {failed === 0
            ? t('health.ok', { count: results.length })
            : t('health.failed', { failed, count: results.length })}
        </Typography>
      </Status>
      <Typography>{t('widget.memberships', { count: overview.memberships })}</Typography>
      <Typography>
        {t('widget.shares', { open: overview.shares.open, soon: overview.shares.expiringSoon })}
      </Typography>
      <Typography>
        {t('widget.restrictions', {
          restricted: overview.restrictions['art-18'],
          held: overview.restrictions['legal-hold'],
        })}
      </Typography>
    </Flex>
  );
};

export default AccessWidget;
