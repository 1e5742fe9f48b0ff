/**
 * What a webhook's receiver is told of governed records. Nobody stands behind a webhook whose rights
 * could be asked, so the project's configuration says what each may carry, and silence means the least.
 */

/** Per content type the attributes that a webhook may carry, or all of them. */
export type WebhookFields = Readonly<Record<string, '*' | readonly string[]>>;

interface Attribute {
  readonly type: string;
  readonly target?: string;
  readonly component?: string;
}

/** What each webhook may carry, by its name or its URL. */
export type WebhookRules = Readonly<Record<string, WebhookFields>>;

/** The attributes of a content type or component; undefined if there is no such type. */
export type AttributesOf = (uid: string) => Readonly<Record<string, Attribute>> | undefined;

/** What shaping needs to know of the project. */
export interface PayloadContext {
  readonly governed: ReadonlySet<string>;
  readonly fields: WebhookFields;
  readonly attributesOf: AttributesOf;
}

type Data = Record<string, unknown>;

/** What tells the receiver which record it is about, and nothing of what it says. */
const KEPT: readonly string[] = ['documentId', 'locale'];

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The type of what an attribute holds, if it holds records or components. */
const typeWithin = (attribute: Attribute | undefined, value: Data): string | null => {
  const named = value.__type ?? value.__component;
  if (typeof named === 'string') return named;
  return attribute?.target ?? attribute?.component ?? null;
};

const mayCarry = ({ governed, fields }: PayloadContext, uid: string, name: string): boolean => {
  if (!governed.has(uid) || KEPT.includes(name)) return true;
  const allowed = fields[uid] ?? [];
  return allowed === '*' || allowed.includes(name) || name === '__type';
};

/** A record as a webhook may carry it: of governed records, at any depth, only what is allowed. */
export const shapeRecord = (context: PayloadContext, uid: string, record: Data): Data => {
  const attributes: Readonly<Record<string, Attribute | undefined>> =
    context.attributesOf(uid) ?? {};
  const shapeValue = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => shapeValue(name, item));
    const attribute = attributes[name];
    const type = isData(value) ? typeWithin(attribute, value) : null;
    if (isData(value) && type) return shapeRecord(context, type, value);
    // A polymorphic value that does not say what it is could be anything.
    return isData(value) && attribute?.type === 'relation' ? null : value;
  };
  return Object.fromEntries(
    Object.entries(record)
      .filter(([name]) => mayCarry(context, uid, name))
      .map(([name, value]) => [name, shapeValue(name, value)])
  );
};

/** What an event says besides its name, as a webhook may carry it. */
export const shapePayload = (context: PayloadContext, info: Data): Data => {
  const { uid } = info;
  if (typeof uid !== 'string') return info;
  const isOpen = !context.governed.has(uid) || context.fields[uid] === '*';
  return Object.fromEntries(
    Object.entries(info).flatMap(([name, value]) => {
      if (isData(value)) return [[name, shapeRecord(context, uid, value)]];
      return isOpen || name === 'uid' || name === 'model' ? [[name, value]] : [];
    })
  );
};

/** @throws Error naming every content type and attribute that the rules misspell */
export const checkWebhookRules = (rules: WebhookRules, attributesOf: AttributesOf): void => {
  const problems = Object.entries(rules).flatMap(([webhook, types]) =>
    Object.entries(types).flatMap(([uid, fields]) => {
      const attributes = attributesOf(uid);
      if (!attributes) return [`  ${webhook}: unknown content type '${uid}'`];
      const names = fields === '*' ? [] : fields.filter((name) => name !== 'id');
      return names
        .filter((name) => !(name in attributes))
        .map((name) => `  ${webhook}: '${uid}' has no attribute '${name}'`);
    })
  );
  if (problems.length > 0)
    throw new Error(`The webhooks in Custodian’s configuration are wrong:\n${problems.join('\n')}`);
};
