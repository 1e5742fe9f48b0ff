import { Button, Flex, Status, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';

/** Whether every hook of enforcement holds, tried now. */
export const Health = () => {
  const t = useText();
  const api = useApi();
  const results = useLoad('self-test', () => api.selfTest());
  return (
    <LoadedView from={results}>
      {(list) => {
        const failed = list.filter(({ ok }) => !ok);
        return (
          <Flex direction="column" alignItems="flex-start" gap={4}>
            <Status variant={failed.length === 0 ? 'success' : 'danger'}>
              <Typography>
                {failed.length === 0
                  ? t('health.ok', { count: list.length })
                  : t('health.failed', { failed: failed.length, count: list.length })}
              </Typography>
            </Status>
            {failed.length > 0 && (
              <ul>
                {failed.map(({ canary, contentType, problem }) => (
                  <li key={`${canary} ${contentType ?? ''}`}>
                    <Typography textColor="danger600">
                      {[canary, contentType, problem].filter(Boolean).join(' · ')}
                    </Typography>
                  </li>
                ))}
              </ul>
            )}
            <Button variant="tertiary" startIcon={<ArrowClockwise />} onClick={results.reload}>
              {t('health.again')}
            </Button>
          </Flex>
        );
      }}
    </LoadedView>
  );
};
