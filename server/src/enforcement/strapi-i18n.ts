import type { Core } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import type { RecordKeeper } from './write-boundary';

interface Locales {
  findById(id: unknown): Promise<{ code: string } | null>;
  delete(locale: { id: unknown }): Promise<unknown>;
}

interface Dependencies {
  readonly scopes: ScopeStore;
  readonly keeper: RecordKeeper;
  /** The types that the policy in force names. */
  readonly governedTypes: () => Promise<ReadonlySet<string>>;
}

interface Row {
  readonly documentId: string;
}

/** Documents of a type that have a row in a locale. */
const documentsIn = async (strapi: Core.Strapi, uid: string, locale: string): Promise<string[]> => {
  if (!strapi.db.metadata.get(uid).attributes.locale) return [];
  const where = { locale };
  const rows = (await strapi.db.query(uid).findMany({ where, select: ['documentId'] })) as Row[];
  return [...new Set(rows.map(({ documentId }) => documentId))];
};

/**
 * Deletes a locale as the system: whoever may do that deletes the rows of everybody, and rows that
 * the caller does not see must not stay behind without a locale. What is kept beside records that
 * are gone altogether goes with them.
 * Touches: `delete` of the service `locales` (i18n services/locales.js), looked up by its controller
 * at call time. Guard: integration test `i18n-doors.test.ts`.
 */
export const guardLocales = (strapi: Core.Strapi, dependencies: Dependencies): void => {
  const { scopes, keeper, governedTypes } = dependencies;
  if (!strapi.plugins.i18n) return;
  const locales = strapi.plugin('i18n').service<Locales>('locales');
  const remove = locales.delete.bind(locales);

  const forgetGone = async (uid: string, documentIds: readonly string[]) => {
    for (const documentId of documentIds)
      if ((await strapi.db.query(uid).count({ where: { documentId } })) === 0)
        await keeper.forget(uid, documentId);
  };

  locales.delete = (locale) =>
    scopes.runAsSystem(() =>
      strapi.db.transaction(async () => {
        const code = (await locales.findById(locale.id))?.code;
        const affected = new Map<string, string[]>();
        for (const uid of code === undefined ? [] : await governedTypes())
          affected.set(uid, await documentsIn(strapi, uid, code ?? ''));
        const result = await remove(locale);
        for (const [uid, documentIds] of affected) await forgetGone(uid, documentIds);
        return result;
      })
    );
};
