import { Button, Flex, Td, Tr, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useNames, type Name } from '../api/use-names';
import type { Reveal } from '../api/reveals';
import { DataTable } from '../components/data-table';
import { PrincipalName } from '../components/principal-name';
import { Problem } from '../components/states';
import { useDates, useText } from '../i18n/use-text';
import { RevealedRecord } from './revealed-record';

interface Props {
  readonly reveals: readonly Reveal[];
  readonly onDecided: () => void;
}

const HEADERS = ['reveals.who', 'record.label', 'reveal.purpose', 'reveals.until'] as const;

/** Reveals of others that the user may decide about: approve, or refuse. */
export const PendingReveals = ({ reveals, onDecided }: Props) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const nameOf = useNames(reveals.map(({ principal }) => principal));
  const approve = async (id: number) => {
    if (await action.run(() => api.approveReveal(id), 'reveals.approved')) onDecided();
  };
  const refuse = async (id: number) => {
    if (await action.run(() => api.endReveal(id), 'reveals.refused')) onDecided();
  };
  return (
    <>
      {action.error !== null && <Problem text={action.error} />}
      <DataTable
        label={t('reveals.pending')}
        headers={HEADERS}
        rowCount={reveals.length}
        hasActions
      >
        {reveals.map((reveal) => (
          <PendingRow
            key={reveal.id}
            reveal={reveal}
            nameOf={nameOf}
            isBusy={action.isBusy}
            onApprove={() => void approve(reveal.id)}
            onRefuse={() => void refuse(reveal.id)}
          />
        ))}
      </DataTable>
    </>
  );
};

interface RowProps {
  readonly reveal: Reveal;
  readonly nameOf: (principal: string) => Name;
  readonly isBusy: boolean;
  readonly onApprove: () => void;
  readonly onRefuse: () => void;
}

const PendingRow = ({ reveal, nameOf, isBusy, onApprove, onRefuse }: RowProps) => {
  const t = useText();
  const date = useDates();
  const { principal, fields, purpose, reason, expiresAt, contentType, documentId } = reveal;
  const { name } = nameOf(principal);
  return (
    <Tr>
      <Td>
        <PrincipalName principal={principal} nameOf={nameOf} />
      </Td>
      <Td>
        <RevealedRecord contentType={contentType} documentId={documentId} />
      </Td>
      <Td>
        <Flex direction="column" alignItems="flex-start">
          <Typography fontWeight="semiBold">{fields.join(', ')}</Typography>
          <Typography>{purpose}</Typography>
          {reason !== null && <Typography variant="pi">{reason}</Typography>}
        </Flex>
      </Td>
      <Td>
        <Typography>{date(expiresAt)}</Typography>
      </Td>
      <Td>
        <Flex gap={2} justifyContent="flex-end">
          <Button
            size="S"
            disabled={isBusy}
            aria-label={`${t('reveals.approve')}: ${name}`}
            onClick={onApprove}
          >
            {t('reveals.approve')}
          </Button>
          <Button
            size="S"
            variant="danger-light"
            disabled={isBusy}
            aria-label={`${t('reveals.refuse')}: ${name}`}
            onClick={onRefuse}
          >
            {t('reveals.refuse')}
          </Button>
        </Flex>
      </Td>
    </Tr>
  );
};
