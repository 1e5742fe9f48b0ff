import type { Core } from '@strapi/strapi';
import { applyPolicyFile } from './access/policy/apply-file';
import { TABLES } from './access/models';
import { getConfig } from './config';
import { actionDefinitions } from './platform/http/admin-route';
import { getContainer } from './container';
import { persistTables } from './platform/persisted-tables';
import { assertEnforced } from './enforcement/self-test';
import { guardContentManager } from './enforcement/strapi-content-manager';
import { guardUsers } from './enforcement/strapi-users-permissions';
import { shapeWebhooks } from './enforcement/strapi-webhooks';
import { guardLocales } from './enforcement/strapi-i18n';
import { guardHistory } from './enforcement/strapi-copies';
import { scopeAdminTokens } from './enforcement/strapi-authenticate';

interface ActionProvider {
  actionProvider: { registerMany(actions: readonly object[]): Promise<unknown> };
}

/** Brings the policy in force and proves that enforcement holds; anything wrong stops the start. */
export const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const { scopes, sessions, policies, columns, models, selfTest, governance, rule, keeper } =
    getContainer(strapi);
  const actions = strapi.service('admin::permission') as unknown as ActionProvider;
  await actions.actionProvider.registerMany(actionDefinitions());
  guardContentManager(strapi, { scopes, governance, rule });
  guardHistory(strapi);
  guardUsers(strapi, scopes, governance);
  scopeAdminTokens(strapi, scopes, (actor) => sessions.open(actor));
  await persistTables({ strapi }, Object.values(TABLES));
  // Columns are only ever replaced in rows of records; link tables, the larger half, have none.
  const records = models().filter(
    (model) => model.relations.length > 0 || model.uid !== model.tableName
  );
  await columns.load(records.map(({ tableName }) => tableName));

  const { policyFile, webhooks = {} } = getConfig(strapi);
  const governedTypes = async () =>
    new Set(Object.keys((await policies.active())?.document.contentTypes ?? {}));
  shapeWebhooks(strapi, { scopes, rules: webhooks, governedTypes });
  guardLocales(strapi, { scopes, keeper, governedTypes });
  // The command line decides itself what it applies.
  if (policyFile && process.env.CUSTODIAN_CLI !== '1')
    await applyPolicyFile({ strapi }, policies, policyFile);
  const active = await policies.active();
  const policy = active && (await policies.compiled(active.version));
  assertEnforced(await selfTest(policy));
};
