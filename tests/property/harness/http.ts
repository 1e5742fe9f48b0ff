import { Agent, request } from 'node:http';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request as it goes over the wire. */
export interface WireRequest {
  method: Method;
  /** With its query string. */
  path: string;
  body?: unknown;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Connections that are kept open: a suite sends thousands of small requests. */
export const createAgent = (maxSockets: number) => new Agent({ keepAlive: true, maxSockets });

const shared = createAgent(4);

/** Sends a request and keeps the answer as it came. */
export function sendRaw(
  base: string,
  { method, path, body }: WireRequest,
  headers: Record<string, string>,
  agent: Agent = shared
): Promise<WireAnswer> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const typed =
    payload === undefined
      ? headers
      : {
          ...headers,
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(payload)),
        };
  return new Promise((resolve, reject) => {
    const call = request(base + path, { method, headers: typed, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const received = Object.entries(response.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(received),
          text: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    call.on('error', reject);
    call.end(payload);
  });
}
