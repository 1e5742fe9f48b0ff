import { Agent, get } from 'node:http';
import type { Request } from '../generators/query';
import { toQueryString } from './query-string';

/** One connection that is kept open: a suite sends thousands of small requests. */
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

const PATHS: Record<string, string> = { activity: 'activities', file: 'upload/files' };

/** Path and query of a request. */
export function urlOf({ uid, documentId, params }: Request): string {
  const name = uid.slice(uid.lastIndexOf('.') + 1);
  const path = `/api/${PATHS[name] ?? `${name}s`}${documentId === undefined ? '' : `/${documentId}`}`;
  return path + toQueryString(params);
}

export interface Received {
  status: number;
  body: unknown;
}

/** Sends a request and reads the JSON answer. */
export function send(
  base: string,
  request: Request,
  headers: Record<string, string>
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const call = get(base + urlOf(request), { headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: text === '' ? '' : JSON.parse(text) });
      });
    });
    call.on('error', reject);
  });
}
