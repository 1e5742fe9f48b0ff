import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useRecordNames } from '../../api/use-names';
import type { Unreachable } from '../../api/types';
import { LoadedView } from '../../components/states';
import { useText } from '../../i18n/use-text';

/** Records that nobody but an unrestricted super admin can read. */
export const UnreachableRecords = () => {
  const t = useText();
  const api = useApi();
  const found = useLoad('unreachable', () => api.unreachable());
  return (
    <LoadedView from={found}>
      {(list) =>
        list.length === 0 ? (
          <Typography textColor="neutral600">{t('unreachable.none')}</Typography>
        ) : (
          <Flex direction="column" alignItems="stretch" gap={4}>
            {list.map((one) => (
              <OfType key={one.contentType} {...one} />
            ))}
          </Flex>
        )
      }
    </LoadedView>
  );
};

const OfType = ({ contentType, count, samples }: Unreachable) => {
  const t = useText();
  const nameOf = useRecordNames(contentType, samples);
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      <Typography fontWeight="semiBold">
        {t('unreachable.count', { count, type: contentType })}
      </Typography>
      <Flex gap={3} wrap="wrap">
        {samples.map((documentId) => (
          <Link
            key={documentId}
            tag={NavLink}
            to={`/content-manager/collection-types/${contentType}/${documentId}`}
          >
            {nameOf(documentId)}
          </Link>
        ))}
      </Flex>
    </Flex>
  );
};
