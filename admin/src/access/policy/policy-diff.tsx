import { Box, Flex, Td, Tr, Typography } from '@strapi/design-system';

import type { AccessChange, Comparison, PartDiff } from '../../api/types';
import { useApi } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { useNames } from '../../api/use-names';
import { DataTable } from '../../components/data-table';
import { Mark } from '../../components/mark';
import { PrincipalName } from '../../components/principal-name';
import { useText, type TextKey } from '../../i18n/use-text';

interface Props {
  readonly comparison: Comparison;
}

const PARTS = [
  ['groups', 'diff.groups'],
  ['profiles', 'diff.profiles'],
  ['contentTypes', 'diff.contentTypes'],
] as const satisfies readonly [keyof Comparison['diff']['document'], TextKey][];

const SHOWN = 100;

/** The last part of a uid says enough where there is little room. */
const shortName = (uid: string): string => uid.split('.').at(-1) ?? uid;

/** What activating a document would change: of the document, and of who reads what. */
export const PolicyDiff = ({ comparison: { diff } }: Props) => {
  const t = useText();
  const { document, access, truncated } = diff;
  if (!document.changed) return <Typography>{t('diff.nothing')}</Typography>;
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <Flex direction="column" alignItems="stretch" gap={2}>
        {PARTS.map(([part, title]) => (
          <Part key={part} title={t(title)} diff={document[part]} />
        ))}
        <Part title={t('diff.public')} diff={document.audiences.public} />
        {document.audiences.superAdmin && <Typography>{t('diff.superAdmin')}</Typography>}
        {document.sharingRules.added + document.sharingRules.removed > 0 && (
          <Typography>{t('diff.sharingRules', document.sharingRules)}</Typography>
        )}
      </Flex>
      <Typography variant="delta" tag="h3">
        {t('diff.access')}
      </Typography>
      {access.length === 0 ? (
        <Typography>{t('diff.nobody')}</Typography>
      ) : (
        <AccessChanges changes={access.slice(0, SHOWN)} />
      )}
      {access.length > SHOWN && (
        <Typography textColor="neutral600">
          {t('diff.more', { count: access.length - SHOWN })}
        </Typography>
      )}
      {truncated && <Typography textColor="warning600">{t('diff.truncated')}</Typography>}
    </Flex>
  );
};

const Part = ({ title, diff }: { title: string; diff: PartDiff }) => {
  const t = useText();
  const changes = [
    ...diff.added.map((name) => ['success', t('diff.added', { name })] as const),
    ...diff.removed.map((name) => ['danger', t('diff.removed', { name })] as const),
    ...diff.changed.map((name) => ['warning', t('diff.changed', { name })] as const),
  ];
  if (changes.length === 0) return null;
  return (
    <Flex gap={2} wrap="wrap">
      <Typography fontWeight="semiBold">{title}</Typography>
      {changes.slice(0, SHOWN).map(([variant, text]) => (
        <Mark key={text} variant={variant}>
          {text}
        </Mark>
      ))}
    </Flex>
  );
};

const AccessChanges = ({ changes }: { changes: readonly AccessChange[] }) => {
  const t = useText();
  const nameOf = useNames(changes.map(({ principal }) => principal));
  const recordName = useSampleNames(changes);
  return (
    <DataTable
      label={t('diff.access')}
      headers={['field.who', 'field.contentType', 'diff.gains', 'diff.loses']}
      rowCount={changes.length}
    >
      {changes.map((change) => (
        <Tr key={`${change.principal} ${change.contentType}`}>
          <Td>
            <Box maxWidth="20rem">
              <PrincipalName principal={change.principal} nameOf={nameOf} />
            </Box>
          </Td>
          <Td>
            <Typography title={change.contentType}>{shortName(change.contentType)}</Typography>
          </Td>
          <Td>
            <Count
              count={change.gained}
              samples={change.samples.gained}
              color="success600"
              nameOf={recordName}
            />
          </Td>
          <Td>
            <Count
              count={change.lost}
              samples={change.samples.lost}
              color="danger600"
              nameOf={recordName}
            />
          </Td>
        </Tr>
      ))}
    </DataTable>
  );
};

interface CountProps {
  readonly count: number;
  readonly samples: readonly string[];
  readonly color: 'success600' | 'danger600';
  readonly nameOf: (documentId: string) => string;
}

const Count = ({ count, samples, color, nameOf }: CountProps) => {
  const t = useText();
  if (count === 0) return <Typography textColor="neutral600">–</Typography>;
  return (
    <Flex direction="column" alignItems="flex-start" maxWidth="15rem">
      <Typography textColor={color} fontWeight="bold">
        {t('diff.records', { count })}
      </Typography>
      <Typography variant="pi" textColor="neutral600" ellipsis maxWidth="15rem">
        {samples.map(nameOf).join(', ')}
      </Typography>
    </Flex>
  );
};

/** Names of all samples together: one request per content type, not one per line. */
const useSampleNames = (changes: readonly AccessChange[]): ((documentId: string) => string) => {
  const api = useApi();
  const byType = new Map<string, Set<string>>();
  for (const { contentType, samples } of changes) {
    const ids = byType.get(contentType) ?? new Set();
    for (const documentId of [...samples.gained, ...samples.lost]) ids.add(documentId);
    byType.set(contentType, ids);
  }
  const wanted = [...byType].map(([uid, ids]) => [uid, [...ids].slice(0, SHOWN)] as const);
  const { data } = useLoad(JSON.stringify(wanted), async () => {
    const found = await Promise.allSettled(wanted.map((one) => api.nameRecords(...one)));
    return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  });
  const names = new Map(data?.map(({ documentId, name }) => [documentId, name]));
  return (documentId) => names.get(documentId) ?? documentId;
};
