import { Flex } from '@strapi/design-system';
import { getFetchClient, useTable } from '@strapi/strapi/admin';

import { useApi } from '../api/client';
import { useLoad } from '../api/use-load';
import type { Restriction } from '../api/types';
import { Mark } from '../components/mark';
import { textOf, useText } from '../i18n/use-text';
import { useCan } from '../permissions';
import { lastOwnView, readOwnView } from './own-view';
import { useGoverned } from './use-governed';
import { typeOfAttribute } from './refresh';

interface Row {
  readonly documentId: string;
}

interface Column {
  readonly name: string;
  readonly attribute?: unknown;
}

interface Props {
  readonly contentType: string;
  readonly documentId: string;
}

/** Rows of one page ask for the page together. */
const pages = new Map<string, { at: number; found: Promise<Map<string, Restriction['kind'][]>> }>();
/** Less than it takes to come back to the list from a record. */
const KEPT_FOR = 2_000;

/** Restrictions of the record of a row, read with those of all rows of the page. */
const Cell = ({ contentType, documentId }: Props) => {
  const t = useText();
  const api = useApi();
  const can = useCan();
  const isGoverned = useGoverned(contentType);
  const rows = useTable('Custodian', (state) => state.rows) as unknown as readonly Row[];
  const ids = [...new Set(rows.map((row) => row.documentId))].sort();
  const key = `${contentType} ${ids.join(',')}`;
  const isAsked = isGoverned && can('restrictions-read') && ids.includes(documentId);
  const { data } = useLoad(isAsked ? key : null, () => {
    const known = pages.get(key);
    if (known && Date.now() - known.at < KEPT_FOR) return known.found;
    const found = api.restrictionsAmong(contentType, ids).then((list) => {
      const kinds = new Map<string, Restriction['kind'][]>();
      for (const one of list)
        kinds.set(one.documentId, [...(kinds.get(one.documentId) ?? []), one.kind]);
      return kinds;
    });
    pages.clear();
    pages.set(key, { at: Date.now(), found });
    found.catch(() => pages.delete(key));
    return found;
  });
  const kinds = data?.get(documentId) ?? [];
  if (kinds.length === 0) return <>–</>;
  return (
    <Flex gap={1} wrap="wrap">
      {kinds.map((kind) => (
        <Mark key={kind} variant="danger">
          {t(`restriction.${kind}`)}
        </Mark>
      ))}
    </Flex>
  );
};

/**
 * Strapi's hook on the columns of a list: which records are restricted, on governed types. Before it is
 * known which those are, on all.
 */
export const addRestrictionColumn = <T extends { readonly displayedHeaders: readonly Column[] }>(
  given: T
): T => {
  const [first] = given.displayedHeaders;
  const uid = first ? typeOfAttribute(first.name, first.attribute) : null;
  const view = lastOwnView();
  readOwnView(getFetchClient()).catch(() => undefined);
  if (uid === null || (view && !view.governed.has(uid))) return given;
  const column = {
    attribute: { type: 'custom' },
    name: 'custodian-restriction',
    label: textOf('restriction.column'),
    searchable: false,
    sortable: false,
    cellFormatter: ({ documentId }: Row) => <Cell contentType={uid} documentId={documentId} />,
  };
  return { ...given, displayedHeaders: [...given.displayedHeaders, column] };
};
