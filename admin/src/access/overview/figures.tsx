import { Box, Flex, Grid, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';

import type { Overview } from '../../api/types';
import { useText } from '../../i18n/use-text';
import { PLUGIN_ID } from '../../plugin-id';

interface Figure {
  readonly label: string;
  readonly value: number | string;
  /** The page that it leads to. */
  readonly page?: string;
}

/** Counts of what is in force, each with the page that tells more. */
export const Figures = ({
  overview: { policy, memberships, shares, restrictions },
}: {
  overview: Overview;
}) => {
  const t = useText();
  const figures: Figure[] = [
    { label: t('figure.version'), value: policy?.version ?? '–', page: 'policy' },
    { label: t('figure.types'), value: policy?.contentTypes ?? 0, page: 'policy' },
    { label: t('figure.groups'), value: policy?.groups ?? 0, page: 'groups' },
    { label: t('figure.profiles'), value: policy?.profiles ?? 0, page: 'profiles' },
    { label: t('figure.memberships'), value: memberships, page: 'groups' },
    { label: t('figure.shares'), value: shares.open },
    { label: t('figure.restricted'), value: restrictions['art-18'] },
    { label: t('figure.held'), value: restrictions['legal-hold'] },
  ];
  return (
    <Grid.Root gap={4}>
      {figures.map(({ label, value, page }) => (
        <Grid.Item key={label} col={3} s={6} xs={12} alignItems="stretch">
          <Box background="neutral0" hasRadius shadow="tableShadow" padding={4} width="100%">
            <Flex direction="column" alignItems="flex-start" gap={1}>
              <Typography variant="alpha" tag="p">
                {value}
              </Typography>
              {page === undefined ? (
                <Typography textColor="neutral600">{label}</Typography>
              ) : (
                <Link tag={NavLink} to={`/plugins/${PLUGIN_ID}/${page}`}>
                  {label}
                </Link>
              )}
            </Flex>
          </Box>
        </Grid.Item>
      ))}
    </Grid.Root>
  );
};
