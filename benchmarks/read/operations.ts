import type { Operation, Variant } from '../support/measure';

const CONTACTS = '/api/contacts';

const PAGE = 'pagination[pageSize]=25';

const fixed = (name: string, query: string): Operation => ({
  name,
  path: () => `${CONTACTS}?${query}`,
});

const createOperations = (documentIds: readonly string[]): Operation[] => [
  fixed('list', `${PAGE}&pagination[withCount]=false`),
  fixed('list with count', `${PAGE}&pagination[withCount]=true`),
  {
    name: 'detail',
    path: (round) => `${CONTACTS}/${documentIds[round % documentIds.length] ?? ''}`,
  },
  // Newest first: what a plan finds quickly at the beginning of a table may take long at its end.
  fixed(
    'account + address',
    `${PAGE}&pagination[withCount]=false&sort=id:desc&populate[0]=account&populate[1]=address`
  ),
  fixed('populate=*', `${PAGE}&pagination[withCount]=false&populate=*`),
  fixed('search', `${PAGE}&pagination[withCount]=true&_q=Bergman`),
];

/**
 * What is measured: the questions a CRM's screens ask most, or those of them that are named.
 * @throws if a name is not one of theirs
 */
export const operationsOf = (
  documentIds: readonly string[],
  only: readonly string[] | null
): Operation[] => {
  const operations = createOperations(documentIds);
  const names = operations.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`No "${unknown}" in: ${names.join(', ')}`);
  return operations.filter(({ name }) => only?.includes(name) ?? true);
};

/**
 * Contacts in the narrow actor's region, which everybody sees: details are asked of the same records.
 * (It also sees those it owns elsewhere, which the wide actor does not.)
 */
export const findDocumentIds = async ({
  url,
  authorization,
}: Pick<Variant, 'url' | 'authorization'>): Promise<string[]> => {
  const query = `${PAGE}&fields=documentId&filters[account][country]=SE`;
  const response = await fetch(`${url}${CONTACTS}?${query}`, { headers: { authorization } });
  const { data } = (await response.json()) as { data?: { documentId: string }[] };
  if (!data || data.length === 0) throw new Error('There is no contact in the narrow region');
  return data.map(({ documentId }) => documentId);
};
