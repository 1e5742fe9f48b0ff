import { useEffect, useState } from 'react';
import { Button, Flex, Modal, Typography } from '@strapi/design-system';
import { Eye } from '@strapi/icons';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import type { Reveal } from '../api/reveals';
import type { RecordKey } from '../api/types';
import { Problem } from '../components/states';
import { useDates, useText } from '../i18n/use-text';
import { Part } from './part';
import { refreshRecords } from './refresh';
import { RevealForm } from './reveal-form';

/** The masked fields of a record; with a purpose they can be shown clear, for a time. */
export const Reveals = ({ record }: { record: RecordKey }) => {
  const t = useText();
  const api = useApi();
  const [isAsking, setAsking] = useState(false);
  const key = `${record.contentType} ${record.documentId}`;
  const loaded = useLoad(key, async () => ({
    offer: await api.revealOffer(record),
    open: (await api.reveals(record)).data,
  }));
  const { offer, open } = loaded.data ?? { offer: null, open: [] };
  const again = () => {
    setAsking(false);
    loaded.reload();
    refreshRecords();
  };
  useEnd(open, again);
  if (!offer || (offer.fields.length === 0 && open.length === 0)) return null;
  return (
    <Part title={t('reveal.title')}>
      {offer.fields.length > 0 && <Typography>{offer.fields.join(', ')}</Typography>}
      {open.map((reveal) => (
        <OpenReveal key={reveal.id} reveal={reveal} onEnded={again} />
      ))}
      {offer.fields.length > 0 && (
        <Button variant="secondary" startIcon={<Eye />} fullWidth onClick={() => setAsking(true)}>
          {t('reveal.ask')}
        </Button>
      )}
      <Modal.Root open={isAsking} onOpenChange={setAsking}>
        <Modal.Content aria-describedby={undefined}>
          <Modal.Header closeLabel={t('action.close')}>
            <Modal.Title>{t('reveal.ask')}</Modal.Title>
          </Modal.Header>
          <RevealForm
            record={record}
            offer={offer}
            onDone={again}
            onClose={() => setAsking(false)}
          />
        </Modal.Content>
      </Modal.Root>
    </Part>
  );
};

const A_MOMENT = 1_000;

/** When the first of these ends, the record is masked again: it is read anew then. */
const useEnd = (open: readonly Reveal[], onEnd: () => void): void => {
  const ends = open.map(({ expiresAt }) => Date.parse(expiresAt ?? '')).filter(Number.isFinite);
  const first = ends.length > 0 ? Math.min(...ends) : null;
  useEffect(() => {
    if (first === null) return undefined;
    const timer = setTimeout(onEnd, Math.max(0, first - Date.now()) + A_MOMENT);
    return () => clearTimeout(timer);
  }, [first]);
};

const OpenReveal = ({ reveal, onEnded }: { reveal: Reveal; onEnded: () => void }) => {
  const t = useText();
  const api = useApi();
  const date = useDates();
  const action = useAction();
  const { id, fields, status, expiresAt } = reveal;
  const end = async () => {
    if (await action.run(() => api.endReveal(id), 'reveal.ended')) onEnded();
  };
  return (
    <Flex direction="column" alignItems="stretch" gap={1}>
      {action.error !== null && <Problem text={action.error} />}
      <Flex justifyContent="space-between" gap={2}>
        <Typography fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
          {fields.join(', ')}
        </Typography>
        <Button size="S" variant="tertiary" loading={action.isBusy} onClick={() => void end()}>
          {t('reveal.end')}
        </Button>
      </Flex>
      <Typography variant="pi" textColor="neutral600">
        {status === 'pending' ? t('reveal.pending') : t('reveal.until', { date: date(expiresAt) })}
      </Typography>
    </Flex>
  );
};
