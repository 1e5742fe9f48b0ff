import type { ReactNode } from 'react';
import { Flex, Typography } from '@strapi/design-system';

/** A part of the panel beside a record. */
export const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Flex direction="column" alignItems="stretch" gap={2}>
    <Typography variant="sigma" textColor="neutral600" tag="h3">
      {title}
    </Typography>
    {children}
  </Flex>
);
