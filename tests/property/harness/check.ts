import type { Request } from '../generators/query';
import { detail, files, list } from '../model/rest';
import type { Server } from '../model/rest';
import { FILE_UID } from '../model/schema';
import type { Answer } from '../model/types';
import type { Caller } from './app';
import { compare, differences } from './compare';
import { send } from './send';

/** An answer that is not the model's. */
export interface Mismatch {
  principal: string;
  request: Request;
  expected: unknown;
  actual: unknown;
  differences: string[];
}

/** What the model answers. */
export function answer(server: Server, { uid, documentId, params }: Request): Answer {
  if (uid === FILE_UID) return files(server, params);
  return documentId === undefined
    ? list(server, uid, params)
    : detail(server, uid, documentId, params);
}

/** Sends a request as a caller; the difference with the model's answer, when there is one. */
export async function check(
  url: string,
  caller: Caller,
  server: Server,
  request: Request
): Promise<Mismatch | undefined> {
  const { status, body } = answer(server, request);
  const received = await send(url, request, caller.headers);
  const result = compare({ status, body }, received);
  if (result.equal) return undefined;
  return {
    principal: caller.principal,
    request,
    expected: result.expected,
    actual: result.actual,
    differences: differences(result.expected, result.actual),
  };
}
