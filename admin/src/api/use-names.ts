import { useApi } from './client';
import { useLoad } from './use-load';
import type { NamedPrincipal } from './types';
import { useCan } from '../permissions';

/** What people call a principal. Without the right to look names up, its notation. */
export interface Name {
  readonly name: string;
  readonly detail: string | null;
}

const ASK_AT_MOST = 100;

const hasName = (principal: string) => /^(?:admin|user|token):/.test(principal);

/** Names of the given principals; until they are there, and for those unknown, their notation. */
export const useNames = (principals: readonly string[]): ((principal: string) => Name) => {
  const api = useApi();
  const can = useCan();
  const wanted = [...new Set(principals.filter(hasName))].sort().slice(0, ASK_AT_MOST);
  const isAsked = wanted.length > 0 && can('principals-read');
  const { data } = useLoad<NamedPrincipal[]>(isAsked ? wanted.join(',') : null, () =>
    api.namePrincipals(wanted)
  );
  const known = new Map(data?.map((one) => [one.principal, one]));
  return (principal) => {
    const found = known.get(principal);
    return found ? { name: found.name, detail: found.detail } : { name: principal, detail: null };
  };
};

/** Names of records of one type, for lists of documentIds. */
export const useRecordNames = (
  uid: string | null,
  documentIds: readonly string[]
): ((documentId: string) => string) => {
  const api = useApi();
  const wanted = [...new Set(documentIds)].sort().slice(0, ASK_AT_MOST);
  const key = uid !== null && wanted.length > 0 ? `${uid} ${wanted.join(',')}` : null;
  const { data } = useLoad(key, () => api.nameRecords(uid ?? '', wanted));
  const known = new Map(data?.map((one) => [one.documentId, one.name]));
  return (documentId) => known.get(documentId) ?? documentId;
};
