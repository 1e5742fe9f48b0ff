import { useState } from 'react';
import { Button, Checkbox, Flex, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { useSearch } from '../api/use-search';
import { LINES_SHOWN } from '../api/requests';
import type { PlanLine, RequestDetail } from '../api/request-types';
import { LoadedView } from '../components/states';
import { useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { DecideForm } from './decide-form';
import { LineTable } from './line-table';

interface Props {
  readonly request: RequestDetail;
  readonly onChanged: () => void;
}

/** The lines that the address asks for. */
const usePlanLines = ({ id, state, plan }: RequestDetail) => {
  const api = useApi();
  const search = useSearch();
  const place = search.get('place');
  const undecided = search.get('undecided') === 'true';
  const after = Number(search.get('after') ?? 0) || 0;
  const key = JSON.stringify([id, state, plan?.digest, place, undecided, after]);
  const lines = useLoad(key, () =>
    api.planLines(id, { after, ...(place !== null && { place }), ...(undecided && { undecided }) })
  );
  return { lines, after, search };
};

/** The dry run of an erasure, some lines at a time. Lines can be ticked, and decided together. */
export const PlanLines = ({ request, onChanged }: Props) => {
  const t = useText();
  const can = useCan();
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const [isDeciding, setDeciding] = useState(false);
  const { lines, after, search } = usePlanLines(request);
  const mayDecide = request.state === 'review' && can('requests-handle');
  const tick = (ids: readonly number[], isOn: boolean) => {
    const others = [...ticked].filter((one) => !ids.includes(one));
    setTicked(new Set(isOn ? [...others, ...ids] : others));
  };
  const chosen = (lines.data ?? []).filter(({ item }) => ticked.has(item.id));
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Flex gap={4} wrap="wrap" justifyContent="space-between">
        <UndecidedOnly />
        {mayDecide && (
          <Button
            size="S"
            variant="secondary"
            disabled={chosen.length === 0}
            onClick={() => setDeciding(true)}
          >
            {t('requests.decideTicked', { count: chosen.length })}
          </Button>
        )}
      </Flex>
      <LoadedView from={lines}>
        {(data) =>
          data.length === 0 ? (
            <Typography textColor="neutral600">{t('requests.linesNone')}</Typography>
          ) : (
            <>
              <LineTable lines={data} ticked={mayDecide ? ticked : null} onTick={tick} />
              <Steps lines={data} after={after} onStep={(seq) => search.set({ after: seq })} />
            </>
          )
        }
      </LoadedView>
      {isDeciding && (
        <DecideForm
          request={request}
          lines={chosen}
          onDone={() => {
            setDeciding(false);
            setTicked(new Set());
            onChanged();
          }}
          onClose={() => setDeciding(false)}
        />
      )}
    </Flex>
  );
};

const UndecidedOnly = () => {
  const t = useText();
  const search = useSearch();
  return (
    <Checkbox
      checked={search.get('undecided') === 'true'}
      onCheckedChange={(isOn) =>
        search.set({ undecided: isOn === true ? 'true' : null, after: null })
      }
    >
      {t('requests.undecidedOnly')}
    </Checkbox>
  );
};

interface StepsProps {
  readonly lines: readonly PlanLine[];
  readonly after: number;
  readonly onStep: (after: string | null) => void;
}

const Steps = ({ lines, after, onStep }: StepsProps) => {
  const t = useText();
  const last = lines.at(-1)?.item.seq;
  const isFull = lines.length === LINES_SHOWN && last !== undefined;
  if (after === 0 && !isFull) return null;
  return (
    <Flex justifyContent="flex-end" gap={2}>
      {after > 0 && (
        <Button variant="tertiary" onClick={() => onStep(null)}>
          {t('requests.firstLines')}
        </Button>
      )}
      {isFull && (
        <Button variant="tertiary" onClick={() => onStep(String(last))}>
          {t('requests.moreLines')}
        </Button>
      )}
    </Flex>
  );
};
