import type { Core, UID } from '@strapi/strapi';
import type { ScopeStore } from '../platform/scope';
import type { CloneLinks } from './clone-links';
import type { CloneMasks } from './clone-masks';
import type { FieldGuard } from './field-guard';
import type { WrittenRow } from './link-claims';
import type { LinkCopy } from './copied-links';
import type { CheckedWrite, LinkGuard } from './link-guard';
import { isJson, type Json } from './link-shape';
import type { MaskGuard } from './mask-guard';
import type { MaskedField } from './mask-plan';
import { isEmptyValue } from './same-value';
import type { Call, CallParams } from './strapi-document-rows';
import type { RecordKeeper } from './write-boundary';

/** Checks the data of a write through the document service, and says what is written instead. */
export interface WritePreparation {
  /**
   * The data of a governed record.
   * @throws what {@link LinkGuard.check} and {@link FieldGuard} throw
   */
  governed(call: Call): Promise<PreparedWrite>;
  /** The data of a record that is not governed itself, but may be linked to such. */
  linked(call: Call): Promise<PreparedWrite>;
}

/** What a call is made with instead; the same parameters where there is no data. */
export interface PreparedWrite {
  readonly params: CallParams;
  readonly links: Pick<CheckedWrite, 'reached' | 'broken'>;
  /** What a copy must not hold of the record it is made from. */
  readonly masked: readonly MaskedField[];
}

interface RawModel {
  readonly options?: { readonly draftAndPublish?: boolean };
  readonly pluginOptions?: { readonly i18n?: { readonly localized?: boolean } };
}

/** What says which document a row belongs to is Strapi's to write. */
const IDENTITY = new Set(['id', 'documentId', 'localizations']);

const withoutIdentity = (data: Json): Json =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !IDENTITY.has(key)));

const hasData = ({ action, params }: Call): boolean =>
  action === 'clone' || ((action === 'create' || action === 'update') && isJson(params.data));

/** Which version of a record a call makes anew from the other one, if any. */
const copiesTo = (strapi: Core.Strapi, { uid, action, params }: Call): LinkCopy['to'] | null => {
  if (action === 'publish') return 'published';
  if (action === 'discardDraft') return 'draft';
  if ((action !== 'create' && action !== 'update') || params.status !== 'published') return null;
  const model = strapi.getModel(uid as UID.ContentType) as RawModel;
  return model.options?.draftAndPublish === true ? 'published' : null;
};

const dataOf = ({ params }: Call): Json => (isJson(params.data) ? params.data : {});

const isText = (value: unknown): value is string => typeof value === 'string';

const createRowReader = (strapi: Core.Strapi, scopes: ScopeStore, links: LinkGuard) => {
  const localeOf = async ({ uid, params }: Call): Promise<string | null> => {
    const model = strapi.getModel(uid as UID.ContentType) as RawModel;
    if (model.pluginOptions?.i18n?.localized !== true) return null;
    if (typeof params.locale === 'string' && params.locale !== '*') return params.locale;
    const locales = strapi
      .plugin('i18n')
      .service<{ getDefaultLocale(): Promise<string> }>('locales');
    return locales.getDefaultLocale();
  };

  const find = async (uid: string, where: Json): Promise<WrittenRow | null> =>
    (await strapi.db
      .query(uid)
      .findOne({ where, select: ['id', 'documentId'] })) as WrittenRow | null;

  const written = (call: Call, locale: string | null): Promise<WrittenRow | null> =>
    scopes.runAsSystem(() => {
      const { documentId } = call.params;
      if (call.action !== 'update' || !documentId) return Promise.resolve(null);
      const model = strapi.getModel(call.uid as UID.ContentType) as RawModel;
      const drafts = model.options?.draftAndPublish === true;
      return find(call.uid, {
        documentId,
        ...(locale === null ? {} : { locale }),
        ...(drafts ? { publishedAt: null } : {}),
      });
    });

  return {
    localeOf,
    /**
     * The row that an update is written to: the draft, in the locale of the call. Read only where the
     * data ask for it to be known.
     */
    written(call: Call, data: Json, locale: string | null, isCompared: boolean) {
      const shapes = links.shapes.documents(call.uid);
      if (!isCompared && !Object.keys(data).some((key) => shapes.has(key))) return null;
      return written(call, locale);
    },
    /** Any row of the document, for a locale that is about to be added. */
    any: (call: Call): Promise<WrittenRow | null> =>
      scopes.runAsSystem(() => find(call.uid, { documentId: call.params.documentId })),
  };
};

