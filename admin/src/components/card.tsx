import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

interface Props {
  readonly title?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page. */
export const Card = ({ title, action, children }: Props) => (
  <Box background="neutral0" hasRadius shadow="tableShadow" padding={6} width="100%" tag="section">
    {(title !== undefined || action !== undefined) && (
      <Flex justifyContent="space-between" gap={4} paddingBottom={4} wrap="wrap">
        {title !== undefined && (
          <Typography variant="delta" tag="h2">
            {title}
          </Typography>
        )}
        {action}
      </Flex>
    )}
    {children}
  </Box>
);
