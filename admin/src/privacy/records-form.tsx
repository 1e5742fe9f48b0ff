import { useState } from 'react';
import { Checkbox, Flex, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import type { RecordKey } from '../api/types';
import { useRecordNames } from '../api/use-names';
import { FormModal } from '../components/form-modal';
import { LoadedView } from '../components/states';
import { useText } from '../i18n/use-text';
import type { DialogProps } from './dialog';

const keyOf = ({ contentType, documentId }: RecordKey): string => `${contentType} ${documentId}`;

/** Asks which of the records that carry the identifier are the person's, and searches from those. */
export const RecordsForm = ({ request, onDone, onClose }: DialogProps) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [chosen, setChosen] = useState<readonly RecordKey[]>([]);
  const found = useLoad(`candidates ${request.id}`, () => api.candidates(request.id));
  const submit = async () => {
    const work = () => api.act(request.id, 'discover', { records: [...chosen] });
    if (await action.run(work, 'requests.done.discover')) onDone();
  };
  const toggle = (record: RecordKey, isOn: boolean) => {
    const others = chosen.filter((one) => keyOf(one) !== keyOf(record));
    setChosen(isOn ? [...others, record] : others);
  };
  return (
    <FormModal
      title={t('requests.do.discover')}
      action={action}
      submitLabel={t('requests.do.discover')}
      canSubmit={chosen.length > 0}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Typography>{t('requests.explain.records')}</Typography>
      <LoadedView from={found}>
        {(records) => (
          <Flex
            direction="column"
            alignItems="flex-start"
            gap={2}
            role="group"
            aria-label={t('requests.records')}
          >
            {records.map((record) => (
              <Checkbox
                key={keyOf(record)}
                checked={chosen.some((one) => keyOf(one) === keyOf(record))}
                onCheckedChange={(isOn) => toggle(record, isOn === true)}
              >
                <RecordLabel record={record} />
              </Checkbox>
            ))}
          </Flex>
        )}
      </LoadedView>
    </FormModal>
  );
};

const RecordLabel = ({ record: { contentType, documentId } }: { record: RecordKey }) => {
  const nameOf = useRecordNames(contentType, [documentId]);
  return <>{`${nameOf(documentId)} (${contentType}, ${documentId})`}</>;
};
