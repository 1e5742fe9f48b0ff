import { Flex, Loader, ProgressBar, Typography } from '@strapi/design-system';

import { isDestructive } from '../../../server/src/privacy/requests/kinds';
import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import type { RequestDetail } from '../api/request-types';
import { Card } from '../components/card';
import { useText } from '../i18n/use-text';
import { usePolling } from './use-polling';

const HUNDRED = 100;

/** How far the work on a request is; it is asked for as long as the page is looked at. */
export const Progress = ({ request }: { request: RequestDetail }) => {
  const t = useText();
  const api = useApi();
  const isCounted = isDestructive(request.kind) && request.state !== 'discovering';
  const counts = useLoad(isCounted ? `progress ${request.id}` : null, () =>
    api.findings(request.id)
  );
  usePolling(isCounted, counts.reload);
  const { done, changes } = counts.data ?? { done: 0, changes: 0 };
  return (
    <Card title={t(`requests.state.${request.state}`)}>
      <Flex direction="column" alignItems="stretch" gap={2} role="status">
        {changes > 0 ? (
          <>
            <ProgressBar
              value={(done / changes) * HUNDRED}
              aria-label={t('requests.progress', { done, count: changes })}
            />
            <Typography>{t('requests.progress', { done, count: changes })}</Typography>
          </>
        ) : (
          <Flex gap={2}>
            <Loader small>{t('state.loading')}</Loader>
            <Typography>{t('requests.working')}</Typography>
          </Flex>
        )}
      </Flex>
    </Card>
  );
};
