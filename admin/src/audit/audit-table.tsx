import { Button, Td, Tr, Typography } from '@strapi/design-system';

import type { AuditEntry } from '../api/audit';
import { useNames } from '../api/use-names';
import { DataTable } from '../components/data-table';
import { PrincipalName } from '../components/principal-name';
import { useDates, useText } from '../i18n/use-text';

interface Props {
  readonly entries: readonly AuditEntry[];
  readonly onOpen: (id: number) => void;
}

/** Entries of the log, newest first. */
export const AuditTable = ({ entries, onOpen }: Props) => {
  const t = useText();
  const date = useDates();
  const nameOf = useNames(entries.map(({ causedBy }) => causedBy));
  return (
    <DataTable
      label={t('audit.title')}
      headers={['audit.at', 'audit.type', 'audit.by', 'field.contentType', 'record.documentId']}
      rowCount={entries.length}
      hasActions
    >
      {entries.map((entry) => (
        <Tr key={entry.id}>
          <Td>
            <Typography>{date(entry.at)}</Typography>
          </Td>
          <Td>
            <Typography fontWeight="semiBold">{entry.type}</Typography>
          </Td>
          <Td>
            {entry.causedBy === 'system' ? (
              <Typography>{t('principal.system')}</Typography>
            ) : (
              <PrincipalName principal={entry.causedBy} nameOf={nameOf} />
            )}
          </Td>
          <Td>
            <Typography>{entry.contentType ?? '–'}</Typography>
          </Td>
          <Td>
            <Typography textColor="neutral600" ellipsis maxWidth="12rem">
              {entry.documentId ?? '–'}
            </Typography>
          </Td>
          <Td>
            <Button
              size="S"
              variant="tertiary"
              aria-label={`${t('audit.open')}: ${entry.id}`}
              onClick={() => onOpen(entry.id)}
            >
              {t('audit.open')}
            </Button>
          </Td>
        </Tr>
      ))}
    </DataTable>
  );
};
