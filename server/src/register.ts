import type { Core } from '@strapi/strapi';
import { MODELS } from './access/models';
import { AUDIT_MODELS } from './audit/models';
import { getConfig } from './config';
import { getContainer } from './container';
import { leaveOutHidden } from './enforcement/strapi-absent-fields';
import { PRIVACY_MODELS } from './privacy/models';
import { watchPrivacy } from './privacy/privacy-services';
import { createFileGuard } from './enforcement/file-guard';
import { LEFT_FILES_MODEL } from './enforcement/left-files';
import { createLinkGuard } from './enforcement/link-guard';
import { scopeRequests } from './enforcement/strapi-authenticate';
import { recordDeletions } from './enforcement/strapi-deletions';
import { guardDocuments } from './enforcement/strapi-documents';
import { guardEntityManager } from './enforcement/strapi-entity-manager';
import { indexComponentLinks, indexFileHashes } from './enforcement/strapi-indexes';
import { governQueryCompiler, tableAsSubquery } from './enforcement/strapi-query-compiler';
import { watchReads } from './enforcement/strapi-reads';
import { rememberFiles } from './enforcement/strapi-left-files';
import { recordRefusals } from './enforcement/strapi-refusals';
import { trackResponses } from './enforcement/strapi-responses';
import { keepEmailsUnique } from './enforcement/strapi-users-permissions';
import { deferAsSystem } from './enforcement/strapi-transaction';
import { guardUnscopedWrites } from './enforcement/strapi-unscoped-writes';
import { linkUploads } from './enforcement/strapi-upload-links';
import { guardUploads } from './enforcement/strapi-uploads';
import { watchRows } from './enforcement/strapi-rows-read';
import { watchAnswers } from './enforcement/strapi-query-responses';
import { addSqliteFunction } from './enforcement/strapi-sqlite-functions';
import { HMAC_FUNCTION } from './masking/mask-key';
import { MASKING_MODELS } from './masking/models';
import { governRawTables, setTripwire } from './enforcement/strapi-tripwire';

/** Installs the hooks, before any other plugin's bootstrap can register around them. */
export const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  const models = strapi.get<{ add(model: object): void }>('models');
  [...MODELS, ...AUDIT_MODELS, ...MASKING_MODELS, ...PRIVACY_MODELS, LEFT_FILES_MODEL].forEach(
    (model) => models.add(model)
  );

  const container = getContainer(strapi);
  const {
    scopes,
    governance,
    signIns,
    keeper,
    audit,
    answers,
    leftFiles,
    fileLinks,
    rule,
    reads,
    ruledOf,
    revealUsage,
    bulkReads,
  } = container;
  const outermost = new WeakSet();
  governQueryCompiler(strapi, governance, outermost);
  watchReads(strapi, { scopes, rule, governance, reads, ruledOf, outermost });
  governRawTables(strapi, governance, (table) => tableAsSubquery(strapi, governance, table));
  setTripwire(strapi, scopes, governance);
  indexComponentLinks(strapi);
  if (getConfig(strapi).uploads?.private === true && linkUploads(strapi, scopes, fileLinks().sign))
    indexFileHashes(strapi);
  watchAnswers(strapi, (answer) => {
    revealUsage.noticed(answer);
    bulkReads.noticed(answer);
  });
  watchRows(strapi, () => scopes.actor() !== null, bulkReads.read);
  addSqliteFunction(strapi, HMAC_FUNCTION);
  deferAsSystem(strapi, scopes);
  const links = createLinkGuard(strapi, scopes, governance, keeper);
  guardEntityManager(strapi, scopes, governance, links);
  leaveOutHidden(strapi, governance);
  recordRefusals(strapi, scopes, audit);
  // Outside the two around it, which run Strapi's machinery as the system.
  guardUploads(strapi, scopes, createFileGuard({ strapi, scopes, governance }));
  keepEmailsUnique(strapi, scopes, governance);
  rememberFiles(strapi, scopes, keeper, leftFiles);
  guardUnscopedWrites(strapi, scopes, governance, keeper);
  guardDocuments(strapi, scopes, governance, keeper, links);
  recordDeletions(strapi, keeper, audit);
  watchPrivacy({ strapi, scopes }, container.privacy);
  trackResponses(strapi, answers);
  scopeRequests(strapi, { scopes, reads, openSession: signIns.open });
};
