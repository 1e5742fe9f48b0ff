import { isJson } from './link-shape';

/** What stands at a path of the data that were sent. */
const at = (data: unknown, path: unknown): unknown =>
  (Array.isArray(path) ? (path as unknown[]) : []).reduce<unknown>(
    (one, key) =>
      typeof one === 'object' && one !== null
        ? (one as Record<string, unknown>)[String(key)]
        : undefined,
    data
  );

const toldTo = (sent: unknown, error: unknown): unknown => {
  if (!isJson(error) || !('value' in error)) return error;
  const { value, ...told } = error;
  // Of more than a scalar it would show whether anything was added.
  const isSent = (typeof value !== 'object' || value === null) && value === at(sent, error.path);
  return isSent ? error : told;
};

/**
 * A validation error of Strapi quotes what is written: also stored values, when it publishes, and links
 * that were added because the caller cannot see them. Here it quotes scalars that the caller sent.
 * @returns the same error, whatever it is
 */
export const withoutForeignValues = (error: unknown, sent: unknown): unknown => {
  const { details } = (error ?? {}) as { details?: unknown };
  if (!isJson(details) || !Array.isArray(details.errors)) return error;
  const told = (details.errors as unknown[]).map((one) => toldTo(sent, one));
  return Object.assign(error as object, { details: { ...details, errors: told } });
};
