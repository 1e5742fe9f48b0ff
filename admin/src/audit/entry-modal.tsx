import { Box, Button, Flex, Modal, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useSearch } from '../api/use-search';
import type { AuditEntry } from '../api/audit';
import { LoadedView } from '../components/states';
import { useDates, useText, type TextKey } from '../i18n/use-text';

/** One entry with all that it says; the address names it, so that it can be shown to somebody else. */
export const EntryModal = () => {
  const t = useText();
  const api = useApi();
  const search = useSearch();
  const id = Number(search.get('entry') ?? NaN);
  const isOpen = Number.isInteger(id);
  const entry = useLoad(isOpen ? `entry ${id}` : null, async () => {
    const { data } = await api.auditEntry(id);
    return data[0] ?? null;
  });
  const close = () => search.set({ entry: null });
  return (
    <Modal.Root open={isOpen} onOpenChange={(stays) => !stays && close()}>
      <Modal.Content aria-describedby={undefined}>
        <Modal.Header closeLabel={t('action.close')}>
          <Modal.Title>{t('audit.entry', { id: isOpen ? id : 0 })}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <LoadedView from={entry}>{(found) => found && <Entry entry={found} />}</LoadedView>
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={close}>
            {t('action.close')}
          </Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
};

const Entry = ({ entry }: { entry: AuditEntry }) => {
  const t = useText();
  const date = useDates();
  const facts: [TextKey, string | number | null][] = [
    ['audit.at', date(entry.at)],
    ['audit.type', entry.type],
    ['audit.by', entry.causedBy],
    ['field.contentType', entry.contentType],
    ['record.documentId', entry.documentId],
    ['audit.seq', entry.seq],
  ];
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Flex tag="dl" direction="column" alignItems="flex-start" gap={2}>
        {facts.map(([term, value]) => (
          <Flex key={term} gap={2}>
            <Typography tag="dt" textColor="neutral600">
              {t(term)}
            </Typography>
            <Typography tag="dd">{value ?? '–'}</Typography>
          </Flex>
        ))}
      </Flex>
      {entry.erased ? (
        <Typography>{t('audit.erased')}</Typography>
      ) : (
        <Box
          tag="pre"
          background="neutral100"
          padding={4}
          hasRadius
          tabIndex={0}
          style={{ overflowX: 'auto' }}
        >
          <Typography>{JSON.stringify(entry.details, null, 2)}</Typography>
        </Box>
      )}
    </Flex>
  );
};
