import { useState } from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';
import { Eye } from '@strapi/icons';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import type { Reveal } from '../api/reveals';
import type { RecordKey } from '../api/types';
import { Problem } from '../components/states';
import { useDates, useText } from '../i18n/use-text';
import { Part } from './part';
import { reloadMasks, useRecordMasks } from './record-masks';
import { RevealDialog } from './reveal-dialog';
import { useFreshForm } from './use-fresh-form';

/** The masked fields of a record; with a purpose they can be shown clear, for a time. */
export const Reveals = ({ record }: { record: RecordKey }) => {
  const t = useText();
  const [isAsking, setAsking] = useState(false);
  const { offer, open, masks } = useRecordMasks(record) ?? { offer: null, open: [], masks: null };
  useFreshForm(record, masks?.masked.join(' ') ?? null);
  if (!offer || (offer.fields.length === 0 && open.length === 0)) return null;
  return (
    <Part title={t('reveal.title')}>
      {offer.fields.length > 0 && <Typography>{offer.fields.join(', ')}</Typography>}
      {open.map((reveal) => (
        <OpenReveal key={reveal.id} record={record} reveal={reveal} />
      ))}
      {offer.fields.length > 0 && (
        <Button variant="secondary" startIcon={<Eye />} fullWidth onClick={() => setAsking(true)}>
          {t('reveal.ask')}
        </Button>
      )}
      {isAsking && <RevealDialog record={record} offer={offer} onClose={() => setAsking(false)} />}
    </Part>
  );
};

/** Ends a reveal before its time. */
export const useEndReveal = (record: RecordKey, id: number) => {
  const api = useApi();
  const action = useAction();
  const end = async () => {
    if (await action.run(() => api.endReveal(id), 'reveal.ended')) reloadMasks(record);
  };
  return { ...action, end };
};

const OpenReveal = ({ record, reveal }: { record: RecordKey; reveal: Reveal }) => {
  const t = useText();
  const date = useDates();
  const { id, fields, status, expiresAt } = reveal;
  const ending = useEndReveal(record, id);
  return (
    <Flex direction="column" alignItems="stretch" gap={1}>
      {ending.error !== null && <Problem text={ending.error} />}
      <Flex justifyContent="space-between" gap={2}>
        <Typography fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
          {fields.join(', ')}
        </Typography>
        <Button
          size="S"
          variant="tertiary"
          loading={ending.isBusy}
          onClick={() => void ending.end()}
        >
          {t('reveal.end')}
        </Button>
      </Flex>
      <Typography variant="pi" textColor="neutral600">
        {status === 'pending' ? t('reveal.pending') : t('reveal.until', { date: date(expiresAt) })}
      </Typography>
    </Flex>
  );
};
