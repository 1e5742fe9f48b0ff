import type { Core } from '@strapi/strapi';
import { applyPolicyFile } from './access/policy/apply-file';
import { getConfig } from './config';
import { getContainer } from './container';
import { scopeAdminTokens } from './enforcement/strapi-authenticate';

/** Brings the policy in force and proves that enforcement holds; anything wrong stops the start. */
export const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const { scopes, sessions, policies, columns, models } = getContainer(strapi);
  scopeAdminTokens(strapi, scopes, (actor) => sessions.open(actor));
  await columns.load(models().map(({ tableName }) => tableName));

  const { policyFile } = getConfig(strapi);
  if (policyFile) await applyPolicyFile({ strapi }, policies, policyFile);
  const active = await policies.active();
  if (active) await policies.compiled(active.version);
};
