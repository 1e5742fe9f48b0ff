import type { Core, UID } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import {
  checkWebhookRules,
  shapePayload,
  type AttributesOf,
  type WebhookRules,
} from './webhook-payload';

interface Webhook {
  readonly name?: string;
  readonly url: string;
}

interface WebhookRunner {
  run(webhook: Webhook, event: string, info?: Record<string, unknown>): Promise<unknown>;
}

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly rules: WebhookRules;
  /** The types that the policy in force names. */
  readonly governedTypes: () => Promise<ReadonlySet<string>>;
}

const attributesReader =
  (strapi: Core.Strapi): AttributesOf =>
  (uid) =>
    (strapi.getModel(uid as UID.Schema) as { attributes: ReturnType<AttributesOf> } | undefined)
      ?.attributes;

/**
 * Shapes what webhooks send: of governed records only what the configuration gives to this webhook.
 * Touches: `run` of `webhookRunner` (core services/webhook-runner.js), called for every delivery.
 * Guard: integration test `webhooks.test.ts`.
 * @throws Error if the rules name a content type or an attribute that does not exist
 */
export const shapeWebhooks = (strapi: Core.Strapi, dependencies: Dependencies): void => {
  const { scopes, rules, governedTypes } = dependencies;
  const attributesOf = attributesReader(strapi);
  checkWebhookRules(rules, attributesOf);
  const runner = strapi.get<WebhookRunner>('webhookRunner');
  const run = runner.run.bind(runner);
  runner.run = async (webhook, event, info = {}) => {
    const governed = await scopes.runAsSystem(governedTypes);
    const fields = rules[webhook.name ?? ''] ?? rules[webhook.url] ?? {};
    return run(webhook, event, shapePayload({ governed, fields, attributesOf }, info));
  };
};
