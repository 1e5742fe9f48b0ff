import { Flex, Grid } from '@strapi/design-system';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { Card } from '../../components/card';
import { PanelPage } from '../../components/page';
import { LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import { Activity } from './activity';
import { Deadlines } from './deadlines';
import { Figures } from './figures';
import { Health } from './health';
import { ExpiringShares } from './expiring-shares';
import { UnreachableRecords } from './unreachable-records';

/** What is in force, whether it holds, and what needs somebody's attention. */
export const OverviewPage = () => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const overview = useLoad('overview', () => api.overview());
  return (
    <PanelPage name="overview">
      <Flex direction="column" alignItems="stretch" gap={6}>
        <LoadedView from={overview}>
          {(data) => (
            <>
              <Figures overview={data} />
              <Grid.Root gap={6}>
                <Grid.Item col={6} s={12} xs={12} alignItems="stretch">
                  <Card title={t('activity.title')}>
                    <Activity activity={data.activity} />
                  </Card>
                </Grid.Item>
                <Grid.Item col={6} s={12} xs={12} alignItems="stretch">
                  <Card title={t('deadlines.title')}>
                    <Deadlines requests={data.requests} />
                  </Card>
                </Grid.Item>
              </Grid.Root>
            </>
          )}
        </LoadedView>
        <Grid.Root gap={6}>
          <Grid.Item col={6} s={12} xs={12} alignItems="stretch">
            <Card title={t('health.title')}>
              <Health />
            </Card>
          </Grid.Item>
          {can('shares') && (
            <Grid.Item col={6} s={12} xs={12} alignItems="stretch">
              <Card title={t('expiring.title')}>
                <ExpiringShares />
              </Card>
            </Grid.Item>
          )}
          {can('transfers-write') && (
            <Grid.Item col={12} xs={12} alignItems="stretch">
              <Card title={t('unreachable.title')}>
                <UnreachableRecords />
              </Card>
            </Grid.Item>
          )}
        </Grid.Root>
      </Flex>
    </PanelPage>
  );
};
