import { useState } from 'react';
import { Box, Button, Flex, Typography } from '@strapi/design-system';

import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import { ReviewModal } from './review-modal';
import type { Draft } from './use-draft';

interface Props {
  readonly draft: Draft;
  readonly onActivated: () => void;
}

/** Says that there are changes which hold for nobody yet, and leads to their activation. */
export const DraftBar = ({ draft, onActivated }: Props) => {
  const t = useText();
  const can = useCan();
  const [isReviewing, setReviewing] = useState(false);
  if (!draft.isChanged) return null;
  const done = () => {
    setReviewing(false);
    draft.discard();
    onActivated();
  };
  return (
    <Box
      background="neutral0"
      borderColor={draft.isStale ? 'warning600' : 'primary600'}
      shadow="tableShadow"
      hasRadius
      padding={4}
      marginBottom={6}
      role="status"
    >
      <Flex justifyContent="space-between" gap={4} wrap="wrap">
        <Typography>
          {draft.isStale ? t('draft.stale', { version: draft.basedOn }) : t('draft.pending')}
        </Typography>
        <Flex gap={2}>
          <Button variant="tertiary" onClick={draft.discard}>
            {t('draft.discard')}
          </Button>
          {draft.isStale && (
            <Button variant="secondary" onClick={draft.rebase}>
              {t('draft.rebase')}
            </Button>
          )}
          <Button
            disabled={draft.isStale || !can('policy-write')}
            onClick={() => setReviewing(true)}
          >
            {t('action.review')}
          </Button>
        </Flex>
      </Flex>
      {isReviewing && (
        <ReviewModal
          title={t('review.title')}
          document={draft.document}
          basedOn={draft.basedOn}
          onDone={done}
          onClose={() => setReviewing(false)}
        />
      )}
    </Box>
  );
};
