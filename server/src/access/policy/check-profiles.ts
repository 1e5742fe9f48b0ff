import {
  reportDuplicates,
  requireAttribute,
  requireGoverned,
  type CheckContext,
  type Path,
} from './check-context';
import { requireField } from './check-masks';
import type { Loose } from './structure';
import type { ProfileTypeConfig, SchemaContentType } from './types';

/** Profiles: their codes, the content types and attributes they name, their tasks. */
export const checkProfiles = (context: CheckContext): void => {
  const profiles = context.document.profiles ?? [];
  reportDuplicates(
    context,
    profiles.map((profile) => profile?.code),
    (index) => ['profiles', index, 'code'],
    { code: 'DUPLICATE_CODE', describe: (code) => `Duplicate profile code '${code}'` }
  );
  profiles.forEach((profile, index) => {
    for (const [uid, config] of Object.entries(profile?.contentTypes ?? {})) {
      const path = ['profiles', index, 'contentTypes', uid];
      const schema = requireGoverned(context, uid, path);
      if (schema && config) {
        checkAttributes(context, schema, config, path);
      }
    }
    reportDuplicates(context, profile?.tasks ?? [], (at) => ['profiles', index, 'tasks', at], {
      code: 'DUPLICATE_VALUE',
      describe: (task) => `Duplicate task '${task}'`,
    });
  });
};

const checkAttributes = (
  context: CheckContext,
  schema: SchemaContentType,
  config: Loose<ProfileTypeConfig>,
  path: Path
): void => {
  for (const name of Object.keys(config.clear ?? {})) {
    if (name !== '*') {
      requireField(context, schema, name, [...path, 'clear', name]);
    }
  }
  (config.readonly ?? []).forEach((name, at) => {
    if (name !== undefined) {
      requireAttribute(context, schema, name, [...path, 'readonly', at]);
    }
  });
};

/** The public audience: only governed types need a depth, and only they may have one. */
export const checkAudiences = (context: CheckContext): void => {
  for (const uid of Object.keys(context.document.audiences?.public?.contentTypes ?? {})) {
    requireGoverned(context, uid, ['audiences', 'public', 'contentTypes', uid]);
  }
};
