import type { Core } from '@strapi/strapi';
import { getContainer } from './container';

type Dependencies = { strapi: Core.Strapi };

/**
 * The plugin's services, for a project's own code: `strapi.plugin('custodian').service('policy')`.
 * They act with the system's rights; HTTP callers reach them through guarded routes only.
 */
export const services = {
  policy: ({ strapi }: Dependencies) => getContainer(strapi).policies,
  memberships: ({ strapi }: Dependencies) => getContainer(strapi).memberships,
  placements: ({ strapi }: Dependencies) => getContainer(strapi).placements,
  shares: ({ strapi }: Dependencies) => getContainer(strapi).shares,
  restrictions: ({ strapi }: Dependencies) => getContainer(strapi).restrictions,
  transfers: ({ strapi }: Dependencies) => getContainer(strapi).transfers,
  /** `add(strategy)` gives policies a mask strategy of the project's own; call it in `register`. */
  masks: ({ strapi }: Dependencies) => getContainer(strapi).strategies,
  reveals: ({ strapi }: Dependencies) => getContainer(strapi).reveals,
  explain: ({ strapi }: Dependencies) => ({ explain: getContainer(strapi).explain }),
  dryRun: ({ strapi }: Dependencies) => ({ compare: getContainer(strapi).compare }),
  audit: ({ strapi }: Dependencies) => getContainer(strapi).audit,
  privacy: ({ strapi }: Dependencies) => getContainer(strapi).privacy,
  selfTest: ({ strapi }: Dependencies) => ({ run: () => getContainer(strapi).selfTest() }),
  scope: ({ strapi }: Dependencies) => getContainer(strapi).scopes,
};
