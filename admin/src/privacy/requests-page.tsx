import { useState } from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useNavigate } from 'react-router-dom';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useSearch } from '../api/use-search';
import { Card } from '../components/card';
import { Pager } from '../components/pager';
import { PanelPage } from '../components/page';
import { Empty, LoadedView, Problem } from '../components/states';
import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { AssignModal, useAssign } from './assign';
import { FilterBar } from './filter-bar';
import { readFilters, readPage, readSort } from './inbox-filters';
import { InboxTable, requestPath } from './inbox-table';
import { NewRequest } from './new-request';

const FILTERS = ['state', 'kind', 'assignee', 'overdue', 'sort', 'page'] as const;

/** The inbox of the desk: what people ask for, by deadline. */
export const RequestsPage = () => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const search = useSearch();
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const read = (name: (typeof FILTERS)[number]) => search.get(name);
  const key = JSON.stringify(FILTERS.map(read));
  const found = useLoad(key, async () => {
    const filters = {
      state: read('state'),
      kind: read('kind'),
      assignee: read('assignee'),
      overdue: read('overdue'),
    };
    const me = filters.assignee === 'me' ? (await api.me()).principal : '';
    const where = readFilters(filters, me, new Date());
    return api.requests(where, `${readSort(read('sort'))},id:asc`, readPage(read('page')));
  });
  const tick = (ids: readonly number[], isOn: boolean) => {
    const others = [...ticked].filter((id) => !ids.includes(id));
    setTicked(new Set(isOn ? [...others, ...ids] : others));
  };
  return (
    <PanelPage name="requests" actions={can('requests-handle') && <Add />}>
      <Card>
        <Flex direction="column" alignItems="stretch" gap={6}>
          <FilterBar />
          <LoadedView from={found}>
            {({ data, meta }) =>
              data.length === 0 ? (
                <Empty text={t('requests.none')} />
              ) : (
                <>
                  <Bulk
                    ids={data.map(({ id }) => id).filter((id) => ticked.has(id))}
                    onDone={() => {
                      setTicked(new Set());
                      found.reload();
                    }}
                  />
                  <InboxTable
                    requests={data}
                    ticked={can('requests-handle') ? ticked : null}
                    onTick={tick}
                  />
                  <Pager of={meta.pagination} onPage={search.setPage} />
                </>
              )
            }
          </LoadedView>
        </Flex>
      </Card>
    </PanelPage>
  );
};

/** What can be done with the requests that are ticked. */
const Bulk = ({ ids, onDone }: { ids: readonly number[]; onDone: () => void }) => {
  const t = useText();
  const [isAsking, setAsking] = useState(false);
  const { action, assign } = useAssign(onDone);
  if (ids.length === 0) return null;
  return (
    <Flex gap={2} wrap="wrap" aria-live="polite">
      {action.error !== null && <Problem text={action.error} />}
      <Typography fontWeight="semiBold">{t('requests.ticked', { count: ids.length })}</Typography>
      <Button size="S" variant="secondary" loading={action.isBusy} onClick={() => void assign(ids)}>
        {t('requests.assignToMe')}
      </Button>
      <Button size="S" variant="tertiary" onClick={() => setAsking(true)}>
        {t('requests.assignTo')}
      </Button>
      {isAsking && (
        <AssignModal
          ids={ids}
          onDone={() => {
            setAsking(false);
            onDone();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Flex>
  );
};

const Add = () => {
  const t = useText();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button startIcon={<Plus />} onClick={() => setOpen(true)}>
        {t('requests.new')}
      </Button>
      {isOpen && (
        <NewRequest onDone={(id) => navigate(requestPath(id))} onClose={() => setOpen(false)} />
      )}
    </>
  );
};
