import { Button, Td, Tr, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import type { Reveal } from '../api/reveals';
import { DataTable } from '../components/data-table';
import { Problem } from '../components/states';
import { isTextKey, useDates, useText } from '../i18n/use-text';
import { RevealedRecord } from './revealed-record';

interface Props {
  readonly reveals: readonly Reveal[];
  readonly onEnded: () => void;
}

const HEADERS = [
  'record.label',
  'profiles.fields',
  'reveal.purpose',
  'reveals.state',
  'reveals.until',
] as const;

const isOpen = ({ status }: Reveal): boolean => status === 'active' || status === 'pending';

/** The last reveals that the user has asked for; what is open can be ended. */
export const OwnReveals = ({ reveals, onEnded }: Props) => {
  const t = useText();
  const api = useApi();
  const date = useDates();
  const action = useAction();
  const stateOf = (status: string) => {
    const key = `revealState.${status}`;
    return isTextKey(key) ? t(key) : status;
  };
  const end = async (id: number) => {
    if (await action.run(() => api.endReveal(id), 'reveal.ended')) onEnded();
  };
  return (
    <>
      {action.error !== null && <Problem text={action.error} />}
      <DataTable label={t('reveals.own')} headers={HEADERS} rowCount={reveals.length} hasActions>
        {reveals.map((reveal) => (
          <Tr key={reveal.id}>
            <Td>
              <RevealedRecord contentType={reveal.contentType} documentId={reveal.documentId} />
            </Td>
            <Td>
              <Typography>{reveal.fields.join(', ')}</Typography>
            </Td>
            <Td>
              <Typography>{reveal.purpose}</Typography>
            </Td>
            <Td>
              <Typography>{stateOf(reveal.status)}</Typography>
            </Td>
            <Td>
              <Typography>{date(reveal.endedAt ?? reveal.expiresAt)}</Typography>
            </Td>
            <Td>
              {isOpen(reveal) && (
                <Button
                  size="S"
                  variant="tertiary"
                  disabled={action.isBusy}
                  aria-label={`${t('reveal.end')}: ${reveal.fields.join(', ')}`}
                  onClick={() => void end(reveal.id)}
                >
                  {t('reveal.end')}
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </DataTable>
    </>
  );
};
