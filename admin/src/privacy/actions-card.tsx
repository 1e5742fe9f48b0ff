import { Fragment, useState } from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import type { RequestDetail } from '../api/request-types';
import { useNames } from '../api/use-names';
import { Card } from '../components/card';
import { Problem } from '../components/states';
import { useDates, useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { ActionDialog } from './action-dialog';
import { actionsFor, hasApproved, needsRecords, type ActionName } from './request-actions';

interface Props {
  readonly request: RequestDetail;
  readonly principal: string;
  readonly onChanged: () => void;
}

/** Steps that go on with a request; the others lead aside. */
const FORWARD: readonly ActionName[] = [
  'verify-identity',
  'discover',
  'approve',
  'execute',
  'retry',
];
const DANGEROUS: readonly ActionName[] = ['execute', 'reject', 'withdraw'];

/** What can be done with a request by whoever looks at it, and who has approved it. */
export const ActionsCard = ({ request, principal, onChanged }: Props) => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const action = useAction();
  const [open, setOpen] = useState<ActionName | null>(null);
  const names = actionsFor(request, { principal, can });
  const isMine = request.assignee === principal;
  const takeIt = async () => {
    if (await action.run(() => api.act(request.id, 'assign', {}), 'requests.assigned')) onChanged();
  };
  return (
    <Card title={t('requests.actions')}>
      <Flex direction="column" alignItems="stretch" gap={2}>
        {action.error !== null && <Problem text={action.error} />}
        <Hints request={request} principal={principal} />
        {names.map((name) => (
          <Fragment key={name}>
            {name === 'assign' && !isMine && (
              <Button
                fullWidth
                variant="tertiary"
                loading={action.isBusy}
                onClick={() => void takeIt()}
              >
                {t('requests.assignToMe')}
              </Button>
            )}
            <Button fullWidth variant={variantOf(name, request)} onClick={() => setOpen(name)}>
              {isAgain(name, request) ? t('requests.searchAgain') : t(`requests.do.${name}`)}
            </Button>
          </Fragment>
        ))}
        {names.length === 0 && (
          <Typography textColor="neutral600">{t('requests.actionsNone')}</Typography>
        )}
      </Flex>
      {request.approvals.given.length > 0 && <Approvals approvals={request.approvals} />}
      {open !== null && (
        <ActionDialog
          name={open}
          request={request}
          onDone={() => {
            setOpen(null);
            onChanged();
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </Card>
  );
};

/** Searching once more is a way back. */
const isAgain = (name: ActionName, { state }: RequestDetail): boolean =>
  name === 'discover' && state === 'review';

const variantOf = (name: ActionName, request: RequestDetail) => {
  if (name === 'execute') return 'danger' as const;
  if (DANGEROUS.includes(name)) return 'danger-light' as const;
  const isForward = FORWARD.includes(name) && !isAgain(name, request);
  return isForward ? ('default' as const) : ('tertiary' as const);
};

/** Why a request does not go on, where that is not plain to see. */
const Hints = ({ request, principal }: { request: RequestDetail; principal: string }) => {
  const t = useText();
  if (request.state !== 'review') return null;
  const hints = [
    needsRecords(request) && t('requests.hint.ambiguous'),
    (request.plan?.unresolved ?? 0) > 0 && t('requests.hint.undecided'),
    request.openedBy === principal && t('requests.hint.own'),
    hasApproved(request, principal) && t('requests.hint.approved'),
  ].filter((hint) => hint !== false);
  return hints.map((hint) => (
    <Typography key={hint} textColor="neutral600">
      {hint}
    </Typography>
  ));
};

const Approvals = ({ approvals: { needed, given } }: Pick<RequestDetail, 'approvals'>) => {
  const t = useText();
  const date = useDates();
  const nameOf = useNames(given.map(({ principal }) => principal));
  return (
    <Flex direction="column" alignItems="stretch" gap={1} paddingTop={4}>
      <Typography variant="sigma" textColor="neutral600" tag="h3">
        {t('requests.approvals', { given: given.length, needed })}
      </Typography>
      <ul>
        {given.map(({ principal, at }) => (
          <li key={principal}>
            <Typography>{`${nameOf(principal).name} · ${date(at)}`}</Typography>
          </li>
        ))}
      </ul>
    </Flex>
  );
};
