import { Flex, Typography } from '@strapi/design-system';

import type { Explanation } from '../../api/types';
import { Mark } from '../../components/mark';
import { Reasons } from '../../components/reasons';
import { useText } from '../../i18n/use-text';

/** Yes or no, with every path that grants and every one that does not. */
export const Verdict = ({
  explanation: { allowed, grants, blocks },
}: {
  explanation: Explanation;
}) => {
  const t = useText();
  return (
    <Flex
      direction="column"
      alignItems="stretch"
      gap={6}
      role="status"
      aria-label={t('check.answer')}
    >
      <Flex>
        <Mark variant={allowed ? 'success' : 'danger'}>
          {allowed ? t('check.allowed') : t('check.denied')}
        </Mark>
      </Flex>
      {grants.length > 0 && (
        <Flex direction="column" alignItems="stretch" gap={2}>
          <Typography variant="delta" tag="h2">
            {t('check.grants')}
          </Typography>
          <Reasons reasons={grants} kind="grant" />
        </Flex>
      )}
      {blocks.length > 0 && (
        <Flex direction="column" alignItems="stretch" gap={2}>
          <Typography variant="delta" tag="h2">
            {t('check.blocks')}
          </Typography>
          <Reasons reasons={blocks} kind="block" />
        </Flex>
      )}
    </Flex>
  );
};
