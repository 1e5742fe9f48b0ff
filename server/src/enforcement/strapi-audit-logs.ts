import type { Core } from '@strapi/strapi';
import type { AuditServices } from '../audit/audit-services';

/** What the service offers to plugins. */
interface Lifecycle {
  registerEvent(name: string, transform: (entry: Handed) => object): void;
}

/** What is handed on: nothing that somebody may have to be erased from. */
interface Handed {
  readonly causedBy: string;
  readonly contentType: string | null;
  readonly documentId: string | null;
}

const SERVICE = 'audit-logs-lifecycle';

/** Reads would fill a log that is kept for changes. */
const LEFT_OUT: ReadonlySet<string> = new Set(['record.read']);

const shapeOf = ({ contentType, documentId, causedBy }: Handed): object => ({
  resource: { type: contentType, id: documentId },
  details: { causedBy },
});

/**
 * Hands what is committed on to the audit log of Strapi's paid plans, where the project has it, as
 * `custodian.<type>`. It records what admin users do and what its scheduler does, and nothing else; what counts as
 * proof is the plugin's own log.
 * Touches: `registerEvent` of `audit-logs-lifecycle` and the event hub (@strapi/admin ee/server
 * audit-logs/services/lifecycles.js), both meant for plugins. Call in bootstrap.
 */
export const bridgeAuditLogs = (
  strapi: Core.Strapi,
  audit: Pick<AuditServices, 'onCommitted'>
): void => {
  if (!strapi.has(SERVICE)) return;
  const lifecycle = strapi.get<Lifecycle>(SERVICE);
  const known = new Set<string>();
  audit.onCommitted((entries) => {
    for (const { type, causedBy, contentType, documentId } of entries) {
      if (LEFT_OUT.has(type)) continue;
      const name = `custodian.${type}`;
      if (!known.has(name)) lifecycle.registerEvent(name, shapeOf);
      known.add(name);
      strapi.eventHub.emit(name, { causedBy, contentType, documentId }).catch((error: unknown) => {
        strapi.log.error(`[custodian] Strapi's audit log was not told: ${String(error)}`);
      });
    }
  });
};
