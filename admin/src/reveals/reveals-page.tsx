import { Flex } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { Card } from '../components/card';
import { PanelPage } from '../components/page';
import { Empty, LoadedView } from '../components/states';
import { useText } from '../i18n/use-text';
import { PendingReveals } from './pending-reveals';
import { OwnReveals } from './own-reveals';

/** Reveals that wait for a second person, and those that the user has asked for. */
export const RevealsPage = () => {
  const t = useText();
  const api = useApi();
  const pending = useLoad('pending', () => api.pendingReveals());
  const own = useLoad('own', () => api.ownReveals());
  return (
    <PanelPage name="reveals">
      <Flex direction="column" alignItems="stretch" gap={6}>
        <Card title={t('reveals.pending')}>
          <LoadedView from={pending}>
            {(list) =>
              list.length === 0 ? (
                <Empty text={t('reveals.nonePending')} />
              ) : (
                <PendingReveals reveals={list} onDecided={pending.reload} />
              )
            }
          </LoadedView>
        </Card>
        <Card title={t('reveals.own')}>
          <LoadedView from={own}>
            {({ data }) =>
              data.length === 0 ? (
                <Empty text={t('reveals.noneOwn')} />
              ) : (
                <OwnReveals reveals={data} onEnded={own.reload} />
              )
            }
          </LoadedView>
        </Card>
      </Flex>
    </PanelPage>
  );
};
