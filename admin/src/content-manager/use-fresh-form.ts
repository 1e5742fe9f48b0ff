import { useEffect, useRef } from 'react';
import { useFetchClient, useForm } from '@strapi/strapi/admin';

import type { RecordKey } from '../api/types';
import { valueAt } from './field-notation';
import { refreshRecords } from './refresh';

interface FormState {
  readonly values: Record<string, unknown>;
  readonly modified: boolean;
  readonly onChange: (name: string, value: unknown) => void;
}

const usePart = <T>(pick: (state: FormState) => T): T =>
  useForm('Custodian', (state) => pick(state as unknown as FormState));

/**
 * Brings what a record looks like by now into its form, when that has changed: after a reveal, and
 * when its time is over. Where nothing has been typed the whole record is read again. What has been
 * typed is kept: the one input is filled anew, so that saving sends back what is shown, and nothing
 * is written.
 * @param look stands for how the record, or the one field, looks; null while that is not known
 */
export const useFreshForm = (
  record: RecordKey | null,
  look: string | null,
  name?: string
): void => {
  const client = useFetchClient();
  const modified = usePart((state) => state.modified);
  const onChange = usePart((state) => state.onChange);
  const locale = usePart((state) => state.values.locale);
  const publishedAt = usePart((state) => state.values.publishedAt);
  const before = useRef<string | null>(null);

  useEffect(() => {
    const isChanged = before.current !== null && look !== null && before.current !== look;
    if (look !== null) before.current = look;
    if (!isChanged || record === null) return;
    if (!modified) {
      refreshRecords();
      return;
    }
    if (name === undefined) return;
    const { contentType, documentId } = record;
    const params = {
      ...(typeof locale === 'string' && { locale }),
      ...(typeof publishedAt === 'string' && { status: 'published' }),
    };
    const url = `/content-manager/collection-types/${contentType}/${documentId}`;
    client.get<{ data: unknown }>(url, { params }).then(
      ({ data }) => onChange(name, valueAt(name, data.data) ?? null),
      () => undefined
    );
  }, [look]);
};
