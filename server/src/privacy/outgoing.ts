import { errors } from '@strapi/utils';

const TIMEOUT_MS = 10_000;

const toUrl = (address: string): URL | null => (URL.canParse(address) ? new URL(address) : null);

/** A folder contains what is below it, not what begins with the same letters. */
const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/**
 * Whether something may be sent to an address: it is at, or below, one that the configuration names.
 * Whoever writes addresses into requests must not choose what this server calls. Pure.
 */
export const mayCall = (address: string, allowed: readonly string[]): boolean => {
  const url = toUrl(address);
  if (!url || url.username !== '' || url.password !== '') return false;
  return allowed.some((one) => {
    const base = toUrl(one);
    return base !== null && base.origin === url.origin && isBelow(url.pathname, base.pathname);
  });
};

/**
 * Posts JSON to an address that is allowed, and follows nobody elsewhere. The answer is not read.
 * @returns its status
 * @throws ApplicationError for an address that is not allowed, or an answer other than 2xx; what
 * `fetch` throws
 */
export const post = async (
  address: string,
  body: string,
  { allowed, headers = {} }: { allowed: readonly string[]; headers?: Record<string, string> }
): Promise<number> => {
  if (!mayCall(address, allowed))
    throw new errors.ApplicationError('The configuration does not name this address');
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new errors.ApplicationError(`The other side answered ${answer.status}`);
  return answer.status;
};
