import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { Audit } from '../../audit/audit';
import { isGovernable } from '../../access/policy/schema-model';
import type { ScopeStore } from '../../platform/scope';
import type { Annotations } from '../annotations/annotations';
import type { Identifier } from '../discovery/needles';
import type { Ledger } from './ledger';

/** What Strapi tells a subscriber of its database (`@strapi/database` lifecycles). */
interface WriteEvent {
  readonly model: { readonly uid: string };
  readonly params: { readonly data?: unknown };
}

/** What the guard works with. */
export interface ReturningInput {
  readonly strapi: Core.Strapi;
  readonly scopes: ScopeStore;
  readonly ledger: Ledger;
  readonly audit: Audit;
  readonly digestsOf: (identifiers: readonly Identifier[]) => { kind: string; digest: string }[];
  readonly annotations: Pick<Annotations, 'current'>;
  readonly mode: () => 'flag' | 'refuse';
  /** Whether it is an erasure that writes. */
  readonly erasing: () => boolean;
}

const rowsIn = (data: unknown): Record<string, unknown>[] =>
  [data]
    .flat()
    .filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null);

/**
 * Notices when somebody who was erased is written into the database again: by a form, an import, a
 * synchronisation. It sees every write that passes Strapi's database layer.
 * @throws ValidationError `ERASED_PERSON` where the configuration says so
 */
export const watchReturning = (input: ReturningInput): void => {
  const { strapi, scopes, ledger, audit, digestsOf, annotations, mode, erasing } = input;

  const identifiersIn = async (uid: string, data: unknown): Promise<Identifier[]> => {
    if (!isGovernable(uid)) return [];
    const identifiers = (await annotations.current()).contentTypes.get(uid)?.identifiers;
    if (!identifiers) return [];
    return rowsIn(data).flatMap((row) =>
      [...identifiers].flatMap(([attribute, kind]) => {
        const value = row[attribute];
        return typeof value === 'string' && kind !== 'account' ? [{ kind, value }] : [];
      })
    );
  };

  const check = async ({ model: { uid }, params: { data } }: WriteEvent): Promise<void> => {
    if (erasing()) return;
    await scopes.runAsSystem(async () => {
      const identifiers = await identifiersIn(uid, data);
      if (identifiers.length === 0) return;
      if (!(await ledger.knows(digestsOf(identifiers).map(({ digest }) => digest)))) return;
      const event = {
        type: 'erasure.returning',
        contentType: uid,
        details: { mode: mode() },
      } as const;
      if (mode() === 'refuse') {
        await audit.recordRefusal(event);
        throw new errors.ValidationError('This person was erased and may not be entered again', {
          code: 'ERASED_PERSON',
          path: ['data'],
        });
      }
      await audit.record(event);
    });
  };

  strapi.db.lifecycles.subscribe({
    beforeCreate: check,
    beforeCreateMany: check,
    beforeUpdate: check,
    beforeUpdateMany: check,
  });
};
