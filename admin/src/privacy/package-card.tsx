import { useState } from 'react';
import { Button, Flex, Td, Tr, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import type { RequestDetail, StoredPackage, ThirdParty } from '../api/request-types';
import { Card } from '../components/card';
import { DataTable } from '../components/data-table';
import { Mark } from '../components/mark';
import { LoadedView, Problem } from '../components/states';
import { isTextKey, useDates, useText } from '../i18n/use-text';
import { useCan } from '../permissions';

const HEADERS = [
  'requests.othersLabel',
  'field.kind',
  'requests.othersValue',
  'requests.othersCount',
] as const;

interface Props {
  readonly request: RequestDetail;
  readonly onChanged: () => void;
}

/** What the person is given: whose values are left out of it, and whether it has been fetched. */
export const PackageCard = ({ request, onChanged }: Props) => {
  const t = useText();
  const api = useApi();
  const loaded = useLoad(`package ${request.id} ${request.state}`, () => api.package(request.id));
  const others = (request.plan?.items ?? []) as readonly ThirdParty[];
  return (
    <Card title={t('requests.package')}>
      <Flex direction="column" alignItems="stretch" gap={4}>
        <LoadedView from={{ ...loaded, data: { made: loaded.data } }}>
          {({ made }) => <Delivery made={made} />}
        </LoadedView>
        {others.length > 0 && <Others request={request} others={others} onChanged={onChanged} />}
        {others.length === 0 && request.state === 'review' && (
          <Typography>{t('requests.othersNone')}</Typography>
        )}
      </Flex>
    </Card>
  );
};

const Delivery = ({ made }: { made: StoredPackage | null }) => {
  const t = useText();
  const date = useDates();
  if (made === null)
    return <Typography textColor="neutral600">{t('requests.packageNone')}</Typography>;
  const { downloads, maxDownloads, expiresAt, entries } = made;
  return (
    <Flex direction="column" alignItems="flex-start" gap={2}>
      <Mark variant={downloads > 0 ? 'success' : 'neutral'}>
        {t('requests.packageFetched', { count: downloads, most: maxDownloads })}
      </Mark>
      <Typography>{t('requests.packageEntries', { count: entries })}</Typography>
      {expiresAt !== null && (
        <Typography textColor="neutral600">
          {t('requests.packageUntil', { date: date(expiresAt) })}
        </Typography>
      )}
    </Flex>
  );
};

interface OthersProps extends Props {
  readonly others: readonly ThirdParty[];
}

/** Values of other people that a label replaces, unless somebody lets them through. */
const Others = ({ request, others, onChanged }: OthersProps) => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const action = useAction();
  const mayLift = can('requests-handle') && request.state === 'review';
  const lift = async ({ id: item, lifted }: ThirdParty) => {
    const work = () => api.lift(request.id, [{ item, lifted: !lifted }]);
    if (await action.run(work, 'requests.decided')) onChanged();
  };
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      {action.error !== null && <Problem text={action.error} />}
      <Typography>{t('requests.othersHint')}</Typography>
      <DataTable
        label={t('requests.others')}
        headers={HEADERS}
        rowCount={others.length}
        hasActions={mayLift}
      >
        {others.map((one) => (
          <OtherRow
            key={one.id}
            one={one}
            isBusy={action.isBusy}
            onLift={mayLift ? () => void lift(one) : null}
            look={() => api.thirdPartyValue(request.id, one.id)}
          />
        ))}
      </DataTable>
    </Flex>
  );
};

interface RowProps {
  readonly one: ThirdParty;
  readonly isBusy: boolean;
  /** null for whoever may only look. */
  readonly onLift: (() => void) | null;
  /** The value in clear. */
  readonly look: () => Promise<string>;
}

const OtherRow = ({ one, isBusy, onLift, look }: RowProps) => {
  const t = useText();
  const seeing = useAction();
  const [clear, setClear] = useState<string | null>(null);
  const { label, kind, value, occurrences, lifted } = one;
  const see = () => void seeing.run(async () => setClear(await look()));
  const key = `requests.field.${kind}`;
  const verb = lifted ? t('requests.othersReplace') : t('requests.othersLift');
  return (
    <Tr>
      {[label, isTextKey(key) ? t(key) : kind, clear ?? seeing.error ?? value, occurrences].map(
        (text, index) => (
          <Td key={index}>
            <Typography>{text}</Typography>
          </Td>
        )
      )}
      {onLift && (
        <Td>
          <Flex gap={2}>
            {clear === null && (
              <Button
                size="S"
                variant="tertiary"
                loading={seeing.isBusy}
                aria-label={`${t('requests.othersLook')}: ${label}`}
                onClick={see}
              >
                {t('requests.othersLook')}
              </Button>
            )}
            <Button
              size="S"
              variant="tertiary"
              loading={isBusy}
              aria-label={`${verb}: ${label}`}
              onClick={onLift}
            >
              {verb}
            </Button>
          </Flex>
        </Td>
      )}
    </Tr>
  );
};
