import type { Core } from '@strapi/strapi';
import { MODELS } from './access/models';
import { getContainer } from './container';
import { scopeRequests } from './enforcement/strapi-authenticate';
import { guardDocuments } from './enforcement/strapi-documents';
import { guardEntityManager } from './enforcement/strapi-entity-manager';
import { indexComponentLinks } from './enforcement/strapi-indexes';
import { governQueryCompiler, tableAsSubquery } from './enforcement/strapi-query-compiler';
import { trackResponses } from './enforcement/strapi-responses';
import { keepEmailsUnique } from './enforcement/strapi-users-permissions';
import { deferAsSystem } from './enforcement/strapi-transaction';
import { governRawTables, setTripwire } from './enforcement/strapi-tripwire';

/** Installs the hooks, before any other plugin's bootstrap can register around them. */
export const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  const models = strapi.get<{ add(model: object): void }>('models');
  MODELS.forEach((model) => models.add(model));

  const { scopes, governance, sessions, keeper, answers } = getContainer(strapi);
  governQueryCompiler(strapi, governance);
  governRawTables(strapi, governance, (table) => tableAsSubquery(strapi, governance, table));
  setTripwire(strapi, scopes, governance);
  indexComponentLinks(strapi);
  deferAsSystem(strapi, scopes);
  guardEntityManager(strapi, scopes, governance);
  keepEmailsUnique(strapi, scopes, governance);
  guardDocuments(strapi, scopes, governance, keeper);
  trackResponses(strapi, answers);
  scopeRequests(strapi, scopes, (actor) => sessions.open(actor));
};
