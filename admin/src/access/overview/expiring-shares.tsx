import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useNames, useRecordNames } from '../../api/use-names';
import type { Share } from '../../api/types';
import { PrincipalName } from '../../components/principal-name';
import { LoadedView } from '../../components/states';
import { useDates, useText } from '../../i18n/use-text';

const DAY = 86_400_000;
const DAYS = 7;
const SHOWN = 10;

/** Shares that end within a week, of those that the user may know of. */
export const ExpiringShares = () => {
  const t = useText();
  const api = useApi();
  const shares = useLoad('expiring', () => {
    const until = new Date(Date.now() + DAYS * DAY).toISOString();
    return api.shares({ expiresAt: { $lte: until } }, SHOWN);
  });
  return (
    <LoadedView from={shares}>
      {({ data }) =>
        data.length === 0 ? (
          <Typography textColor="neutral600">{t('expiring.none')}</Typography>
        ) : (
          <ShareList shares={data} />
        )
      }
    </LoadedView>
  );
};

const ShareList = ({ shares }: { shares: readonly Share[] }) => {
  const nameOf = useNames(shares.map(({ principal }) => principal));
  return (
    <Flex tag="ul" direction="column" alignItems="stretch" gap={3}>
      {shares.map((share) => (
        <li key={share.id}>
          <Flex justifyContent="space-between" gap={4}>
            <PrincipalName principal={share.principal} nameOf={nameOf} />
            <ShareRecord share={share} />
          </Flex>
        </li>
      ))}
    </Flex>
  );
};

const ShareRecord = ({ share }: { share: Share }) => {
  const date = useDates();
  const { contentType, documentId, expiresAt } = share;
  const recordName = useRecordNames(contentType, [documentId]);
  return (
    <Flex direction="column" alignItems="flex-end">
      <Link tag={NavLink} to={`/content-manager/collection-types/${contentType}/${documentId}`}>
        {recordName(documentId)}
      </Link>
      <Typography variant="pi" textColor="neutral600">
        {date(expiresAt)}
      </Typography>
    </Flex>
  );
};
