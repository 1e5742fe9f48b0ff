import type { FetchClient } from '@strapi/strapi/admin';

const BASE = '/custodian';

/** Requests to the plugin's admin API; they reject with Strapi's `FetchError`. */
export const createCalls = (client: FetchClient) => {
  const get = async <T>(path: string, params?: object): Promise<T> =>
    (await client.get<T>(`${BASE}${path}`, { params })).data;
  const post = async <T>(path: string, data: unknown): Promise<T> =>
    (await client.post<{ data: T }>(`${BASE}${path}`, { data })).data.data;
  const put = async <T>(path: string, data: unknown, params?: object): Promise<T> =>
    (await client.put<{ data: T }>(`${BASE}${path}`, { data }, { params })).data.data;
  const remove = async (path: string): Promise<void> => {
    await client.del(`${BASE}${path}`);
  };
  const dataOf = async <T>(path: string, params?: object): Promise<T> =>
    (await get<{ data: T }>(path, params)).data;

  return { get, post, put, remove, dataOf };
};

export type Calls = ReturnType<typeof createCalls>;
