import type { ReactNode } from 'react';
import { Alert, Box, Button, EmptyStateLayout, Flex, Loader } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { EmptyDocuments } from '@strapi/icons/symbols';

import { useErrorText } from '../api/use-action';
import type { Loaded } from '../api/use-load';
import { useText } from '../i18n/use-text';

interface LoadedProps<T> {
  readonly from: Loaded<T>;
  readonly children: (data: T) => ReactNode;
}

/** Shows what was read; while it is on its way a loader, and when it failed why, and a way to retry. */
export const LoadedView = <T,>({ from, children }: LoadedProps<T>) => {
  const t = useText();
  const errorText = useErrorText();
  if (from.isLoading)
    return (
      <Flex justifyContent="center" padding={8} aria-busy>
        <Loader>{t('state.loading')}</Loader>
      </Flex>
    );
  if (from.error !== null || from.data === null)
    return (
      <Problem
        text={errorText(from.error)}
        action={
          <Button variant="tertiary" startIcon={<ArrowClockwise />} onClick={from.reload}>
            {t('state.retry')}
          </Button>
        }
      />
    );
  return <>{children(from.data)}</>;
};

/** Says what is wrong. */
export const Problem = ({ text, action }: { text: string; action?: ReactNode }) => {
  const t = useText();
  return (
    <Box role="alert">
      <Alert
        variant="danger"
        title={t('state.error')}
        closeLabel={t('action.close')}
        action={action}
      >
        {text}
      </Alert>
    </Box>
  );
};

/** Says that there is nothing, and what to do about it. */
export const Empty = ({ text, action }: { text: string; action?: ReactNode }) => (
  <EmptyStateLayout icon={<EmptyDocuments width="16rem" />} content={text} action={action} />
);
