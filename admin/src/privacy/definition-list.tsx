import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

interface Props {
  readonly facts: readonly { readonly term: string; readonly value: ReactNode }[];
  /** Below each other, for want of room. */
  readonly isNarrow?: boolean;
}

/** Facts with their names. One element around each pair: a list of definitions may have no more. */
export const DefinitionList = ({ facts, isNarrow = false }: Props) => (
  <Box
    tag="dl"
    style={{
      display: 'grid',
      gap: '1.6rem',
      gridTemplateColumns: isNarrow ? '1fr' : 'repeat(auto-fill, minmax(18rem, 1fr))',
    }}
  >
    {facts.map(({ term, value }) => (
      <Flex key={term} direction="column" alignItems="flex-start" gap={1} minWidth={0}>
        <Typography variant="sigma" textColor="neutral600" tag="dt">
          {term}
        </Typography>
        <Typography tag="dd" style={{ margin: 0, maxWidth: '100%', overflowWrap: 'anywhere' }}>
          {value}
        </Typography>
      </Flex>
    ))}
  </Box>
);
