import { errors } from '@strapi/utils';

/** Codes of failures that undid a transaction only because another one was in its way. */
const TRANSIENT: readonly unknown[] = [
  '40001',
  '40P01',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
];

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Whether the same transaction may simply be tried again. */
export const isTransient = (error: unknown): boolean => TRANSIENT.includes(codeOf(error));

const TRIES = 4;

/**
 * Runs work that is one transaction, again where another one was in its way: nothing of it has
 * happened then. @throws what the work throws, at the last try the databases' own refusal too
 */
export const triedAgain = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !isTransient(error)) throw error;
    }
  }
};

/**
 * What may be kept of an error. Messages of databases quote the values they stumbled over, and what
 * erases people must not write them down again; this plugin's own messages quote none.
 */
export const namesOnly = (error: unknown): string => {
  if (error instanceof errors.ApplicationError) return `${error.name}: ${error.message}`;
  const name = error instanceof Error ? error.name : typeof error;
  const code = codeOf(error);
  return typeof code === 'string' || typeof code === 'number' ? `${name} (${code})` : name;
};
