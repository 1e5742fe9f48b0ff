import { useMemo } from 'react';
import { useFetchClient, type FetchClient } from '@strapi/strapi/admin';

import type { RecordAction } from '../../../server/src/access/policy/types';

import { createAuditApi } from './audit';
import { createCalls } from './calls';
import { createMasksApi } from './masks';
import { createPolicyApi } from './policy';
import { createRecordsApi } from './records';
import { createRequestsApi } from './requests';
import { createRevealsApi } from './reveals';
import type {
  CanaryResult,
  Explanation,
  Me,
  Membership,
  MembershipInput,
  NamedPrincipal,
  Overview,
  Paged,
  Placement,
  ReadersPage,
  RecordKey,
  Restriction,
  Share,
  ShareInput,
  TransferReport,
  TypeView,
  Unreachable,
} from './types';

const recordPath = ({ contentType, documentId }: RecordKey): string =>
  `${encodeURIComponent(contentType)}/${encodeURIComponent(documentId)}`;

/** The one place that knows the plugin's routes. Calls reject with Strapi's `FetchError`. */
export const createApi = (client: FetchClient) => {
  const calls = createCalls(client);
  const { get, post, put, remove, dataOf } = calls;
  return {
    ...createRecordsApi(client),
    ...createPolicyApi(calls),
    ...createMasksApi(calls),
    ...createAuditApi(calls, client),
    ...createRevealsApi(calls),
    ...createRequestsApi(calls, client),

    me: () => dataOf<Me>('/me'),
    overview: () => dataOf<Overview>('/overview'),
    selfTest: () => dataOf<CanaryResult[]>('/self-test'),
    types: () => dataOf<TypeView[]>('/types'),

    memberships: (filters: object, page: number, pageSize: number) =>
      get<Paged<Membership[]>>('/memberships', {
        filters,
        pagination: { page, pageSize },
        sort: 'principal:asc,id:asc',
      }),
    membershipCounts: () => dataOf<Record<string, number>>('/memberships/counts'),
    addMemberships: (list: MembershipInput[]) => post<Membership[]>('/memberships', list),
    changeMembership: (id: number, input: Partial<MembershipInput>) =>
      put<Membership>(`/memberships/${id}`, input),
    removeMembership: (id: number) => remove(`/memberships/${id}`),

    searchPrincipals: (search: string) => dataOf<NamedPrincipal[]>('/principals', { search }),
    namePrincipals: (named: readonly string[]) =>
      dataOf<NamedPrincipal[]>('/principals', { named: named.join(',') }),

    explain: (record: RecordKey, action: RecordAction, principal?: string) =>
      dataOf<Explanation>('/explain', { ...record, action, ...(principal && { principal }) }),
    readers: (record: RecordKey, page: number) =>
      get<Paged<ReadersPage>>(`/readers/${recordPath(record)}`, { page, pageSize: 10 }),
    viewAs: (principal: string, contentType: string, page: number) =>
      get<Paged<string[]>>('/view-as', { principal, contentType, page }),

    shares: (filters: object, pageSize = 25) =>
      get<Paged<Share[]>>('/shares', { filters, pagination: { page: 1, pageSize } }),
    share: (list: ShareInput[]) => post<Share[]>('/shares', list),
    endShare: (id: number) => remove(`/shares/${id}`),

    placement: (record: RecordKey) => dataOf<Placement>(`/placements/${recordPath(record)}`),
    place: (record: RecordKey, placement: Partial<Placement>) =>
      put<Placement>(`/placements/${recordPath(record)}`, placement),
    restrictions: (record: RecordKey) =>
      dataOf<Restriction[]>(`/restrictions/${recordPath(record)}`),

    restrictionsAmong: (contentType: string, documentIds: readonly string[]) =>
      dataOf<(Restriction & RecordKey)[]>(`/restrictions/${encodeURIComponent(contentType)}`, {
        documentIds: documentIds.join(','),
      }),

    unreachable: () => dataOf<Unreachable[]>('/unreachable', { limit: 10 }),
    transfer: (body: { from: string; to: string; dryRun: boolean; endAccess: boolean }) =>
      post<TransferReport>('/transfers', body),
  };
};

export type Api = ReturnType<typeof createApi>;

/** The plugin's API; requests end with the component that sent them. */
export const useApi = (): Api => {
  const { get, post, put, del } = useFetchClient();
  return useMemo(() => createApi({ get, post, put, del }), [get, post, put, del]);
};
