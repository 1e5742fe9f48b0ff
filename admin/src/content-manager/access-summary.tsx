import { useState } from 'react';
import { Button, Flex, Link, Modal, Typography } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { NavLink } from 'react-router-dom';

import type { ShareLevel } from '../../../server/src/access/policy/types';
import { useApi } from '../api/client';
import { useAction } from '../api/use-action';
import { useLoad } from '../api/use-load';
import { useNames } from '../api/use-names';
import type { RecordKey } from '../api/types';
import { Mark } from '../components/mark';
import { PrincipalName } from '../components/principal-name';
import { Problem } from '../components/states';
import { useDates, useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { PLUGIN_ID } from '../plugin-id';
import { Part } from './part';
import { Readers } from './readers';
import { Reveals } from './reveals';
import { ShareForm } from './share-form';

interface Props {
  readonly record: RecordKey;
}

/** Restrictions, owner and group, shares and readers of a record: each as far as the user may know. */
export const AccessSummary = ({ record }: Props) => {
  const t = useText();
  const can = useCan();
  const [round, setRound] = useState(0);
  const query = new URLSearchParams({ type: record.contentType, record: record.documentId });
  return (
    <Flex direction="column" alignItems="stretch" gap={4} width="100%">
      {can('restrictions-read') && <Restrictions record={record} />}
      {can('reveals') && <Reveals record={record} />}
      {can('placements-read') && !can('access-explain-others') && <Owner record={record} />}
      {can('shares') && <Shares record={record} onChange={() => setRound(round + 1)} />}
      {can('access-explain-others') && <Readers key={round} record={record} />}
      {can('access-explain') && (
        <Link tag={NavLink} to={`/plugins/${PLUGIN_ID}/check?${query.toString()}`}>
          {t('access.check')}
        </Link>
      )}
    </Flex>
  );
};

const Restrictions = ({ record }: Props) => {
  const t = useText();
  const api = useApi();
  const { data } = useLoad(record.documentId, () => api.restrictions(record));
  if (!data || data.length === 0) return null;
  return (
    <Flex direction="column" alignItems="flex-start" gap={2}>
      {data.map(({ kind, reason }) => (
        <Flex key={kind} direction="column" alignItems="flex-start" gap={1}>
          <Mark variant="danger">{t(`restriction.${kind}`)}</Mark>
          {reason !== null && <Typography variant="pi">{reason}</Typography>}
        </Flex>
      ))}
    </Flex>
  );
};

const Owner = ({ record }: Props) => {
  const t = useText();
  const api = useApi();
  const { data } = useLoad(record.documentId, () => api.placement(record));
  const nameOf = useNames(data?.owner ? [data.owner] : []);
  if (!data?.owner) return null;
  return (
    <Part title={t('access.owner')}>
      <PrincipalName principal={data.owner} nameOf={nameOf} />
    </Part>
  );
};

const Shares = ({ record, onChange }: Props & { readonly onChange: () => void }) => {
  const t = useText();
  const api = useApi();
  const date = useDates();
  const action = useAction();
  const [isSharing, setSharing] = useState(false);
  const { contentType, documentId } = record;
  const shares = useLoad(`${contentType} ${documentId}`, () =>
    api.shares({ contentType, documentId })
  );
  const list = shares.data?.data ?? [];
  const nameOf = useNames(list.map(({ principal }) => principal));
  const termsOf = (given: ShareLevel, expiresAt: string | null) => {
    const level = t(`shareLevel.${given}`);
    return expiresAt === null ? level : t('access.until', { level, date: date(expiresAt) });
  };
  const done = () => {
    setSharing(false);
    shares.reload();
    onChange();
  };
  const end = async (id: number) => {
    if (await action.run(() => api.endShare(id), 'share.ended')) done();
  };
  return (
    <Part title={t('access.shares')}>
      {action.error !== null && <Problem text={action.error} />}
      {list.map(({ id, principal, level, expiresAt, reason }) => (
        <Flex key={id} justifyContent="space-between" gap={2} alignItems="flex-start">
          <Flex direction="column" alignItems="flex-start" minWidth={0}>
            <PrincipalName principal={principal} nameOf={nameOf} />
            <Typography variant="pi" textColor="neutral600">
              {termsOf(level, expiresAt)}
            </Typography>
            {reason !== null && <Typography variant="pi">{reason}</Typography>}
          </Flex>
          <Button
            size="S"
            variant="tertiary"
            onClick={() => void end(id)}
            aria-label={`${t('share.end')}: ${nameOf(principal).name}`}
          >
            {t('share.end')}
          </Button>
        </Flex>
      ))}
      <Button variant="secondary" startIcon={<Plus />} fullWidth onClick={() => setSharing(true)}>
        {t('access.share')}
      </Button>
      <Modal.Root open={isSharing} onOpenChange={setSharing}>
        <Modal.Content aria-describedby={undefined}>
          <Modal.Header closeLabel={t('action.close')}>
            <Modal.Title>{t('share.title')}</Modal.Title>
          </Modal.Header>
          <ShareForm records={[record]} onDone={done} onClose={() => setSharing(false)} />
        </Modal.Content>
      </Modal.Root>
    </Part>
  );
};
