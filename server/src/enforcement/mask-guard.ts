import type { Core, UID } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import { closedIn, opensAny } from './closed-fields';
import type { WrittenRow } from './link-claims';
import type { LinkGuard } from './link-guard';
import type { Json, LinkShape, ShapesOf } from './link-shape';
import { planMasks, type MaskedField } from './mask-plan';
import { populateFor } from './payload-targets';
import { createComparison } from './same-value';
import type { Call } from './strapi-document-rows';
import { denied, refused, type RecordKeeper } from './write-boundary';

/** Keeps what a caller sees masked from being written over, and copied. */
export interface MaskGuard {
  /**
   * The data of an update, or of a clone, without what the caller only sent back as it was shown.
   * Call in the caller's scope.
   * @param row the row that an update is written to; null if Strapi makes one
   * @throws PolicyError 403 `FIELD_MASKED` with the path of any other value for a masked attribute
   */
  sent(call: Call, data: Json, row: WrittenRow | null): Promise<Json>;
  /** Attributes masked in any row of a record, which a copy of it must not hand over. */
  copied(call: Call): Promise<readonly MaskedField[]>;
  /** Names of fields that no row of a record shows the caller as they are. */
  closed(call: Call): Promise<ReadonlySet<string>>;
  /**
   * Whoever moves a record, or makes it their own, must not see more of it for that.
   * @throws PolicyError 403 `WOULD_UNMASK`
   */
  stillClosed(call: Call, closed: ReadonlySet<string>): Promise<void>;
}

interface Attribute {
  readonly type: string;
  readonly pluginOptions?: { readonly i18n?: { readonly localized?: boolean } };
}

type Attributes = Readonly<Record<string, Attribute | undefined>>;

const NONE: ReadonlySet<string> = new Set();

const isUpdate = ({ action, params }: Call): boolean =>
  action === 'update' && params.documentId !== undefined;

const unique = (rows: Iterable<readonly MaskedField[]>): MaskedField[] => [
  ...new Set([...rows].flat()),
];

/** Creates the guard; it reads rows with `db.query`, as the system and as the caller. */
export const createMaskGuard = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  keeper: RecordKeeper,
  links: LinkGuard
): MaskGuard => {
  // Read when first needed: metadata is complete only after the database has started.
  const shapesOf: ShapesOf = (uid) => links.shapes.documents(uid);
  const attributesOf = (uid: string): Attributes =>
    (strapi.getModel(uid as UID.Schema) as { attributes: Attributes } | undefined)?.attributes ??
    {};
  const isSame = createComparison(
    shapesOf,
    (uid, attribute) => attributesOf(uid)[attribute]?.type ?? null
  );
  const choose = ({ target }: LinkShape): unknown =>
    target === null ? true : { select: links.keysOf(target) };

  const maskedRows = ({ actor, uid, params }: Call) =>
    scopes.runAsSystem(() => keeper.maskedFields(actor, uid, params.documentId ?? ''));

  /** Keys of the data that name something masked, or something with masked parts. */
  const keysMasked = (uid: string, data: Json, fields: readonly MaskedField[]): string[] => {
    const names = new Set(fields.map(({ steps, attribute }) => steps[0]?.attribute ?? attribute));
    return Object.keys(data).filter((key) => names.has(shapesOf(uid).get(key)?.attribute ?? key));
  };

  const isLocalized = (uid: string, attribute: string): boolean =>
    attributesOf(uid)[attribute]?.pluginOptions?.i18n?.localized === true;

  return {
    async sent(call, data, row) {
      const { uid, actor, params, action } = call;
      if (keeper.fieldViews(actor, uid).length === 0) return data;
      const masked = await maskedRows(call);
      const fields = (row && masked.get(row.id)) ?? unique(masked.values());
      const keys = keysMasked(uid, data, fields);
      if (keys.length === 0) return data;
      const populate = populateFor({ shapesOf, choose, allParts: true }, uid, new Set(keys));
      const where = { documentId: params.documentId };
      const read = () => strapi.db.query(uid).findMany({ where, populate }) as Promise<Json[]>;
      const shown = await read();
      const own = shown.find(({ id }) => id === row?.id);
      const others = shown.filter(
        (one) => one !== own && (!own || one.locale === own.locale || action === 'clone')
      );
      const stored = row && (await scopes.runAsSystem(read)).find(({ id }) => id === row.id);
      const mayWrite = keeper.writesMasked(actor) || action === 'clone';
      const plan = planMasks({
        shapesOf,
        uid,
        data,
        fields,
        stored: stored ?? null,
        seen: own ? [own, ...others] : others,
        isSame,
        // In a new locale a localized value is a new one; any other belongs to all locales.
        refuses: (attribute) => !mayWrite && (row !== null || !isLocalized(uid, attribute)),
      });
      if (plan.refused) throw refused('FIELD_MASKED', uid, plan.refused);
      return plan.data;
    },
    async copied(call) {
      if (keeper.fieldViews(call.actor, call.uid).length === 0) return [];
      return unique((await maskedRows(call)).values());
    },
    async closed(call) {
      if (!isUpdate(call) || keeper.fieldViews(call.actor, call.uid).length === 0) return NONE;
      return closedIn(await maskedRows(call));
    },
    async stillClosed(call, closed) {
      if (closed.size > 0 && opensAny(closed, await maskedRows(call)))
        throw denied('WOULD_UNMASK', call.action, call.uid);
    },
  };
};
