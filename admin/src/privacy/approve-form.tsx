import { Flex, Typography } from '@strapi/design-system';

import { isDestructive } from '../../../server/src/privacy/requests/kinds';
import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import { FormModal } from '../components/form-modal';
import { LoadedView } from '../components/states';
import { useText } from '../i18n/use-text';
import type { DialogProps } from './dialog';

/** Approves the plan that is on the screen, and no other: its digest is sent along. */
export const ApproveForm = ({ request, onDone, onClose }: DialogProps) => {
  const t = useText();
  const api = useApi();
  const action = useAction();
  const digest = request.plan?.digest ?? null;
  const { needed, given } = request.approvals;
  const submit = async () => {
    const work = () => api.act(request.id, 'approve', digest === null ? {} : { digest });
    if (await action.run(work, 'requests.done.approve')) onDone();
  };
  return (
    <FormModal
      title={t('requests.do.approve')}
      action={action}
      submitLabel={t('requests.do.approve')}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {isDestructive(request.kind) && <Changes id={request.id} digest={digest} />}
      <Typography>{t('requests.approvals', { given: given.length, needed })}</Typography>
      {digest !== null && (
        <Typography variant="pi" textColor="neutral600" style={{ overflowWrap: 'anywhere' }}>
          {t('requests.digest', { digest })}
        </Typography>
      )}
    </FormModal>
  );
};

const Changes = ({ id, digest }: { id: number; digest: string | null }) => {
  const t = useText();
  const api = useApi();
  const findings = useLoad(`approving ${id} ${digest ?? ''}`, () => api.findings(id));
  return (
    <LoadedView from={findings}>
      {({ places, changes }) => (
        <Flex direction="column" alignItems="flex-start" gap={2}>
          <Typography>{t('requests.explain.approve', { count: changes })}</Typography>
          <ul>
            {places.map((one) => (
              <li key={one.place}>
                <Typography>
                  {`${one.place}: ${t('requests.changesOf', { changes: one.changes, items: one.items })}`}
                </Typography>
              </li>
            ))}
          </ul>
        </Flex>
      )}
    </LoadedView>
  );
};
