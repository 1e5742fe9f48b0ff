import { attributePrivacySchema, schemaTypePrivacySchema } from './privacy-schema';
import type {
  AttributePrivacyConfig,
  ComponentPrivacyConfig,
  PrivacyConfig,
  TypePrivacyConfig,
} from './privacy-types';
import type { PolicyIssue, SchemaAttribute, SchemaModel } from './types';

/**
 * Accounts are data subjects wherever users-permissions is installed, whatever a project says of its
 * own types: a person who can log in can ask to be forgotten. A project may describe them otherwise.
 */
const BUILT_IN: Readonly<Record<string, TypePrivacyConfig>> = {
  'plugin::users-permissions.user': {
    subject: true,
    attributes: {
      username: { classification: 'personal', category: 'account', portable: true },
      email: { classification: 'identifier', identifier: 'email', category: 'contact details' },
      provider: { classification: 'none' },
      password: { classification: 'personal', category: 'credentials' },
      resetPasswordToken: { classification: 'personal', category: 'credentials' },
      confirmationToken: { classification: 'personal', category: 'credentials' },
    },
  },
};

interface Read<T> {
  readonly value: T;
  readonly issues: PolicyIssue[];
}

const issuesAt = (
  path: PolicyIssue['path'],
  error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }
): PolicyIssue[] =>
  error.issues.map(({ path: inside, message }) => ({
    path: [...path, ...inside.map(String)],
    code: 'WRONG_ANNOTATION',
    message,
  }));

const readAttributes = (
  attributes: Readonly<Record<string, SchemaAttribute>>,
  path: PolicyIssue['path']
): Read<Record<string, AttributePrivacyConfig>> => {
  const value: Record<string, AttributePrivacyConfig> = {};
  const issues: PolicyIssue[] = [];
  for (const [name, { privacy }] of Object.entries(attributes)) {
    if (privacy === undefined) continue;
    const read = attributePrivacySchema.safeParse(privacy);
    if (read.success) value[name] = read.data;
    else issues.push(...issuesAt([...path, 'attributes', name], read.error));
  }
  return { value, issues };
};

const readType = (privacy: unknown, path: PolicyIssue['path']): Read<TypePrivacyConfig> => {
  if (privacy === undefined) return { value: {}, issues: [] };
  const read = schemaTypePrivacySchema.safeParse(privacy);
  return read.success
    ? { value: read.data, issues: [] }
    : { value: {}, issues: issuesAt(path, read.error) };
};

/** What the project's schemas say, and what of it is malformed (and left out). */
export const readSchemaPrivacy = (schemas: SchemaModel): Read<PrivacyConfig> => {
  const contentTypes: Record<string, TypePrivacyConfig> = {};
  const components: Record<string, ComponentPrivacyConfig> = {};
  const issues: PolicyIssue[] = [];
  for (const { uid, attributes, privacy } of Object.values(schemas.contentTypes)) {
    const [type, own] = [readType(privacy, [uid]), readAttributes(attributes, [uid])];
    issues.push(...type.issues, ...own.issues);
    if (privacy !== undefined || Object.keys(own.value).length > 0)
      contentTypes[uid] = { ...type.value, attributes: own.value };
  }
  for (const [uid, { attributes }] of Object.entries(schemas.components)) {
    const own = readAttributes(attributes, [uid]);
    issues.push(...own.issues);
    if (Object.keys(own.value).length > 0) components[uid] = { attributes: own.value };
  }
  return { value: { contentTypes, components }, issues };
};

/** Attribute by attribute, the later word counts. */
const overlay = <T extends ComponentPrivacyConfig>(
  ...layers: readonly (Readonly<Record<string, T>> | undefined)[]
): Record<string, T> => {
  const merged: Record<string, T> = {};
  for (const [uid, config] of layers.flatMap((layer) => Object.entries(layer ?? {}))) {
    const attributes = { ...merged[uid]?.attributes, ...config.attributes };
    merged[uid] = { ...merged[uid], ...config, attributes };
  }
  return merged;
};

/** Everything that is said about personal data: built in, then the schemas, then the document. */
export const mergePrivacy = (
  schemas: SchemaModel,
  document: PrivacyConfig | undefined
): PrivacyConfig => {
  const written = readSchemaPrivacy(schemas).value;
  const builtIn = Object.fromEntries(
    Object.entries(BUILT_IN).filter(([uid]) => Object.hasOwn(schemas.contentTypes, uid))
  );
  return {
    contentTypes: overlay(builtIn, written.contentTypes, document?.contentTypes),
    components: overlay(written.components, document?.components),
  };
};
