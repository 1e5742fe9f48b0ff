import type {
  Depth,
  PolicyDocument,
  ProfileConfig,
  ProfileTypeConfig,
  RecordAction,
} from '../../../../server/src/access/policy/types';

/** Changes of profiles as changes of the document. What says nothing is left out of it. */

/** Replaces a profile; what the document holds besides stays as it is. */
export const putProfile = (document: PolicyDocument, profile: ProfileConfig): PolicyDocument => ({
  ...document,
  profiles: document.profiles.some(({ code }) => code === profile.code)
    ? document.profiles.map((one) => (one.code === profile.code ? profile : one))
    : [...document.profiles, profile],
});

export const removeProfile = (document: PolicyDocument, code: string): PolicyDocument => ({
  ...document,
  profiles: document.profiles.filter((profile) => profile.code !== code),
});

const putType = (profile: ProfileConfig, uid: string, type: ProfileTypeConfig): ProfileConfig => {
  const { [uid]: _before, ...others } = profile.contentTypes ?? {};
  const isEmpty = Object.keys(type).length === 0;
  return { ...profile, contentTypes: isEmpty ? others : { ...others, [uid]: type } };
};

/** How far an action of a profile reaches; `none` where the document is silent. */
export const depthOf = (profile: ProfileConfig, uid: string, action: RecordAction): Depth =>
  profile.contentTypes?.[uid]?.[action] ?? 'none';

export const setDepth = (
  profile: ProfileConfig,
  uid: string,
  action: RecordAction,
  depth: Depth
): ProfileConfig => {
  const { [action]: _before, ...others } = profile.contentTypes?.[uid] ?? {};
  return putType(profile, uid, depth === 'none' ? others : { ...others, [action]: depth });
};

/** Up to which depth a masked attribute is shown clear; `none` takes the line out. */
export const setClear = (
  profile: ProfileConfig,
  uid: string,
  attribute: string,
  depth: Depth
): ProfileConfig => {
  const { clear = {}, ...others } = profile.contentTypes?.[uid] ?? {};
  const { [attribute]: _before, ...rest } = clear;
  const next = depth === 'none' ? rest : { ...rest, [attribute]: depth };
  return putType(profile, uid, Object.keys(next).length > 0 ? { ...others, clear: next } : others);
};

export const setReadonly = (
  profile: ProfileConfig,
  uid: string,
  attributes: readonly string[]
): ProfileConfig => {
  const { readonly: _before, ...others } = profile.contentTypes?.[uid] ?? {};
  return putType(
    profile,
    uid,
    attributes.length > 0 ? { ...others, readonly: [...attributes] } : others
  );
};

export const setTasks = (profile: ProfileConfig, tasks: readonly string[]): ProfileConfig => {
  const { tasks: _before, ...others } = profile;
  return tasks.length > 0 ? { ...others, tasks: [...tasks] } : others;
};
