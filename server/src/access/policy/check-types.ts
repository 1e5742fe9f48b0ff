import { findCycles } from '../groups/cycles';

import type { CheckContext } from './check-context';
import { checkFieldRules } from './check-masks';
import { checkGroupPlacement, checkOwnerPlacement, inheritEntries } from './check-placements';
import { lookup } from './lookup';
import type { Loose } from './structure';
import type { GovernedTypeConfig, SchemaContentType } from './types';

/** Content types that no policy may govern, whether or not the schemas hold them. */
const NOT_GOVERNABLE = /^(admin::|strapi::|plugin::custodian\.)/;

/** Components have uids without a namespace, such as `shared.address`. */
const COMPONENT_UID = /^[^.:]+\.[^.:]+$/;

/** The governed types: the type itself, its placement, owner and field rules. */
export const checkTypes = (context: CheckContext): void => {
  for (const uid of context.governed) {
    const schema = requireGovernable(context, uid);
    const config = lookup(context.document.contentTypes ?? {}, uid);
    if (schema && config) {
      checkType(context, schema, config);
    }
  }
  checkInheritCycles(context);
};

const requireGovernable = (context: CheckContext, uid: string): SchemaContentType | undefined => {
  const schema = lookup(context.schemas.contentTypes, uid);
  const path = ['contentTypes', uid];
  if (schema?.governable === false || NOT_GOVERNABLE.test(uid)) {
    context.report(path, 'NOT_GOVERNABLE', `Content type '${uid}' cannot be governed`);
    return undefined;
  }
  if (!schema && COMPONENT_UID.test(uid)) {
    const message = `Component '${uid}' cannot be governed; it follows the records it is part of`;
    context.report(path, 'NOT_GOVERNABLE', message);
  } else if (!schema) {
    context.report(path, 'UNKNOWN_CONTENT_TYPE', `Unknown content type '${uid}'`);
  }
  return schema;
};

const checkType = (
  context: CheckContext,
  schema: SchemaContentType,
  config: Loose<GovernedTypeConfig>
): void => {
  const path = ['contentTypes', schema.uid];
  if (config.group) {
    checkGroupPlacement(context, schema, config.group, [...path, 'group']);
  }
  if (config.owner) {
    checkOwnerPlacement(context, schema, config.owner, [...path, 'owner']);
  }
  checkFieldRules(context, schema, config.fields ?? {}, [...path, 'fields']);
};

/** A record whose group depends on itself has none: inheritance must end at another placement. */
const checkInheritCycles = (context: CheckContext): void => {
  const edges = new Map<string, string[]>();
  for (const [uid, config] of Object.entries(context.document.contentTypes ?? {})) {
    const attributes = lookup(context.schemas.contentTypes, uid)?.attributes;
    const targets = inheritEntries(config?.group ?? {}, []).map(
      ([, name]) => lookup(attributes, name)?.target
    );
    edges.set(
      uid,
      targets.filter((target) => target !== undefined)
    );
  }
  for (const [uid, cycle] of findCycles(edges)) {
    const path = ['contentTypes', uid, 'group', 'inherit'];
    context.report(path, 'CYCLIC_INHERIT', `Cyclic inherit: ${cycle.join(' > ')}`);
  }
};
