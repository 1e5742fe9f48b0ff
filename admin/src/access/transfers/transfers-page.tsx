import { useState } from 'react';
import { Button, Checkbox, Dialog, Flex, Typography } from '@strapi/design-system';

import { useApi } from '../../api/client';
import { useAction } from '../../api/use-action';
import type { TransferReport } from '../../api/types';
import { Card } from '../../components/card';
import { PanelPage } from '../../components/page';
import { PrincipalPicker } from '../../components/principal-picker';
import { Problem } from '../../components/states';
import { useText } from '../../i18n/use-text';
import { Report } from './report';

interface Wish {
  readonly from: string | null;
  readonly to: string | null;
  readonly endAccess: boolean;
}

/** Gives all that somebody owns to somebody else: first what would be given, then the giving. */
export const TransfersPage = () => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const [wish, setWish] = useState<Wish>({ from: null, to: null, endAccess: true });
  const [report, setReport] = useState<TransferReport | null>(null);
  const [isConfirming, setConfirming] = useState(false);
  const { from, to, endAccess } = wish;
  // What was counted for one wish says nothing about another.
  const change = (part: Partial<Wish>) => {
    setWish({ ...wish, ...part });
    setReport(null);
  };
  const ask = async (dryRun: boolean) => {
    setConfirming(false);
    const work = async () =>
      setReport(await api.transfer({ from: from ?? '', to: to ?? '', endAccess, dryRun }));
    await action.run(work, dryRun ? undefined : 'transfer.done');
  };
  const isComplete = from !== null && to !== null && from !== to;
  return (
    <PanelPage name="transfers">
      <Flex direction="column" alignItems="stretch" gap={6}>
        <Card>
          <Flex direction="column" alignItems="stretch" gap={4}>
            {action.error !== null && <Problem text={action.error} />}
            <WishFields wish={wish} onChange={change} />
            <Flex gap={2}>
              <Button
                variant="secondary"
                disabled={!isComplete}
                loading={action.isBusy}
                onClick={() => void ask(true)}
              >
                {t('transfer.count')}
              </Button>
              <Button
                variant="danger"
                disabled={!report?.dryRun || action.isBusy}
                onClick={() => setConfirming(true)}
              >
                {t('transfer.give')}
              </Button>
            </Flex>
          </Flex>
        </Card>
        {report && <Report report={report} />}
      </Flex>
      <Confirm isOpen={isConfirming} onChange={setConfirming} onConfirm={() => void ask(false)} />
    </PanelPage>
  );
};

interface FieldsProps {
  readonly wish: Wish;
  readonly onChange: (part: Partial<Wish>) => void;
}

const WishFields = ({ wish: { from, to, endAccess }, onChange }: FieldsProps) => {
  const t = useText();
  return (
    <>
      <PrincipalPicker
        label={t('transfer.from')}
        value={from}
        onChange={(one) => onChange({ from: one })}
        isRequired
      />
      <PrincipalPicker
        label={t('transfer.to')}
        value={to}
        onChange={(one) => onChange({ to: one })}
        isRequired
      />
      <Checkbox
        checked={endAccess}
        onCheckedChange={(checked: boolean | 'indeterminate') =>
          onChange({ endAccess: checked === true })
        }
      >
        {t('transfer.endAccess')}
      </Checkbox>
    </>
  );
};

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly onChange: (isOpen: boolean) => void;
  readonly onConfirm: () => void;
}

const Confirm = ({ isOpen, onChange, onConfirm }: ConfirmProps) => {
  const t = useText();
  return (
    <Dialog.Root open={isOpen} onOpenChange={onChange}>
      <Dialog.Content>
        <Dialog.Header>{t('transfer.give')}</Dialog.Header>
        <Dialog.Body>
          <Typography>{t('transfer.confirm')}</Typography>
        </Dialog.Body>
        <Dialog.Footer>
          <Dialog.Cancel>
            <Button variant="tertiary">{t('action.cancel')}</Button>
          </Dialog.Cancel>
          <Dialog.Action>
            <Button variant="danger" onClick={onConfirm}>
              {t('transfer.give')}
            </Button>
          </Dialog.Action>
        </Dialog.Footer>
      </Dialog.Content>
    </Dialog.Root>
  );
};
