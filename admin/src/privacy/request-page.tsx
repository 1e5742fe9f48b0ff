import { Flex, Grid, Link } from '@strapi/design-system';
import { ArrowLeft } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { NavLink, useParams } from 'react-router-dom';

import { handsOut, isDestructive } from '../../../server/src/privacy/requests/kinds';
import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import type { RequestDetail } from '../api/request-types';
import { LoadedView } from '../components/states';
import { useText } from '../i18n/use-text';
import { pagePermissions } from '../permissions';
import { PLUGIN_ID } from '../plugin-id';
import { ActionsCard } from './actions-card';
import { Certificates } from './certificates';
import { FactsCard } from './facts-card';
import { IdentityCard } from './identity-card';
import { PackageCard } from './package-card';
import { PlanCard } from './plan-card';
import { Progress } from './progress';
import { Timeline } from './timeline';
import { usePolling } from './use-polling';

/** States in which a job is at work: what is shown changes by itself. */
const WORKING = ['discovering', 'executing', 'verifying'] as const;

export const isWorking = ({ state }: Pick<RequestDetail, 'state'>): boolean =>
  WORKING.some((one) => one === state);

/** One request, from the question to the proof. */
export const RequestPage = () => {
  const t = useText();
  const api = useApi();
  const { id = '' } = useParams();
  const loaded = useLoad(`request ${id}`, async () => ({
    request: await api.request(Number(id)),
    me: await api.me(),
  }));
  const { request } = loaded.data ?? { request: null };
  usePolling(request !== null && isWorking(request), loaded.reload);
  const title = request?.reference ?? t('requests.one');
  return (
    <Page.Protect permissions={pagePermissions('requests')}>
      <Page.Title>{`${title} · ${t('plugin.name')}`}</Page.Title>
      <Page.Main>
        <Layouts.Header
          title={title}
          subtitle={request ? t(`requests.kind.${request.kind}`) : ''}
          navigationAction={
            <Link tag={NavLink} to={`/plugins/${PLUGIN_ID}/requests`} startIcon={<ArrowLeft />}>
              {t('requests.title')}
            </Link>
          }
        />
        <Layouts.Content>
          <LoadedView from={loaded}>
            {(data) => <Parts {...data} onChanged={loaded.reload} />}
          </LoadedView>
        </Layouts.Content>
      </Page.Main>
    </Page.Protect>
  );
};

interface PartsProps {
  readonly request: RequestDetail;
  readonly me: { readonly principal: string };
  readonly onChanged: () => void;
}

const Parts = ({ request, me: { principal }, onChanged }: PartsProps) => (
  <Grid.Root gap={6}>
    <Grid.Item col={8} s={12} xs={12} direction="column" alignItems="stretch">
      <Flex direction="column" alignItems="stretch" gap={6}>
        <FactsCard request={request} />
        {isWorking(request) && <Progress request={request} />}
        {isDestructive(request.kind) && <Certificates request={request} />}
        {isDestructive(request.kind) && request.plan && (
          <PlanCard request={request} onChanged={onChanged} />
        )}
        {handsOut(request.kind) && <PackageCard request={request} onChanged={onChanged} />}
      </Flex>
    </Grid.Item>
    <Grid.Item col={4} s={12} xs={12} direction="column" alignItems="stretch">
      <Flex direction="column" alignItems="stretch" gap={6}>
        <ActionsCard request={request} principal={principal} onChanged={onChanged} />
        <IdentityCard request={request} />
        <Timeline request={request} />
      </Flex>
    </Grid.Item>
  </Grid.Root>
);
