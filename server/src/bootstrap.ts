import type { Core } from '@strapi/strapi';
import { applyPolicyFile } from './access/policy/apply-file';
import { createUploadsGate } from './access/http/uploads-gate';
import { TABLES } from './access/models';
import { AUDIT_TABLES } from './audit/models';
import { getConfig } from './config';
import { actionDefinitions } from './platform/http/admin-route';
import { getContainer } from './container';
import { proveSqliteFunction } from './enforcement/strapi-sqlite-functions';
import { HMAC_FUNCTION } from './masking/mask-key';
import { MASKING_TABLES } from './masking/models';
import { LEFT_FILES } from './enforcement/left-files';
import { persistTables } from './platform/persisted-tables';
import { assertEnforced } from './enforcement/self-test';
import { bridgeAuditLogs } from './enforcement/strapi-audit-logs';
import { guardContentManager } from './enforcement/strapi-content-manager';
import { createCheckSignIn, watchSignIns } from './enforcement/strapi-sign-ins';
import { guardUsers } from './enforcement/strapi-users-permissions';
import { shapeWebhooks } from './enforcement/strapi-webhooks';
import { guardLocales } from './enforcement/strapi-i18n';
import { guardHistory } from './enforcement/strapi-copies';
import { scopeAdminTokens } from './enforcement/strapi-authenticate';
import { PRIVACY_TABLES } from './privacy/models';
import { startPrivacy } from './privacy/privacy-services';

interface ActionProvider {
  actionProvider: { registerMany(actions: readonly object[]): Promise<unknown> };
}

/** Brings the policy in force and proves that enforcement holds; anything wrong stops the start. */
export const bootstrap = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  const container = getContainer(strapi);
  const { scopes, signIns, policies, columns, models, selfTest } = container;
  const { governance, rule, keeper } = container;
  const actions = strapi.service('admin::permission') as unknown as ActionProvider;
  await actions.actionProvider.registerMany(actionDefinitions());
  guardContentManager(strapi, { scopes, governance, rule });
  guardHistory(strapi);
  const checkSignIn = createCheckSignIn(strapi, scopes, signIns.admit);
  guardUsers(strapi, scopes, governance, checkSignIn);
  strapi.server.use(watchSignIns(checkSignIn));
  scopeAdminTokens(strapi, scopes, signIns.open);
  await persistTables({ strapi }, [
    ...Object.values(TABLES),
    ...Object.values(AUDIT_TABLES),
    ...Object.values(MASKING_TABLES),
    ...Object.values(PRIVACY_TABLES),
    LEFT_FILES,
  ]);
  await proveSqliteFunction(strapi, HMAC_FUNCTION, '00', 'text');
  await container.maskKey.load();
  await container.audit.start();
  bridgeAuditLogs(strapi, container.audit);
  // Columns are only ever replaced in rows of records; link tables, the larger half, have none.
  const records = models().filter(
    (model) => model.relations.length > 0 || model.uid !== model.tableName
  );
  await columns.load(records.map(({ tableName }) => tableName));

  const { policyFile, uploads, webhooks = {}, privacy } = getConfig(strapi);
  const governedTypes = async () =>
    new Set(Object.keys((await policies.active())?.document.contentTypes ?? {}));
  shapeWebhooks(strapi, { scopes, rules: webhooks, governedTypes });
  guardLocales(strapi, { scopes, keeper, governedTypes });
  strapi.server.use(container.bulkReads.middleware);
  strapi.server.use(container.revealUsage.middleware);
  container.revealExpiry.start();
  // Behind Strapi's own middlewares, and before its routes, `/uploads` among them.
  if (uploads?.private === true)
    strapi.server.use(createUploadsGate({ ...container, strapi, links: container.fileLinks() }));
  // The command line decides itself what it applies.
  const isServer = process.env.CUSTODIAN_CLI !== '1';
  if (policyFile && isServer) await applyPolicyFile({ strapi }, policies, policyFile);
  assertEnforced(await selfTest());
  if (isServer) await startPrivacy(container.privacy, privacy);
};
