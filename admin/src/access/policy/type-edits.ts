import type {
  GovernedTypeConfig,
  GroupPlacementConfig,
  OwnerPlacementConfig,
  PolicyDocument,
} from '../../../../server/src/access/policy/types';

/** How a governed type's records get their group. */
export const PLACEMENT_KINDS = ['none', 'attribute', 'relation', 'inherit', 'assigned'] as const;
export type PlacementKind = (typeof PLACEMENT_KINDS)[number];

export const OWNER_KINDS = ['creator', 'attribute', 'relation'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

/** A placement as a form shows it: a kind, and the attributes that it goes by. */
export interface PlacementForm {
  readonly kind: PlacementKind;
  readonly attributes: readonly string[];
}

export interface OwnerForm {
  readonly kind: OwnerKind;
  readonly attribute: string | null;
}

export const readPlacement = (group: GroupPlacementConfig | undefined): PlacementForm => {
  if (group?.attribute !== undefined) return { kind: 'attribute', attributes: [group.attribute] };
  if (group?.relation !== undefined) return { kind: 'relation', attributes: [group.relation] };
  if (group?.inherit !== undefined) return { kind: 'inherit', attributes: [group.inherit].flat() };
  return { kind: group?.assigned ? 'assigned' : 'none', attributes: [] };
};

const writePlacement = ({ kind, attributes }: PlacementForm): GroupPlacementConfig | undefined => {
  const [first = ''] = attributes;
  switch (kind) {
    case 'none':
      return undefined;
    case 'assigned':
      return { assigned: true };
    case 'inherit':
      return { inherit: attributes.length === 1 ? first : [...attributes] };
    case 'attribute':
      return { attribute: first };
    case 'relation':
      return { relation: first };
  }
};

export const readOwner = (owner: OwnerPlacementConfig | undefined): OwnerForm => {
  if (owner === undefined || owner === 'creator') return { kind: 'creator', attribute: null };
  return owner.attribute !== undefined
    ? { kind: 'attribute', attribute: owner.attribute }
    : { kind: 'relation', attribute: owner.relation ?? null };
};

const writeOwner = ({ kind, attribute }: OwnerForm): OwnerPlacementConfig =>
  kind === 'creator' ? 'creator' : { [kind]: attribute ?? '' };

/** Whether a form says enough to be a placement. */
export const isComplete = (placement: PlacementForm, owner: OwnerForm): boolean =>
  (['none', 'assigned'].includes(placement.kind) || placement.attributes.length > 0) &&
  (owner.kind === 'creator' || owner.attribute !== null);

/** Governs a type, or changes how; its field rules stay as they are. */
export const govern = (
  document: PolicyDocument,
  uid: string,
  placement: PlacementForm,
  owner: OwnerForm
): PolicyDocument => {
  const { group: _group, owner: _owner, ...rest } = document.contentTypes[uid] ?? {};
  const group = writePlacement(placement);
  const type: GovernedTypeConfig = { ...rest, ...(group && { group }), owner: writeOwner(owner) };
  return { ...document, contentTypes: { ...document.contentTypes, [uid]: type } };
};

/** Governs a type no longer: with what profiles and the public may do with it, which says nothing then. */
export const ungovern = (document: PolicyDocument, uid: string): PolicyDocument => {
  const { [uid]: _type, ...contentTypes } = document.contentTypes;
  const withoutType = <T>(types: Record<string, T> | undefined): Record<string, T> => {
    const { [uid]: _rights, ...others } = types ?? {};
    return others;
  };
  const { audiences, sharingRules } = document;
  return {
    ...document,
    contentTypes,
    profiles: document.profiles.map((profile) =>
      profile.contentTypes
        ? { ...profile, contentTypes: withoutType(profile.contentTypes) }
        : profile
    ),
    ...(sharingRules && {
      sharingRules: sharingRules.filter(({ contentType }) => contentType !== uid),
    }),
    ...(audiences?.public && {
      audiences: {
        ...audiences,
        public: { ...audiences.public, contentTypes: withoutType(audiences.public.contentTypes) },
      },
    }),
  };
};
