import { useState } from 'react';
import { Button, Flex } from '@strapi/design-system';
import { Download, SealCheck } from '@strapi/icons';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import { useSearch } from '../api/use-search';
import type { ExportFormat } from '../api/audit';
import { Card } from '../components/card';
import { download } from '../components/download';
import { PanelPage } from '../components/page';
import { Empty, LoadedView, Problem } from '../components/states';
import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { AuditTable } from './audit-table';
import { readFilters } from './audit-filters';
import { EntryModal } from './entry-modal';
import { FilterForm } from './filter-form';
import { VerifyResult } from './verify-result';

/** What has happened, and been refused: searched, exported, and proved untouched. */
export const AuditPage = () => {
  const t = useText();
  const api = useApi();
  const search = useSearch();
  const filters = readFilters(search.get);
  const key = JSON.stringify(filters);
  const cursor = search.get('cursor') ?? '';
  const entries = useLoad(`${key} ${cursor}`, () => api.audit(filters, cursor));
  return (
    <PanelPage name="audit" actions={<Actions filters={filters} />}>
      <Card>
        <Flex direction="column" alignItems="stretch" gap={6}>
          <FilterForm />
          <LoadedView from={entries}>
            {({ data, meta }) =>
              data.length === 0 ? (
                <Empty text={t('audit.none')} />
              ) : (
                <>
                  <AuditTable entries={data} onOpen={(id) => search.set({ entry: String(id) })} />
                  <Flex justifyContent="flex-end" gap={2}>
                    {cursor !== '' && (
                      <Button variant="tertiary" onClick={() => search.set({ cursor: null })}>
                        {t('audit.newest')}
                      </Button>
                    )}
                    {meta.pagination.next !== null && (
                      <Button
                        variant="tertiary"
                        onClick={() => search.set({ cursor: meta.pagination.next })}
                      >
                        {t('audit.older')}
                      </Button>
                    )}
                  </Flex>
                </>
              )
            }
          </LoadedView>
        </Flex>
      </Card>
      <EntryModal />
    </PanelPage>
  );
};

const Actions = ({ filters }: { filters: object }) => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const exporting = useAction();
  const [isVerifying, setVerifying] = useState(false);
  const exportAs = (format: ExportFormat) =>
    exporting.run(async () => {
      download(await api.exportAudit(filters, format), `audit.${format}`);
    });
  return (
    <Flex gap={2} wrap="wrap">
      {exporting.error !== null && <Problem text={exporting.error} />}
      {can('audit-export') &&
        (['csv', 'ndjson'] as const).map((format) => (
          <Button
            key={format}
            variant="tertiary"
            startIcon={<Download />}
            loading={exporting.isBusy}
            onClick={() => void exportAs(format)}
          >
            {t('audit.export', { format: format.toUpperCase() })}
          </Button>
        ))}
      {can('audit-verify') && (
        <Button startIcon={<SealCheck />} onClick={() => setVerifying(true)}>
          {t('audit.verify')}
        </Button>
      )}
      {isVerifying && <VerifyResult onClose={() => setVerifying(false)} />}
    </Flex>
  );
};
