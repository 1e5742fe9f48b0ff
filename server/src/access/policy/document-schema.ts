import { z } from '@strapi/utils';

import { signInSchema } from '../sign-in/sign-in-schema';
import { privacySchema } from './privacy-schema';
import {
  DEPTHS,
  GROUP_KINDS,
  PUBLIC_DEPTHS,
  RECORD_ACTIONS,
  SHARE_LEVELS,
  SUPER_ADMIN_MODES,
  type AudiencesConfig,
  type FieldRuleConfig,
  type GovernedTypeConfig,
  type GroupConfig,
  type GroupPlacementConfig,
  type OwnerPlacementConfig,
  type PolicyDocument,
  type ProfileConfig,
  type ProfileTypeConfig,
  type RecordAction,
  type SharingRuleConfig,
} from './types';

/** What codes of groups and profiles look like, and tasks too. */
const CODE_FORMAT = /^[a-z0-9][a-z0-9-]*$/;

/** Strings must say something: empty and blank ones are refused. */
const text = z.string().regex(/\S/);
const code = text.regex(CODE_FORMAT);

/** One word of a closed list, refused under an issue code of its own. */
const wordOf = <T extends string>(words: readonly T[], issueCode: string, concept: string) =>
  z.custom<T>((value) => words.some((word) => word === value), {
    error: ({ input }) =>
      `Unknown ${concept} ${JSON.stringify(input)}; expected one of ${words.join(', ')}`,
    params: { code: issueCode },
  });

/** A value whose form decides which schema it must meet, so that issues name the exact spot. */
const formOf = <T>(choose: (value: unknown) => z.ZodType) =>
  z.custom<T>().superRefine((value, context) => {
    for (const issue of choose(value).safeParse(value).error?.issues ?? []) {
      context.addIssue({ ...issue });
    }
  });

/**
 * Keys of which exactly one may be present, checked even when the one is malformed. None at all is
 * no complaint of its own next to an unknown key, which then is the mistyped one.
 */
const exactlyOne = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape).refine((value) => Object.keys(value).length === 1, {
    when: ({ value, issues }) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      (Object.keys(value).length > 0 || issues.length === 0),
    error: `Exactly one of ${Object.keys(shape).join(', ')} is expected`,
    params: { code: 'EXACTLY_ONE' },
  });

/** An object whose keys are record actions, apart from those in `more`. */
const actionsOf = <T extends string>(depths: readonly T[], more: z.ZodRawShape = {}) => {
  const depth = wordOf(depths, 'UNKNOWN_DEPTH', 'depth').optional();
  const actions = Object.fromEntries(RECORD_ACTIONS.map((action) => [action, depth])) as Record<
    RecordAction,
    typeof depth
  >;
  return z
    .object({ ...actions, ...more })
    .catchall(z.custom<never>(() => false, { params: { code: 'UNKNOWN_ACTION' } }));
};

const group: z.ZodType<GroupConfig> = z.strictObject({
  code,
  name: text,
  kind: wordOf(GROUP_KINDS, 'UNKNOWN_KIND', 'kind').optional(),
  parent: text.nullable().optional(),
  matches: z.array(text).optional(),
});

const profileType = actionsOf(DEPTHS, {
  clear: z.record(z.string(), wordOf(DEPTHS, 'UNKNOWN_DEPTH', 'depth')).optional(),
  readonly: z.array(text).optional(),
}) as z.ZodType<ProfileTypeConfig>;

const profile: z.ZodType<ProfileConfig> = z.strictObject({
  code,
  name: text,
  contentTypes: z.record(z.string(), profileType).optional(),
  tasks: z.array(code).optional(),
  signIn: signInSchema.optional(),
});

const groupPlacement: z.ZodType<GroupPlacementConfig> = exactlyOne({
  attribute: text.optional(),
  relation: text.optional(),
  inherit: formOf<string | string[]>((value) =>
    Array.isArray(value) ? z.array(text).min(1) : text
  ).optional(),
  assigned: z.literal(true).optional(),
});

const ownerReference = exactlyOne({ attribute: text.optional(), relation: text.optional() });
const creator = wordOf(['creator'], 'UNKNOWN_OWNER', 'owner');

const ownerPlacement = formOf<OwnerPlacementConfig>((value) =>
  typeof value === 'string' ? creator : ownerReference
);

/** Which parameters there are is the strategy's to say. */
const fieldRule: z.ZodType<FieldRuleConfig> = z.strictObject({
  mask: z.object({ strategy: text }).catchall(z.unknown()),
});

const governedType: z.ZodType<GovernedTypeConfig> = z.strictObject({
  group: groupPlacement.optional(),
  owner: ownerPlacement.optional(),
  fields: z.record(z.string(), fieldRule).optional(),
  auditReads: z.boolean().optional(),
});

const sharingRule: z.ZodType<SharingRuleConfig> = z.strictObject({
  contentType: text,
  where: z.record(z.string(), z.unknown()),
  principal: text,
  level: wordOf(SHARE_LEVELS, 'UNKNOWN_LEVEL', 'level'),
});

const audiences: z.ZodType<AudiencesConfig> = z.strictObject({
  public: z
    .strictObject({ contentTypes: z.record(z.string(), actionsOf(PUBLIC_DEPTHS)).optional() })
    .optional(),
  superAdmin: wordOf(SUPER_ADMIN_MODES, 'UNKNOWN_MODE', 'super admin mode').optional(),
});

/**
 * The structure of a policy document. The three lists that decide who sees what must be present:
 * a document that forgets `contentTypes` would otherwise govern nothing.
 */
export const documentSchema: z.ZodType<PolicyDocument> = z.strictObject({
  version: z.custom<1>((value) => value === 1, {
    error: ({ input }) => `Unknown version ${JSON.stringify(input)}; expected 1`,
    params: { code: 'UNKNOWN_VERSION' },
  }),
  groups: z.array(group),
  profiles: z.array(profile),
  contentTypes: z.record(z.string(), governedType),
  sharingRules: z.array(sharingRule).optional(),
  audiences: audiences.optional(),
  privacy: privacySchema.optional(),
});
