import { Box, Flex, Link, Td, Tr, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useRecordNames } from '../../api/use-names';
import { useSearch } from '../../api/use-search';
import { DataTable } from '../../components/data-table';
import { Pager } from '../../components/pager';
import { PrincipalPicker } from '../../components/principal-picker';
import { SelectField } from '../../components/select-field';
import { Empty, LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';
import type { GovernedType } from './use-governed-types';

/** The records that somebody sees. What is asked here is recorded. */
export const ViewAs = ({ types }: { types: readonly GovernedType[] }) => {
  const t = useText();
  const api = useApi();
  const search = useSearch();
  const who = search.get('who');
  const uid = types.find((type) => type.uid === search.get('type'))?.uid ?? null;
  const page = Number(search.get('page') ?? 1);
  const isAsked = who !== null && uid !== null;
  const view = useLoad(isAsked ? `${who} ${uid} ${page}` : null, () =>
    api.viewAs(who ?? '', uid ?? '', page)
  );
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Typography textColor="neutral600">{t('view.hint')}</Typography>
      <Flex gap={4} alignItems="flex-start" wrap="wrap">
        <Box flex="1" minWidth="24rem">
          <PrincipalPicker
            label={t('check.who')}
            value={who}
            onChange={(principal) => search.set({ who: principal, page: null })}
            more={[{ value: 'public', label: t('principal.public') }]}
          />
        </Box>
        <Box flex="1" minWidth="20rem">
          <SelectField
            label={t('field.contentType')}
            value={uid}
            options={types.map((type) => ({ value: type.uid, label: type.name }))}
            onChange={(type) => search.set({ type, page: null, record: null })}
            placeholder={t('check.chooseType')}
          />
        </Box>
      </Flex>
      {isAsked ? (
        <LoadedView from={view}>
          {({ data, meta }) =>
            data.length === 0 ? (
              <Empty text={t('view.nothing')} />
            ) : (
              <Flex direction="column" alignItems="stretch">
                <Typography variant="delta" tag="h2" paddingBottom={2}>
                  {t('view.count', { count: meta.pagination.total })}
                </Typography>
                <RecordTable uid={uid} documentIds={data} />
                <Pager of={meta.pagination} onPage={search.setPage} />
              </Flex>
            )
          }
        </LoadedView>
      ) : (
        <Empty text={t('view.ask')} />
      )}
    </Flex>
  );
};

const RecordTable = ({ uid, documentIds }: { uid: string; documentIds: readonly string[] }) => {
  const t = useText();
  const nameOf = useRecordNames(uid, documentIds);
  return (
    <DataTable
      label={t('check.view')}
      headers={['record.label', 'record.documentId']}
      rowCount={documentIds.length}
    >
      {documentIds.map((documentId) => (
        <Tr key={documentId}>
          <Td>
            <Link tag={NavLink} to={`/content-manager/collection-types/${uid}/${documentId}`}>
              {nameOf(documentId)}
            </Link>
          </Td>
          <Td>
            <Typography textColor="neutral600">{documentId}</Typography>
          </Td>
        </Tr>
      ))}
    </DataTable>
  );
};
