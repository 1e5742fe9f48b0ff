import type { Core, UID } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import { closedIn, opensAny } from './closed-fields';
import type { WrittenRow } from './link-claims';
import type { LinkGuard } from './link-guard';
import type { Json, LinkShape, ShapesOf } from './link-shape';
import { planMasks, type MaskedField } from './mask-plan';
import { populateFor } from './payload-targets';
import { createComparison } from './same-value';
import { createUnrevealed } from './unrevealed';
import type { Call } from './strapi-document-rows';
import { denied, refused, type RecordKeeper } from './write-boundary';

/** Keeps what a caller sees masked from being written over, and copied. */
export interface MaskGuard {
  /**
   * The data of an update, or of a clone, without what the caller only sent back as it was shown:
   * now, or before it was revealed to the caller, as a form sends it that was opened then.
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

/** What of the data concerns masked attributes, and what the caller was shown of them. */
const createReader = (strapi: Core.Strapi, scopes: ScopeStore, links: LinkGuard) => {
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

  return {
    shapesOf,
    isSame,
    /** Keys of the data that name something masked, or something with masked parts. */
    keysMasked(uid: string, data: Json, fields: readonly MaskedField[]): Set<string> {
      const names = new Set(fields.map(({ steps, attribute }) => steps[0]?.attribute ?? attribute));
      const isMasked = (key: string) => names.has(shapesOf(uid).get(key)?.attribute ?? key);
      return new Set(Object.keys(data).filter(isMasked));
    },
    isLocalized: (uid: string, attribute: string): boolean =>
      attributesOf(uid)[attribute]?.pluginOptions?.i18n?.localized === true,
    /** The row as it is, with what the keys name; call as system. */
    stored: (uid: string, { id }: WrittenRow, keys: ReadonlySet<string>): Promise<Json | null> =>
      strapi.db.query(uid).findOne({
        where: { id },
        populate: populateFor({ shapesOf, choose, allParts: true }, uid, keys),
      }) as Promise<Json | null>,
    /**
     * The row as it is, and what the caller may have been shown: the row first, then the versions of
     * its locale; all versions where there is no row yet.
     */
    async shown({ uid, params }: Call, row: WrittenRow | null, keys: ReadonlySet<string>) {
      const populate = populateFor({ shapesOf, choose, allParts: true }, uid, keys);
      const query = { where: { documentId: params.documentId }, populate };
      const read = () => strapi.db.query(uid).findMany(query) as Promise<Json[]>;
      const isRow = ({ id }: Json) => id === row?.id;
      const seen = await read();
      const own = seen.find(isRow);
      const others = seen.filter((one) => one !== own && (!own || one.locale === own.locale));
      const stored = row ? (await scopes.runAsSystem(read)).find(isRow) : undefined;
      return { stored: stored ?? null, seen: own ? [own, ...others] : others };
    },
  };
};

/** Creates the guard; it reads rows with `db.query`, as the system and as the caller. */
export const createMaskGuard = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  keeper: RecordKeeper,
  links: LinkGuard
): MaskGuard => {
  const reader = createReader(strapi, scopes, links);
  const { shapesOf, isSame } = reader;
  const maskedRows = ({ actor, uid, params }: Call) =>
    scopes.runAsSystem(() => keeper.maskedFields(actor, uid, params.documentId ?? ''));
  const hasRules = ({ actor, uid }: Call) => keeper.fieldViews(actor, uid).length > 0;
  const unrevealed = createUnrevealed(strapi);

  /** The data without masks of fields that have been revealed since. */
  const withoutOldMasks = async ({ actor, uid, params }: Call, data: Json, row: WrittenRow) =>
    scopes.runAsSystem(async () => {
      const revealed = await keeper.revealedFields(actor, uid, params.documentId ?? '');
      const fields = revealed.get(row.id) ?? [];
      const keys = reader.keysMasked(uid, data, fields);
      if (keys.size === 0) return data;
      const stored = await reader.stored(uid, row, keys);
      if (!stored) return data;
      const seen = [await unrevealed(uid, stored, fields)];
      const refuses = () => false;
      return planMasks({ shapesOf, uid, data, fields, stored, seen, isSame, refuses }).data;
    });

  return {
    async sent(call, sent, row) {
      const { uid, actor, action } = call;
      if (!hasRules(call)) return sent;
      const data = row && isUpdate(call) ? await withoutOldMasks(call, sent, row) : sent;
      const masked = await maskedRows(call);
      const fields = (row && masked.get(row.id)) ?? unique(masked.values());
      const keys = reader.keysMasked(uid, data, fields);
      if (keys.size === 0) return data;
      const shown = await reader.shown(call, row, keys);
      const mayWrite = action === 'clone' || keeper.writesMasked(actor);
      // In a new locale a localized value is a new one; any other belongs to all locales.
      const refuses = (attribute: string): boolean =>
        !mayWrite && (row !== null || !reader.isLocalized(uid, attribute));
      const plan = planMasks({ shapesOf, uid, data, fields, ...shown, isSame, refuses });
      if (plan.refused) throw refused('FIELD_MASKED', uid, plan.refused);
      return plan.data;
    },
    copied: async (call) => (hasRules(call) ? unique((await maskedRows(call)).values()) : []),
    closed: async (call) =>
      isUpdate(call) && hasRules(call) ? closedIn(await maskedRows(call)) : NONE,
    async stillClosed(call, closed) {
      if (closed.size > 0 && opensAny(closed, await maskedRows(call)))
        throw denied('WOULD_UNMASK', call.action, call.uid);
    },
  };
};
