import type { ReactNode } from 'react';
import { Flex, Grid, Typography } from '@strapi/design-system';

interface Props {
  readonly facts: readonly { readonly term: string; readonly value: ReactNode }[];
  /** Columns of twelve that each fact takes. */
  readonly columns?: number;
}

/** Facts with their names. */
export const DefinitionList = ({ facts, columns = 4 }: Props) => (
  <Grid.Root gap={4} tag="dl">
    {facts.map(({ term, value }) => (
      <Grid.Item key={term} col={columns} s={6} xs={12} alignItems="flex-start">
        <Flex direction="column" alignItems="flex-start" gap={1}>
          <Typography variant="sigma" textColor="neutral600" tag="dt">
            {term}
          </Typography>
          <Typography tag="dd" style={{ margin: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Typography>
        </Flex>
      </Grid.Item>
    ))}
  </Grid.Root>
);
