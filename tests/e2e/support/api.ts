import { LOGINS, type Playground } from './playground';

/** The admin API as one admin user, for what a walk needs to be there already. */
export async function adminApi({ url }: Playground, role: string) {
  const login = LOGINS.find((one) => one.kind === 'admin' && one.role === role);
  const headers = { 'Content-Type': 'application/json' };
  const send = async (method: string, path: string, body?: unknown, token?: string) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(token && { Authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const json = (await answer.json()) as { data: never };
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    return json;
  };
  const { data } = await send('POST', '/admin/login', {
    email: login?.email,
    password: login?.password,
  });
  const { token } = data as { token: string };
  return {
    get: <T>(path: string): Promise<T> => send('GET', path, undefined, token) as Promise<T>,
    put: <T>(path: string, body: unknown): Promise<T> =>
      send('PUT', path, body, token) as Promise<T>,
    post: <T>(path: string, body: unknown): Promise<T> =>
      send('POST', path, body, token) as Promise<T>,
  };
}

export type AdminApi = Awaited<ReturnType<typeof adminApi>>;
