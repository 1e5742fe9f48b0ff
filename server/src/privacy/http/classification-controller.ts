import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';
import { createSchemaModel } from '../../access/policy/schema-model';
import type { PolicyStore } from '../../access/policy/store';
import type { ScopeStore } from '../../platform/scope';
import { classificationOf } from '../annotations/classification';
import type { PrivacyServices } from '../privacy-services';

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly policies: PolicyStore;
  readonly privacy: PrivacyServices;
}

/** What the project's attributes hold (`/classification`). */
export const createClassificationController = (
  { strapi }: { strapi: Core.Strapi },
  { scopes, policies, privacy }: Dependencies
) => ({
  async find(ctx: Context) {
    const data = await scopes.runAsSystem(async () => {
      const annotations = await privacy.annotations.current();
      return classificationOf(createSchemaModel(strapi), annotations, await policies.inForce());
    });
    ctx.body = { data, meta: {} };
  },

  /** What the annotations cover, what nobody has classified, what leads to nobody (`/coverage`). */
  async coverage(ctx: Context) {
    const data = await scopes.runAsSystem(() => privacy.annotations.coverage());
    const { attributes, unclassified, unreachable } = data;
    const meta = {
      attributes: attributes.length,
      unclassified: unclassified.length,
      unreachable: unreachable.length,
    };
    ctx.body = { data, meta };
  },
});
