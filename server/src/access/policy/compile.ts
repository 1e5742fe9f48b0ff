import { buildGroups } from '../groups/tree';
import { compileSignIn } from '../sign-in/sign-in-rule';

import { isResolved, resolveField } from './field-path';
import { lookup } from './lookup';
import {
  PRINCIPAL_KIND_BY_UID,
  type CompiledPolicy,
  type Depth,
  type FieldRule,
  type GovernedType,
  type GovernedTypeConfig,
  type GroupPlacement,
  type GroupPlacementConfig,
  type MaskConfig,
  type OwnerPlacement,
  type OwnerPlacementConfig,
  type PolicyDocument,
  type Profile,
  type ProfileConfig,
  type ProfileTypeConfig,
  type RecordAction,
  type SchemaModel,
} from './types';

/**
 * Turns a valid document into the form that rules are compiled from. The schemas are needed for one
 * thing the document leaves out: whether an owner relation leads to users or to admin users.
 * Promises nothing for a document that `validatePolicy` refuses.
 */
export const compilePolicy = (document: PolicyDocument, schemas: SchemaModel): CompiledPolicy => ({
  document,
  groups: buildGroups(document.groups),
  profiles: new Map(document.profiles.map((config) => [config.code, compileProfile(config)])),
  types: new Map(
    Object.entries(document.contentTypes).map(([uid, config]) => [
      uid,
      compileType(uid, config, schemas),
    ])
  ),
  publicDepths: new Map(Object.entries(document.audiences?.public?.contentTypes ?? {})),
  superAdmin: document.audiences?.superAdmin ?? 'audited',
  sharingRules: document.sharingRules ?? [],
});

const compileProfile = (config: ProfileConfig): Profile => {
  const entries = Object.entries(config.contentTypes ?? {});
  const collect = <T>(pick: (type: ProfileTypeConfig) => T): Record<string, T> =>
    Object.fromEntries(entries.map(([uid, type]) => [uid, pick(type)]));
  return {
    code: config.code,
    name: config.name,
    depths: collect(compileDepths),
    clear: collect((type) => type.clear ?? {}),
    readonly: collect((type) => type.readonly ?? []),
    tasks: config.tasks ?? [],
    signIn: config.signIn ? compileSignIn(config.signIn) : null,
  };
};

const compileDepths = (config: ProfileTypeConfig): Record<RecordAction, Depth> => ({
  create: config.create ?? 'none',
  read: config.read ?? 'none',
  update: config.update ?? 'none',
  delete: config.delete ?? 'none',
  publish: config.publish ?? 'none',
  share: config.share ?? 'none',
  export: config.export ?? 'none',
  import: config.import ?? 'none',
});

const compileType = (
  uid: string,
  config: GovernedTypeConfig,
  schemas: SchemaModel
): GovernedType => ({
  uid,
  group: compileGroupPlacement(config.group),
  owner: compileOwnerPlacement(uid, config.owner, schemas),
  fields: Object.entries(config.fields ?? {}).map(([field, { mask }]) =>
    compileField(uid, field, mask, schemas)
  ),
  auditReads: config.auditReads ?? false,
});

/** @throws for a field that the schemas no longer have: it must not be shown because of that */
const compileField = (
  uid: string,
  field: string,
  mask: MaskConfig,
  schemas: SchemaModel
): FieldRule => {
  const found = resolveField(schemas, uid, field);
  if (!isResolved(found)) throw new Error(`Field rule '${field}' of '${uid}': ${found.message}`);
  const { steps, attribute, schema } = found;
  const compiled = schemas.masks.compile(mask, schema);
  return { field, steps, attribute, strategy: mask.strategy, mask: compiled };
};

const compileGroupPlacement = (config: GroupPlacementConfig | undefined): GroupPlacement => {
  if (config?.attribute !== undefined) {
    return { kind: 'attribute', attribute: config.attribute };
  }
  if (config?.relation !== undefined) {
    return { kind: 'relation', attribute: config.relation };
  }
  if (config?.inherit !== undefined) {
    return { kind: 'inherit', attributes: [config.inherit].flat() };
  }
  return config?.assigned ? { kind: 'assigned' } : { kind: 'none' };
};

const compileOwnerPlacement = (
  uid: string,
  config: OwnerPlacementConfig | undefined,
  schemas: SchemaModel
): OwnerPlacement => {
  if (config === undefined || config === 'creator') {
    return { kind: 'creator' };
  }
  if (config.attribute !== undefined) {
    return { kind: 'attribute', attribute: config.attribute };
  }
  const attribute = config.relation ?? '';
  const target = lookup(lookup(schemas.contentTypes, uid)?.attributes, attribute)?.target;
  const principalKind = target === undefined ? undefined : lookup(PRINCIPAL_KIND_BY_UID, target);
  if (principalKind === undefined) {
    throw new Error(`Owner relation '${attribute}' of '${uid}' does not lead to a user type`);
  }
  return { kind: 'relation', attribute, principalKind };
};
