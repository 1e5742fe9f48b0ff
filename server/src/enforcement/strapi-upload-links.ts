import type { Core } from '@strapi/strapi';
import type { Actor } from '../platform/actor';
import type { ScopeStore } from '../platform/scope';

interface Provider {
  extend(methods: object): void;
}

/** Callers to whom a link would open nothing that is not open without one. */
const UNNAMED = new Set(['public', 'nobody']);

/**
 * Lets Strapi itself put links into what it answers: it asks a private provider for the address of
 * every file that it sends to the admin panel or the content API. Only Strapi's local provider is
 * changed; others have addresses of their own.
 * Touches: `provider` of @strapi/upload (server/register.js), through its `extend`; call in
 * `register`, before the upload plugin's bootstrap asks whether the provider is private. Guard:
 * integration test `private-uploads.test.ts`.
 * @returns whether the local provider is in use
 */
export const linkUploads = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  sign: (url: string, actor: Actor) => string
): boolean => {
  if (strapi.config.get<string>('plugin::upload.provider', 'local') !== 'local') return false;
  const { provider } = strapi.plugin('upload') as unknown as { provider: Provider };
  provider.extend({
    isPrivate: () => Promise.resolve(true),
    getSignedUrl({ url }: { url: string }) {
      const actor = scopes.actor();
      const isNamed = actor !== null && !UNNAMED.has(actor.kind);
      return Promise.resolve({ url: isNamed ? sign(url, actor) : url });
    },
  });
  return true;
};
