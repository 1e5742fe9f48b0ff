import { GROUP_ATTRIBUTE_KINDS, OWNER_ATTRIBUTE_KINDS, TO_ONE_RELATIONS } from './attribute-kinds';
import { reportDuplicates, requireAttribute, type CheckContext, type Path } from './check-context';
import { lookup } from './lookup';
import type { Loose } from './structure';
import {
  GROUP_UID,
  PRINCIPAL_KIND_BY_UID,
  type GroupPlacementConfig,
  type OwnerPlacementConfig,
  type SchemaAttribute,
  type SchemaContentType,
} from './types';

/** The group placement: each attribute exists, is of a fitting kind and leads where it must. */
export const checkGroupPlacement = (
  context: CheckContext,
  schema: SchemaContentType,
  config: Loose<GroupPlacementConfig>,
  path: Path
): void => {
  if (config.attribute !== undefined) {
    requireKind(context, schema, config.attribute, GROUP_ATTRIBUTE_KINDS, [...path, 'attribute']);
  }
  if (config.relation !== undefined) {
    const at = [...path, 'relation'];
    const relation = requireKind(context, schema, config.relation, ['relation'], at);
    if (relation && relation.target !== GROUP_UID) {
      reportTarget(context, schema, config.relation, GROUP_UID, at);
    }
  }
  for (const [at, name] of inheritEntries(config, path)) {
    const relation = requireKind(context, schema, name, ['relation'], at);
    if (relation && !(relation.target && context.governed.has(relation.target))) {
      reportTarget(context, schema, name, 'a governed content type', at);
    }
  }
  const names = [config.inherit ?? []].flat();
  reportDuplicates(context, names, (index) => [...path, 'inherit', index], {
    code: 'DUPLICATE_VALUE',
    describe: (name) => `Duplicate attribute '${name}'`,
  });
};

/** The relations a type inherits its groups through, each with the path it is written at. */
export const inheritEntries = (
  { inherit }: Loose<GroupPlacementConfig>,
  path: Path
): [Path, string][] => {
  if (typeof inherit === 'string') {
    return [[[...path, 'inherit'], inherit]];
  }
  return (inherit ?? []).flatMap((name, index): [Path, string][] =>
    name === undefined ? [] : [[[...path, 'inherit', index], name]]
  );
};

/** The owner placement: a string attribute, or a relation to one user at most. */
export const checkOwnerPlacement = (
  context: CheckContext,
  schema: SchemaContentType,
  config: Loose<OwnerPlacementConfig>,
  path: Path
): void => {
  if (config === 'creator') {
    return;
  }
  if (config.attribute !== undefined) {
    requireKind(context, schema, config.attribute, OWNER_ATTRIBUTE_KINDS, [...path, 'attribute']);
  }
  if (config.relation !== undefined) {
    const at = [...path, 'relation'];
    const relation = requireKind(context, schema, config.relation, ['relation'], at);
    const { target, relation: kind } = relation ?? {};
    if (relation && lookup(PRINCIPAL_KIND_BY_UID, target ?? '') === undefined) {
      reportTarget(context, schema, config.relation, 'a user type', at);
    } else if (kind !== undefined && !TO_ONE_RELATIONS.includes(kind)) {
      const message = `Relation '${config.relation}' of '${schema.uid}' may lead to several owners`;
      context.report(at, 'WRONG_ATTRIBUTE_KIND', message);
    }
  }
};

const requireKind = (
  context: CheckContext,
  schema: SchemaContentType,
  name: string,
  kinds: readonly string[],
  path: Path
): SchemaAttribute | undefined => {
  const attribute = requireAttribute(context, schema, name, path);
  if (!attribute || kinds.includes(attribute.type)) {
    return attribute;
  }
  const message =
    `Attribute '${name}' of '${schema.uid}' is of the wrong kind '${attribute.type}'; ` +
    `expected ${kinds.join(', ')}`;
  context.report(path, 'WRONG_ATTRIBUTE_KIND', message);
  return undefined;
};

const reportTarget = (
  context: CheckContext,
  schema: SchemaContentType,
  name: string,
  wanted: string,
  path: Path
): void => {
  const message = `Relation '${name}' of '${schema.uid}' does not lead to ${wanted}`;
  context.report(path, 'WRONG_TARGET', message);
};
