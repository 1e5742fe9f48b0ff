import { Flex, Link, Td, Tr, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';

import type { TransferReport } from '../../api/types';
import { useRecordNames } from '../../api/use-names';
import { Card } from '../../components/card';
import { DataTable } from '../../components/data-table';
import { useText } from '../../i18n/use-text';

const HEADERS = ['field.contentType', 'transfer.records', 'transfer.samples'] as const;

/** What a transfer gives, or has given, by content type. */
export const Report = ({ report }: { readonly report: TransferReport }) => {
  const t = useText();
  const types = Object.entries(report.contentTypes).filter(([, { count }]) => count > 0);
  const ended = report.ended;
  return (
    <Card title={t(report.dryRun ? 'transfer.would' : 'transfer.did')}>
      <Flex direction="column" alignItems="stretch" gap={4} role="status">
        {types.length === 0 ? (
          <Typography textColor="neutral600">{t('transfer.nothing')}</Typography>
        ) : (
          <DataTable label={t('transfer.title')} headers={HEADERS} rowCount={types.length}>
            {types.map(([uid, { count, samples }]) => (
              <TypeRow key={uid} uid={uid} count={count} samples={samples} />
            ))}
          </DataTable>
        )}
        {ended && (
          <Typography>
            {t('transfer.ended', {
              memberships: ended.memberships,
              shares: ended.shares,
              reveals: ended.reveals,
            })}
          </Typography>
        )}
      </Flex>
    </Card>
  );
};

interface RowProps {
  readonly uid: string;
  readonly count: number;
  readonly samples: readonly string[];
}

const TypeRow = ({ uid, count, samples }: RowProps) => {
  const nameOf = useRecordNames(uid, samples);
  return (
    <Tr>
      <Td>
        <Typography>{uid}</Typography>
      </Td>
      <Td>
        <Typography>{count}</Typography>
      </Td>
      <Td>
        <Flex gap={3} wrap="wrap">
          {samples.map((documentId) => (
            <Link
              key={documentId}
              tag={NavLink}
              to={`/content-manager/collection-types/${uid}/${documentId}`}
            >
              {nameOf(documentId)}
            </Link>
          ))}
        </Flex>
      </Td>
    </Tr>
  );
};
