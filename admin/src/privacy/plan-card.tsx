import { Button, Flex, Td, Tr, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useSearch } from '../api/use-search';
import type { Confidence, PlaceFindings, RequestDetail } from '../api/request-types';
import { Card } from '../components/card';
import { DataTable } from '../components/data-table';
import { Mark } from '../components/mark';
import { LoadedView } from '../components/states';
import { useText } from '../i18n/use-text';
import { PlanLines } from './plan-lines';

const CONFIDENCES = ['identifier', 'relation', 'name'] as const satisfies readonly Confidence[];

interface Props {
  readonly request: RequestDetail;
  readonly onChanged: () => void;
}

/** What was found, type by type, and what an erasure would do about it, field by field. */
export const PlanCard = ({ request, onChanged }: Props) => {
  const t = useText();
  const api = useApi();
  const search = useSearch();
  const { id, state, plan } = request;
  const digest = plan?.digest ?? '';
  const findings = useLoad(`findings ${id} ${state} ${digest}`, () => api.findings(id));
  return (
    <>
      <Card
        title={t('requests.findings')}
        action={
          (plan?.unresolved ?? 0) > 0 && (
            <Mark variant="warning">
              {t('requests.undecided', { count: plan?.unresolved ?? 0 })}
            </Mark>
          )
        }
      >
        <LoadedView from={findings}>
          {(data) =>
            data.places.length === 0 ? (
              <Typography>{t('requests.findingsNone')}</Typography>
            ) : (
              <Places
                places={data.places}
                chosen={search.get('place')}
                onChoose={(place) => search.set({ place, after: null })}
              />
            )
          }
        </LoadedView>
      </Card>
      <Card title={t('requests.plan')}>
        <PlanLines request={request} onChanged={onChanged} />
      </Card>
    </>
  );
};

interface PlacesProps {
  readonly places: readonly PlaceFindings[];
  readonly chosen: string | null;
  readonly onChoose: (place: string | null) => void;
}

const Places = ({ places, chosen, onChoose }: PlacesProps) => {
  const t = useText();
  return (
    <DataTable
      label={t('requests.findings')}
      headers={[
        'requests.place',
        'requests.documents',
        'requests.confidenceLabel',
        'requests.changes',
      ]}
      rowCount={places.length}
      hasActions
    >
      {places.map(({ place, documents, confidence, items, changes, undecided }) => (
        <Tr key={place}>
          <Td>
            <Typography fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
              {place}
            </Typography>
          </Td>
          <Td>
            <Typography>{documents}</Typography>
          </Td>
          <Td>
            <Flex direction="column" alignItems="flex-start">
              {CONFIDENCES.filter((one) => (confidence[one] ?? 0) > 0).map((one) => (
                <Typography key={one} variant="pi">
                  {`${t(`requests.confidence.${one}`)}: ${confidence[one] ?? 0}`}
                </Typography>
              ))}
            </Flex>
          </Td>
          <Td>
            <Flex direction="column" alignItems="flex-start" gap={1}>
              <Typography>{t('requests.changesOf', { changes, items })}</Typography>
              {undecided > 0 && (
                <Mark variant="warning">{t('requests.undecided', { count: undecided })}</Mark>
              )}
            </Flex>
          </Td>
          <Td>
            <Button
              size="S"
              variant={chosen === place ? 'secondary' : 'tertiary'}
              aria-pressed={chosen === place}
              aria-label={`${t('requests.only')}: ${place}`}
              onClick={() => onChoose(chosen === place ? null : place)}
            >
              {t('requests.only')}
            </Button>
          </Td>
        </Tr>
      ))}
    </DataTable>
  );
};
