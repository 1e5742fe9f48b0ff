import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import type { PolicyStore } from './store';

/** Reads a policy document from a JSON file, relative to the project's root. */
export const readPolicyFile = async (
  { strapi }: { strapi: Core.Strapi },
  file: string
): Promise<unknown> => {
  const location = path.resolve(strapi.dirs.app.root, file);
  try {
    return JSON.parse(await readFile(location, 'utf8')) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The policy file ${location} cannot be read: ${reason}`, { cause });
  }
};

/**
 * Applies the file named in the plugin's configuration. A document that is refused stops the start:
 * a project must not come up with another policy than the one it was given.
 */
export const applyPolicyFile = async (
  { strapi }: { strapi: Core.Strapi },
  policies: PolicyStore,
  file: string
): Promise<void> => {
  const result = policies.validate(await readPolicyFile({ strapi }, file));
  if (!result.ok) {
    const list = result.issues.map(({ path: at, message }) => `  ${at.join('.')}: ${message}`);
    throw new Error(`The policy file ${file} is refused:\n${list.join('\n')}`);
  }
  const { version } = await policies.activate(result.policy.document, { by: 'system' });
  strapi.log.info(`[custodian] policy version ${version} is in force (${file})`);
};
