import { useState } from 'react';
import { Badge, Flex, Loader, TextButton, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useErrorText } from '../api/use-action';
import { useLoad } from '../api/use-load';
import { useNames } from '../api/use-names';
import type { ReadersPage, RecordKey } from '../api/types';
import { Pager } from '../components/pager';
import { PrincipalName } from '../components/principal-name';
import { Reasons } from '../components/reasons';
import { useText } from '../i18n/use-text';
import { Part } from './part';

/** Who can read a record; each name opens the reasons. */
export const Readers = ({ record }: { record: RecordKey }) => {
  const t = useText();
  const api = useApi();
  const errorText = useErrorText();
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<string | null>(null);
  const loaded = useLoad(`${record.documentId} ${page}`, () => api.readers(record, page));
  const data: ReadersPage | null = loaded.data?.data ?? null;
  const nameOf = useNames([
    ...(data?.owner ? [data.owner] : []),
    ...(data?.readers.map(({ principal }) => principal) ?? []),
  ]);
  if (loaded.isLoading) return <Loader small>{t('state.loading')}</Loader>;
  if (!data) return <Typography textColor="danger600">{errorText(loaded.error)}</Typography>;
  return (
    <>
      <Part title={t('access.owner')}>
        {data.owner ? (
          <PrincipalName principal={data.owner} nameOf={nameOf} />
        ) : (
          <Typography textColor="neutral600">{t('access.noOwner')}</Typography>
        )}
      </Part>
      <Part title={t('access.groups')}>
        {data.groups.length === 0 ? (
          <Typography textColor="neutral600">{t('access.noGroup')}</Typography>
        ) : (
          <Flex gap={2} wrap="wrap">
            {data.groups.map((code) => (
              <Badge key={code}>{code}</Badge>
            ))}
          </Flex>
        )}
      </Part>
      <Part title={t('access.readers')}>
        {data.readers.length === 0 && (
          <Typography textColor="neutral600">{t('access.nobody')}</Typography>
        )}
        {data.readers.map(({ principal, grants }) => (
          <Flex key={principal} direction="column" alignItems="stretch" gap={1}>
            <Flex justifyContent="space-between" gap={2}>
              <PrincipalName principal={principal} nameOf={nameOf} />
              <TextButton
                aria-expanded={open === principal}
                aria-label={`${t('access.why')} ${nameOf(principal).name}`}
                onClick={() => setOpen(open === principal ? null : principal)}
              >
                {t('access.why')}
              </TextButton>
            </Flex>
            {open === principal && <Reasons reasons={grants} kind="grant" />}
          </Flex>
        ))}
        {loaded.data && <Pager of={loaded.data.meta.pagination} onPage={setPage} />}
      </Part>
    </>
  );
};
