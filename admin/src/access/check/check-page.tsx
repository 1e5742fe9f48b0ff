import { Box, Flex, Tabs } from '@strapi/design-system';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useSearch } from '../../api/use-search';
import { PanelPage } from '../../components/page';
import { Empty, LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { useCan } from '../../permissions';
import { QuestionForm, useQuestion } from './question';
import { Verdict } from './verdict';
import { ViewAs } from './view-as';
import { useGovernedTypes, type GovernedType } from './use-governed-types';

/** Why somebody may or may not do something with a record, and what somebody sees. */
export const CheckPage = () => {
  const types = useGovernedTypes();
  return (
    <PanelPage name="check">
      <LoadedView from={types}>{(list) => <Check types={list} />}</LoadedView>
    </PanelPage>
  );
};

const TABS = ['explain', 'view'] as const;

const Check = ({ types }: { types: readonly GovernedType[] }) => {
  const t = useText();
  const can = useCan();
  const search = useSearch();
  const tabs = TABS.filter((name) => name === 'explain' || can('access-explain-others'));
  const tab = tabs.find((name) => name === search.get('tab')) ?? 'explain';
  if (types.length === 0) return <Empty text={t('check.noTypes')} />;
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(name: string) => search.set({ tab: name === 'explain' ? null : name })}
    >
      <Tabs.List aria-label={t('check.title')}>
        {tabs.map((name) => (
          <Tabs.Trigger key={name} value={name}>
            {t(`check.${name}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Box background="neutral0" padding={6} shadow="tableShadow">
        <Tabs.Content value="explain">
          <Explain types={types} />
        </Tabs.Content>
        <Tabs.Content value="view">
          <ViewAs types={types} />
        </Tabs.Content>
      </Box>
    </Tabs.Root>
  );
};

const Explain = ({ types }: { types: readonly GovernedType[] }) => {
  const t = useText();
  const api = useApi();
  const question = useQuestion(types);
  const { who, uid, documentId, action } = question;
  const record = uid !== null && documentId !== null ? { contentType: uid, documentId } : null;
  const key = record && `${who ?? ''} ${record.contentType} ${record.documentId} ${action}`;
  const answer = useLoad(key, () =>
    api.explain(record ?? { contentType: '', documentId: '' }, action, who ?? undefined)
  );
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <QuestionForm types={types} question={question} />
      {record ? (
        <LoadedView from={answer}>
          {(explanation) => <Verdict explanation={explanation} />}
        </LoadedView>
      ) : (
        <Empty text={t('check.ask')} />
      )}
    </Flex>
  );
};
