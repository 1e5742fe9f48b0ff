import { useEffect, useState } from 'react';
import { Flex, Td, Tr, Typography } from '@strapi/design-system';
import { isFetchError, useFetchClient } from '@strapi/strapi/admin';

import type { MaskConfig } from '../../../../server/src/access/policy/types';
import { useApi } from '../../api/client';
import { useErrorText } from '../../api/use-action';
import { useLoad } from '../../api/use-load';
import type { MaskedValue } from '../../api/masks';
import { DataTable } from '../../components/data-table';
import { Problem } from '../../components/states';
import { useText } from '../../i18n/use-text';

interface Props {
  readonly uid: string;
  readonly field: string;
  readonly mask: MaskConfig;
}

/** No question is asked while somebody types. */
const REST_MS = 300;
const SAMPLES = 5;

const useRested = <T,>(value: T): T => {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [JSON.stringify(value)]);
  return rested;
};

interface Samples {
  readonly values: unknown[];
  /** How many of the records show the user a mask already. */
  readonly masked: number;
}

/**
 * Values of the first records, as the content manager shows them to the user; what is a mask already is
 * left out. Parts of components are not looked for.
 */
const useSamples = (uid: string, field: string) => {
  const api = useApi();
  const client = useFetchClient();
  return useLoad<Samples>(`${uid} ${field}`, async () => {
    if (/[.[]/.test(field)) return { values: [], masked: 0 };
    const url = `/content-manager/collection-types/${uid}`;
    const params = { page: 1, pageSize: SAMPLES };
    const { data } = await client.get<{
      results: ({ documentId: string } & Record<string, unknown>)[];
    }>(url, { params });
    const { masked } = await api.me();
    const isRuled = masked[uid]?.some((one) => one.field === field && one.clear.depth !== 'all');
    const isMasked = async (documentId: string) => {
      if (!isRuled) return false;
      const known = await api.ownMasks({ contentType: uid, documentId });
      return [...known.masked, ...known.hidden].includes(field);
    };
    const shown = await Promise.all(
      data.results.map(async (row) => ({ row, isMasked: await isMasked(row.documentId) }))
    );
    const values = shown.filter((one) => !one.isMasked).map(({ row }) => row[field] ?? null);
    // Links, files and components are no values; the server would refuse them.
    const isPlain = (value: unknown) => value === null || typeof value !== 'object';
    return {
      values: values.filter(isPlain),
      masked: shown.filter((one) => one.isMasked).length,
    };
  });
};

const problemsOf = (error: unknown): string[] => {
  const details = isFetchError(error) ? error.response?.data.error.details : undefined;
  return (
    (details as { errors?: { message: string }[] } | undefined)?.errors?.map(
      ({ message }) => message
    ) ?? []
  );
};

/** What a mask would show: of made-up values, and of records that the user sees anyway. */
export const MaskPreview = ({ uid, field, mask }: Props) => {
  const t = useText();
  const api = useApi();
  const errorText = useErrorText();
  const samples = useSamples(uid, field);
  const rested = useRested({ field, mask });
  const isAsked = !samples.isLoading && rested.field === field;
  const preview = useLoad(isAsked ? JSON.stringify([uid, rested, samples.data]) : null, () =>
    api.previewMask(uid, field, rested.mask, samples.data?.values ?? [])
  );
  const problems = problemsOf(preview.error);
  return (
    <Flex direction="column" alignItems="stretch" gap={3} aria-busy={preview.isLoading}>
      <Typography variant="delta" tag="h3">
        {t('preview.title')}
      </Typography>
      {preview.error !== null &&
        (problems.length > 0 ? (
          problems.map((text) => <Problem key={text} text={text} />)
        ) : (
          <Problem text={errorText(preview.error)} />
        ))}
      {preview.data?.absent && <Typography>{t('preview.absent')}</Typography>}
      {preview.data && !preview.data.absent && (
        <>
          <Values title={t('preview.examples')} values={preview.data.examples} />
          <Values title={t('preview.records')} values={preview.data.values} />
        </>
      )}
      {(samples.data?.masked ?? 0) > 0 && (
        <Typography variant="pi" textColor="neutral600">
          {t('preview.masked', { count: samples.data?.masked ?? 0 })}
        </Typography>
      )}
    </Flex>
  );
};

const HEADERS = ['preview.value', 'preview.shown'] as const;

const written = (value: unknown): string => {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const Values = ({ title, values }: { title: string; values: readonly MaskedValue[] }) => {
  if (values.length === 0) return null;
  return (
    <Flex direction="column" alignItems="stretch" gap={1}>
      <Typography variant="sigma" textColor="neutral600" tag="h4">
        {title}
      </Typography>
      <DataTable label={title} headers={HEADERS} rowCount={values.length}>
        {values.map(({ value, masked }, at) => (
          <Tr key={at}>
            <Td>
              <Typography ellipsis>{written(value)}</Typography>
            </Td>
            <Td>
              <Typography ellipsis>{written(masked)}</Typography>
            </Td>
          </Tr>
        ))}
      </DataTable>
    </Flex>
  );
};