/** The creator owns the record, unless the data say otherwise; a copy belongs to who made it. */
const withOwner = (
  keeper: RecordKeeper,
  links: LinkGuard,
  { uid, actor, action }: Call,
  data: Json
): Json => {
  const owner = action === 'update' ? null : keeper.initialOwner(actor, uid);
  if (!owner) return data;
  const { attribute, value } = owner;
  const shape = links.shapes.documents(uid).get(attribute);
  const isGiven = !isEmptyValue(shape, data[attribute]) && data[attribute] !== '';
  if (isGiven || (value === null && action === 'create')) return data;
  return { ...data, [attribute]: value };
};

/** Those who look after one part of the data each. */
interface Guards {
  readonly links: LinkGuard;
  readonly fields: FieldGuard;
  readonly clones: CloneLinks;
  readonly masks: MaskGuard;
  readonly cloneMasks: CloneMasks;
}

const createForClone =
  ({ clones, cloneMasks }: Guards) =>
  ({ action, uid }: Call, data: Json, masked: readonly MaskedField[]): Json =>
    action === 'clone' ? cloneMasks.before(uid, clones.before(uid, data), masked) : data;

const createFieldCheck =
  (fields: FieldGuard, rows: ReturnType<typeof createRowReader>) =>
  async (
    call: Call,
    data: Json,
    row: WrittenRow | null,
    readonly: ReadonlySet<string>
  ): Promise<Json> => {
    if (readonly.size === 0) return data;
    if (call.action !== 'update') return fields.created(call.uid, data, readonly);
    const compared = row ?? (await rows.any(call));
    return fields.updated(call.uid, data, readonly, compared?.id ?? null);
  };

/** What a call that also publishes, or discards, does to the records that are linked. */
const createCopyCheck =
  (strapi: Core.Strapi, links: LinkGuard) =>
  async (
    call: Call,
    locale: string | null,
    claims: CheckedWrite['claims'] = []
  ): Promise<CheckedWrite['reached']> => {
    const { uid, actor, action, params } = call;
    const to = copiesTo(strapi, call);
    if (to === null) return [];
    const named = [params.locale].flat().filter(isText);
    const isAll = locale === null || named.includes('*');
    return links.copies.check({
      actor,
      source: { uid, locale },
      documentId: action === 'create' ? null : (params.documentId ?? null),
      locales: isAll ? null : named.length > 0 ? named : [locale],
      to,
      claims,
    });
  };

/** Creates the preparation. Runs in the caller's scope, inside the transaction of the write. */
export const createWritePreparation = (
  strapi: Core.Strapi,
  scopes: ScopeStore,
  keeper: RecordKeeper,
  guards: Guards
): WritePreparation => {
  const { links, fields, masks } = guards;
  const forClone = createForClone(guards);
  const rows = createRowReader(strapi, scopes, links);

  const checkCopies = createCopyCheck(strapi, links);
  const checkFields = createFieldCheck(fields, rows);

  /** The parameters as they are, of a call without data. */
  const withoutData = async (call: Call): Promise<PreparedWrite> => {
    const reached = await checkCopies(call, await rows.localeOf(call));
    return { params: call.params, links: { reached, broken: [] }, masked: [] };
  };

  const checkLinks = async (
    call: Call,
    sent: Json,
    row: WrittenRow | null,
    locale: string | null
  ): Promise<PreparedWrite['links'] & { data: Json }> => {
    const source = { uid: call.uid, locale };
    const write = { actor: call.actor, source, data: sent, row, form: 'documents' } as const;
    const { data, claims, reached, broken } = await links.check(write);
    return { data, broken, reached: [...reached, ...(await checkCopies(call, locale, claims))] };
  };

  return {
    async governed(call) {
      const { params } = call;
      if (!hasData(call)) return withoutData(call);
      const { uid, actor, action } = call;
      const readonly = keeper.readonlyAttributes(
        actor,
        uid,
        action === 'update' ? 'update' : 'create'
      );
      const sent = withoutIdentity(dataOf(call));
      const locale = await rows.localeOf(call);
      const isCompared = readonly.size > 0 || keeper.fieldViews(actor, uid).length > 0;
      const row = await rows.written(call, sent, locale, isCompared);
      // What is sent back as it was shown is no write of it.
      const meant = action === 'create' ? sent : await masks.sent(call, sent, row);
      const allowed = await checkFields(call, meant, row, readonly);
      const { data, ...rest } = await checkLinks(call, allowed, row, locale);
      const masked = action === 'clone' ? await masks.copied(call) : [];
      const owned = withOwner(keeper, links, call, forClone(call, data, masked));
      return { params: { ...params, data: owned }, links: rest, masked };
    },
    async linked(call) {
      const { params } = call;
      if (!hasData(call)) return withoutData(call);
      const locale = await rows.localeOf(call);
      const row = await rows.written(call, dataOf(call), locale, false);
      const { data, ...rest } = await checkLinks(call, dataOf(call), row, locale);
      return { params: { ...params, data: forClone(call, data, []) }, links: rest, masked: [] };
    },
  };
};
