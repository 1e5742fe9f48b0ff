import type { Core } from '@strapi/strapi';
import { createSchemaModel } from '../../access/policy/schema-model';
import type { ModelOf } from '../../access/rights/relation-sql';
import type { Dialect } from '../../platform/dialect';
import { createRunSql } from '../../platform/run-sql';
import { createMaskCatalogue } from '../mask-catalogue';
import type { Strategies } from '../strategies/registry';
import { listMaskChoices, type MaskChoices } from './choices';
import { createPreviews, type Previews } from './previews';

/** What the editor of field rules is served with. */
export interface PreviewServices {
  readonly previews: Previews;
  /** @throws NotFoundError for a type that no policy may govern */
  readonly maskChoices: (contentType: string) => MaskChoices;
}

/** Creates the services. */
export const createPreviewServices = (
  { strapi }: { strapi: Core.Strapi },
  strategies: Strategies,
  database: { readonly dialect: Dialect; readonly modelOf: ModelOf }
): PreviewServices => {
  const catalogue = createMaskCatalogue(strategies);
  const schemas = () => createSchemaModel(strapi, catalogue);
  return {
    previews: createPreviews({
      ...database,
      strategies,
      schemas,
      run: createRunSql({ strapi }),
    }),
    maskChoices: (contentType) => listMaskChoices(schemas(), strategies, contentType),
  };
};
