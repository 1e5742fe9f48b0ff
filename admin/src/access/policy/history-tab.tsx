import { useState } from 'react';
import { Button, Flex, Td, Tr, Typography } from '@strapi/design-system';

import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useNames } from '../../api/use-names';
import type { PolicyVersion } from '../../api/types';
import { DataTable } from '../../components/data-table';
import { Mark } from '../../components/mark';
import { PrincipalName } from '../../components/principal-name';
import { LoadedView } from '../../components/states';
import { useDates, useText } from '../../i18n/use-text';
import { ReviewModal } from './review-modal';

interface Props {
  readonly canWrite: boolean;
  readonly onActivated: () => void;
}

const HEADERS = ['history.version', 'history.at', 'history.by'] as const;

/** Every version there was; an earlier one can be put in force again, after a look at what that changes. */
export const HistoryTab = ({ canWrite, onActivated }: Props) => {
  const t = useText();
  const api = useApi();
  const versions = useLoad('versions', () => api.versions());
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <LoadedView from={versions}>
      {(list) => (
        <>
          <VersionTable versions={list} onRollBack={canWrite ? setChosen : null} />
          {chosen !== null && (
            <RollBack
              version={chosen}
              onDone={() => {
                setChosen(null);
                versions.reload();
                onActivated();
              }}
              onClose={() => setChosen(null)}
            />
          )}
          {list.length === 0 && <Typography>{t('history.none')}</Typography>}
        </>
      )}
    </LoadedView>
  );
};

interface RollBackProps {
  readonly version: number;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const RollBack = ({ version, onDone, onClose }: RollBackProps) => {
  const t = useText();
  const api = useApi();
  const loaded = useLoad(`version ${version}`, () => api.version(version));
  if (!loaded.data) return null;
  return (
    <ReviewModal
      title={t('history.rollBackTitle', { version })}
      document={loaded.data.document}
      basedOn={null}
      activate={() => api.rollBack(version)}
      onDone={onDone}
      onClose={onClose}
    />
  );
};

interface TableProps {
  readonly versions: readonly (PolicyVersion & { active: boolean })[];
  readonly onRollBack: ((version: number) => void) | null;
}

const VersionTable = ({ versions, onRollBack }: TableProps) => {
  const t = useText();
  const date = useDates();
  const nameOf = useNames(versions.flatMap(({ createdBy }) => createdBy ?? []));
  return (
    <DataTable label={t('policy.history')} headers={HEADERS} rowCount={versions.length} hasActions>
      {versions.map(({ version, createdAt, createdBy, active }) => (
        <Tr key={version}>
          <Td>
            <Flex gap={2}>
              <Typography fontWeight="semiBold">{version}</Typography>
              {active && <Mark variant="success">{t('history.active')}</Mark>}
            </Flex>
          </Td>
          <Td>
            <Typography>{date(createdAt)}</Typography>
          </Td>
          <Td>
            {createdBy === null || createdBy === 'system' ? (
              <Typography>{t('principal.system')}</Typography>
            ) : (
              <PrincipalName principal={createdBy} nameOf={nameOf} />
            )}
          </Td>
          <Td>
            {onRollBack && !active && (
              <Button
                size="S"
                variant="tertiary"
                onClick={() => onRollBack(version)}
                aria-label={t('history.rollBackTitle', { version })}
              >
                {t('history.rollBack')}
              </Button>
            )}
          </Td>
        </Tr>
      ))}
    </DataTable>
  );
};
