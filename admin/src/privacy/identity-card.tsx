import { useState } from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';
import { Eye, EyeStriked } from '@strapi/icons';

import { ACTIVE_STATES } from '../../../server/src/privacy/requests/states';
import type { RequestDetail } from '../api/request-types';
import { Card } from '../components/card';
import { Mark } from '../components/mark';
import { isTextKey, useText } from '../i18n/use-text';
import { DefinitionList } from './definition-list';
import { masked } from './mask';

/** Who asks, and whether that is settled. What they are known by is on the screen only when asked for. */
export const IdentityCard = ({ request }: { request: RequestDetail }) => {
  const t = useText();
  const [isShown, setShown] = useState(false);
  const { requester } = request;
  const isSettled =
    ACTIVE_STATES.includes(request.state) || request.events.some(({ to }) => to === 'verified');
  const show = (value: string) => (isShown ? value : masked(value));
  const kindOf = (kind: string) => {
    const key = `requests.field.${kind}`;
    return isTextKey(key) ? t(key) : kind;
  };
  return (
    <Card
      title={t('requests.identity')}
      action={
        requester && (
          <Button
            size="S"
            variant="tertiary"
            aria-pressed={isShown}
            startIcon={isShown ? <EyeStriked /> : <Eye />}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? t('requests.hide') : t('requests.show')}
          </Button>
        )
      }
    >
      <Flex direction="column" alignItems="flex-start" gap={4}>
        <Mark variant={isSettled ? 'success' : 'warning'}>
          {isSettled ? t('requests.identitySettled') : t('requests.identityOpen')}
        </Mark>
        {requester === null ? (
          <Typography textColor="neutral600">{t('requests.forgotten')}</Typography>
        ) : (
          <DefinitionList
            isNarrow
            facts={[
              ...requester.identifiers.map(({ kind, value }) => ({
                term: kindOf(kind),
                value: show(value),
              })),
              ...(requester.name === null
                ? []
                : [{ term: t('requests.field.name'), value: show(requester.name) }]),
              ...(requester.message === null
                ? []
                : [
                    {
                      term: t('requests.field.message'),
                      value: isShown ? requester.message : t('requests.hidden'),
                    },
                  ]),
            ]}
          />
        )}
      </Flex>
    </Card>
  );
};
