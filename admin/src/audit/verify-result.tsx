import { Button, Flex, Modal, Status, Typography } from '@strapi/design-system';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import { LoadedView } from '../components/states';
import { useText } from '../i18n/use-text';

/** Checks the whole chain, and says what came of it. */
export const VerifyResult = ({ onClose }: { onClose: () => void }) => {
  const t = useText();
  const api = useApi();
  const result = useLoad('verify', () => api.verifyAudit());
  return (
    <Modal.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal.Content aria-describedby={undefined}>
        <Modal.Header closeLabel={t('action.close')}>
          <Modal.Title>{t('audit.verify')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <LoadedView from={result}>
            {({ ok, entries, unsealed, erased, problemCount, problems }) => (
              <Flex direction="column" alignItems="flex-start" gap={4}>
                <Status variant={ok ? 'success' : 'danger'}>
                  <Typography>
                    {ok
                      ? t('audit.intact', { count: entries })
                      : t('audit.broken', { count: problemCount })}
                  </Typography>
                </Status>
                <Typography>{t('audit.counts', { unsealed, erased })}</Typography>
                <ul>
                  {problems.map(({ code, seq, id }, index) => (
                    <li key={index}>
                      <Typography textColor="danger600">
                        {[code, seq ?? id].filter((part) => part !== undefined).join(' ')}
                      </Typography>
                    </li>
                  ))}
                </ul>
              </Flex>
            )}
          </LoadedView>
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={onClose}>
            {t('action.close')}
          </Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
};
