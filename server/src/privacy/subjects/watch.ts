import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../../platform/scope';
import { isGovernable } from '../../access/policy/schema-model';
import type { Annotations } from '../annotations/annotations';
import type { IdentityIndex } from './identity-index';

/** What Strapi tells a subscriber of its database (`@strapi/database` lifecycles). */
interface LifecycleEvent {
  readonly model: { readonly uid: string };
  readonly params: { readonly where?: unknown };
  readonly result?: unknown;
  state?: { documents?: readonly string[] };
}

type Subscriber = Record<string, (event: LifecycleEvent) => Promise<void>>;

const idOf = (result: unknown): unknown =>
  typeof result === 'object' && result !== null && 'id' in result ? result.id : undefined;

const documentOf = (result: unknown): string | undefined => {
  const isRow = typeof result === 'object' && result !== null && 'documentId' in result;
  return isRow && typeof result.documentId === 'string' ? result.documentId : undefined;
};

/**
 * Keeps the identity index in step with every write that passes Strapi's database layer: documents,
 * accounts, `db.query`. It runs where the write runs, so inside its transaction. Raw SQL and data
 * transfers pass it by; the rebuild finds those.
 */
export const watchSubjects = (
  { strapi }: { strapi: Core.Strapi },
  scopes: ScopeStore,
  index: IdentityIndex,
  annotations: Pick<Annotations, 'current'>
): void => {
  /** Which types are subjects is read with each write: another node may have changed the policy. */
  const isSubject = async ({ model: { uid } }: LifecycleEvent): Promise<boolean> =>
    isGovernable(uid) && (await annotations.current()).contentTypes.get(uid)?.subject === true;

  const documentsWhere = async (uid: string, where: unknown): Promise<string[]> => {
    const rows = (await strapi.db.query(uid).findMany({ where, select: ['id', 'documentId'] })) as {
      documentId: string | null;
    }[];
    return [...new Set(rows.flatMap(({ documentId }) => documentId ?? []))];
  };

  const sync = async ({ model: { uid } }: LifecycleEvent, documents: readonly string[]) => {
    if (documents.length > 0) await index.sync(await annotations.current(), uid, documents);
  };

  const afterOne = async (event: LifecycleEvent): Promise<void> => {
    const document = documentOf(event.result);
    const where = { id: idOf(event.result) };
    // Callers may have selected away what the record is called.
    await sync(event, document ? [document] : await documentsWhere(event.model.uid, where));
  };

  const before = async (event: LifecycleEvent): Promise<void> => {
    event.state = { documents: await documentsWhere(event.model.uid, event.params.where) };
  };

  const afterKnown = (event: LifecycleEvent) => sync(event, event.state?.documents ?? []);

  const afterCreateMany = async (event: LifecycleEvent): Promise<void> => {
    const { ids = [] } = event.result as { ids?: number[] };
    await sync(event, await documentsWhere(event.model.uid, { id: { $in: ids } }));
  };

  const steps: Subscriber = {
    afterCreate: afterOne,
    afterUpdate: afterOne,
    beforeDelete: before,
    afterDelete: afterKnown,
    beforeUpdateMany: before,
    afterUpdateMany: afterKnown,
    beforeDeleteMany: before,
    afterDeleteMany: afterKnown,
    afterCreateMany,
  };

  const guarded = Object.entries(steps).map(([action, step]): [string, Subscriber[string]] => [
    action,
    (event) =>
      scopes.runAsSystem(async () => {
        if (await isSubject(event)) await step(event);
      }),
  ]);
  const subscriber: Subscriber = Object.fromEntries(guarded);
  strapi.db.lifecycles.subscribe(subscriber);
};
