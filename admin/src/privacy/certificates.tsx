import { Button, Flex, Typography } from '@strapi/design-system';
import { Download } from '@strapi/icons';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import type { Certificate, RequestDetail } from '../api/request-types';
import { Card } from '../components/card';
import { download } from '../components/download';
import { useDates, useText } from '../i18n/use-text';

const save = ({ reference, jws, createdAt }: Certificate): void =>
  download(
    new Blob([jws], { type: 'application/jose' }),
    `${reference}-${createdAt.slice(0, 10)}.jws`
  );

/** What proves that an erasure was done; nothing until there is something. */
export const Certificates = ({ request }: { request: RequestDetail }) => {
  const t = useText();
  const api = useApi();
  const date = useDates();
  const { data } = useLoad(`certificates ${request.id} ${request.state}`, () =>
    api.certificates(request.id)
  );
  if (!data || data.length === 0) return null;
  return (
    <Card title={t('requests.certificates')}>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={3}>
        {data.map((certificate) => (
          <Flex tag="li" key={certificate.id} justifyContent="space-between" gap={4} wrap="wrap">
            <Flex direction="column" alignItems="flex-start" minWidth={0}>
              <Typography fontWeight="semiBold">{date(certificate.createdAt)}</Typography>
              <Typography variant="pi" textColor="neutral600" style={{ overflowWrap: 'anywhere' }}>
                {certificate.id}
              </Typography>
            </Flex>
            <Button
              size="S"
              variant="secondary"
              startIcon={<Download />}
              onClick={() => save(certificate)}
            >
              {t('requests.download')}
            </Button>
          </Flex>
        ))}
      </Flex>
      <Typography tag="p" paddingTop={4} textColor="neutral600">
        {t('requests.verifyHint', { path: '/api/custodian/privacy-keys' })}
      </Typography>
    </Card>
  );
};
