import { Flex, IconButton, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight } from '@strapi/icons';

import type { Pagination } from '../api/types';
import { useText } from '../i18n/use-text';

interface Props {
  readonly of: Pagination;
  readonly onPage: (page: number) => void;
}

/** Steps through pages; nothing where there is only one. */
export const Pager = ({ of: { page, pageCount, total }, onPage }: Props) => {
  const t = useText();
  if (pageCount <= 1) return null;
  return (
    <Flex justifyContent="flex-end" gap={2} paddingTop={4} tag="nav" aria-label={t('pager.label')}>
      <Typography textColor="neutral600">
        {t('pager.position', { page, pageCount, total })}
      </Typography>
      <IconButton label={t('pager.previous')} disabled={page <= 1} onClick={() => onPage(page - 1)}>
        <ChevronLeft />
      </IconButton>
      <IconButton
        label={t('pager.next')}
        disabled={page >= pageCount}
        onClick={() => onPage(page + 1)}
      >
        <ChevronRight />
      </IconButton>
    </Flex>
  );
};
