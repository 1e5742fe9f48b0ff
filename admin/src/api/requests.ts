import type { FetchClient } from '@strapi/strapi/admin';

import type { Calls } from './calls';
import type {
  Certificate,
  Decision,
  Findings,
  NewRequest,
  PlanLine,
  RequestActions,
  RequestDetail,
  RequestRow,
  StoredPackage,
} from './request-types';
import type { Paged, RecordKey } from './types';

const NO_FINDINGS: Findings = { places: [], changes: 0, done: 0 };
const PAGE_SIZE = 25;
/** Lines of a plan that are shown at once. */
export const LINES_SHOWN = 50;

/** The desk: requests of data subjects. */
export const createRequestsApi = ({ get, post, dataOf }: Calls, client: FetchClient) => ({
  requests: (filters: object, sort: string, page: number, pageSize = PAGE_SIZE) =>
    get<Paged<RequestRow[]>>('/requests', { filters, sort, pagination: { page, pageSize } }),
  request: (id: number) => dataOf<RequestDetail>(`/requests/${id}`),
  /** An open request of the same person and kind is returned, not doubled. */
  enterRequest: async (data: NewRequest): Promise<{ request: RequestDetail; isNew: boolean }> => {
    const answer = await client.post<{ data: RequestDetail; meta: { duplicate: boolean } }>(
      '/custodian/requests',
      { data }
    );
    return { request: answer.data.data, isNew: !answer.data.meta.duplicate };
  },
  act: <A extends keyof RequestActions>(id: number, action: A, body: RequestActions[A]) =>
    post<RequestDetail>(`/requests/${id}/${action}`, body),
  decide: (id: number, decisions: Decision[]) =>
    post<RequestDetail>(`/requests/${id}/plan`, decisions),
  lift: (id: number, decisions: { item: number; lifted: boolean }[]) =>
    post<RequestDetail>(`/requests/${id}/plan`, decisions),
  /** Somebody else's value in clear; that one has looked is written down. */
  thirdPartyValue: async (id: number, item: number): Promise<string> =>
    (await dataOf<{ value: string }>(`/requests/${id}/third-parties/${item}`)).value,
  /** Empty before there is a plan. */
  findings: async (id: number): Promise<Findings> =>
    (await dataOf<Findings | null>(`/requests/${id}/findings`)) ?? NO_FINDINGS,
  planLines: (id: number, query: { after: number; place?: string; undecided?: boolean }) =>
    dataOf<PlanLine[]>(`/requests/${id}/items`, { ...query, limit: LINES_SHOWN }),
  candidates: (id: number) => dataOf<RecordKey[]>(`/requests/${id}/candidates`),
  certificates: (id: number) => dataOf<Certificate[]>(`/requests/${id}/certificates`),
  package: (id: number) => dataOf<StoredPackage | null>(`/requests/${id}/package`),
});
