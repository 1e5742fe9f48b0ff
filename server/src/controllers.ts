import type { Core } from '@strapi/strapi';
import { createAccessController } from './access/http/access-controller';
import { createFilesController } from './access/http/files-controller';
import { createGroupsController } from './access/http/groups-controller';
import { createInsightController } from './access/http/insight-controller';
import { createMembershipsController } from './access/http/memberships-controller';
import { createPlacementsController } from './access/http/placements-controller';
import { createPolicyController } from './access/http/policy-controller';
import { createPrincipalsController } from './access/http/principals-controller';
import { createRestrictionsController } from './access/http/restrictions-controller';
import { createSharesController } from './access/http/shares-controller';
import { createTransfersController } from './access/http/transfers-controller';
import { createAuditController } from './audit/http/audit-controller';
import { createClassificationController } from './privacy/http/classification-controller';
import { createMasksController } from './masking/http/masks-controller';
import { createRevealsController } from './masking/http/reveals-controller';
import { getContainer } from './container';
import { createWholeOverview } from './overview';
import { createDeskController } from './privacy/requests/http/desk-controller';
import { createProofController } from './privacy/proof/proof-controller';
import { createPackagesController } from './privacy/packages/packages-controller';
import { createSubjectsController } from './privacy/subjects/http/subjects-controller';
import { createDisclosuresController } from './privacy/disclosures/disclosures-controller';
import { createOpenDsrController } from './privacy/opendsr/opendsr-controller';
import { createContactsController } from './privacy/contacts/contacts-controller';
import { createLettersController } from './privacy/letters/letters-controller';
import { createPublicController } from './privacy/requests/http/public-controller';

type Dependencies = { strapi: Core.Strapi };

/** The plugin's controllers. */
export const controllers = {
  audit: ({ strapi }: Dependencies) => createAuditController(getContainer(strapi)),
  access: ({ strapi }: Dependencies) => createAccessController(getContainer(strapi)),
  files: ({ strapi }: Dependencies) => createFilesController({ strapi, ...getContainer(strapi) }),
  groups: ({ strapi }: Dependencies) => createGroupsController(getContainer(strapi)),
  insight: ({ strapi }: Dependencies) =>
    createInsightController({
      strapi,
      ...getContainer(strapi),
      overview: createWholeOverview(getContainer(strapi)),
    }),
  memberships: ({ strapi }: Dependencies) => createMembershipsController(getContainer(strapi)),
  placements: ({ strapi }: Dependencies) => createPlacementsController(getContainer(strapi)),
  requests: ({ strapi }: Dependencies) => createDeskController(getContainer(strapi)),
  ownRequests: ({ strapi }: Dependencies) =>
    createPublicController({ strapi, ...getContainer(strapi) }),
  proofs: ({ strapi }: Dependencies) => createProofController(getContainer(strapi)),
  subjects: ({ strapi }: Dependencies) => createSubjectsController(getContainer(strapi)),
  disclosures: ({ strapi }: Dependencies) => createDisclosuresController(getContainer(strapi)),
  opendsr: ({ strapi }: Dependencies) =>
    createOpenDsrController({ strapi, ...getContainer(strapi) }),
  contacts: ({ strapi }: Dependencies) => createContactsController(getContainer(strapi)),
  letters: ({ strapi }: Dependencies) => createLettersController(getContainer(strapi)),
  packages: ({ strapi }: Dependencies) => createPackagesController(getContainer(strapi)),
  classification: ({ strapi }: Dependencies) =>
    createClassificationController({ strapi }, getContainer(strapi)),
  masks: ({ strapi }: Dependencies) => createMasksController(getContainer(strapi)),
  reveals: ({ strapi }: Dependencies) => createRevealsController(getContainer(strapi)),
  restrictions: ({ strapi }: Dependencies) => createRestrictionsController(getContainer(strapi)),
  shares: ({ strapi }: Dependencies) => createSharesController(getContainer(strapi)),
  transfers: ({ strapi }: Dependencies) => createTransfersController(getContainer(strapi)),
  principals: ({ strapi }: Dependencies) => createPrincipalsController(getContainer(strapi)),
  policy: ({ strapi }: Dependencies) => createPolicyController(getContainer(strapi)),
};
