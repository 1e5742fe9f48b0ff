import { Box, Tabs } from '@strapi/design-system';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useSearch } from '../../api/use-search';
import type { ActivePolicy, TypeView } from '../../api/types';
import { PanelPage } from '../../components/page';
import { LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import { DocumentTab } from './document-tab';
import { DraftBar } from './draft-bar';
import { HistoryTab } from './history-tab';
import { TypesTab } from './types-tab';
import { formatDocument } from './json-lines';
import { useDraft } from './use-draft';

/** The policy: governed types, the document itself, and its history. */
export const PolicyPage = () => {
  const api = useApi();
  const loaded = useLoad('policy', async () => ({
    active: await api.policy(),
    types: await api.types(),
  }));
  return (
    <PanelPage name="policy">
      <LoadedView from={loaded}>
        {({ active, types }) => (
          <Policy active={active} types={types} onActivated={loaded.reload} />
        )}
      </LoadedView>
    </PanelPage>
  );
};

interface Props {
  readonly active: ActivePolicy;
  readonly types: readonly TypeView[];
  readonly onActivated: () => void;
}

const TABS = ['types', 'document', 'history'] as const;

const Policy = ({ active, types, onActivated }: Props) => {
  const t = useText();
  const can = useCan();
  const search = useSearch();
  const draft = useDraft(active);
  const canWrite = can('policy-write');
  const tab = TABS.find((name) => name === search.get('tab')) ?? 'types';
  return (
    <>
      <DraftBar draft={draft} onActivated={onActivated} />
      <Tabs.Root
        value={tab}
        onValueChange={(name: string) => search.set({ tab: name === 'types' ? null : name })}
      >
        <Tabs.List aria-label={t('policy.title')}>
          {TABS.map((name) => (
            <Tabs.Trigger key={name} value={name}>
              {t(`policy.${name}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Box background="neutral0" padding={6} shadow="tableShadow">
          <Tabs.Content value="types">
            <TypesTab
              document={draft.document}
              types={types}
              canWrite={canWrite}
              onChange={draft.change}
            />
          </Tabs.Content>
          <Tabs.Content value="document">
            <DocumentTab
              // A draft that was discarded or activated elsewhere is another text.
              key={draft.isChanged ? 'draft' : formatDocument(active.document)}
              active={active}
              document={draft.document}
              canWrite={canWrite}
              onChange={draft.change}
            />
          </Tabs.Content>
          <Tabs.Content value="history">
            <HistoryTab key={active.version} canWrite={canWrite} onActivated={onActivated} />
          </Tabs.Content>
        </Box>
      </Tabs.Root>
    </>
  );
};
