import type { GroupConfig, PolicyDocument } from '../../../../server/src/access/policy/types';

/** Changes of the group tree as changes of the document; the server says what is wrong with them. */

const withGroups = (document: PolicyDocument, groups: GroupConfig[]): PolicyDocument => ({
  ...document,
  groups,
});

/** Puts a group and all below it under another one; null makes it a root. */
export const moveGroup = (
  document: PolicyDocument,
  code: string,
  parent: string | null
): PolicyDocument =>
  withGroups(
    document,
    document.groups.map((group) => (group.code === code ? { ...group, parent } : group))
  );

/** Adds a group, or replaces the one of that code. */
export const putGroup = (
  document: PolicyDocument,
  group: GroupConfig,
  before: string | null
): PolicyDocument =>
  withGroups(
    document,
    before === null
      ? [...document.groups, group]
      : document.groups.map((one) => (one.code === before ? group : one))
  );

/** Takes a group out; what was below it moves up to where it was. */
export const removeGroup = (document: PolicyDocument, code: string): PolicyDocument => {
  const parent = document.groups.find((group) => group.code === code)?.parent ?? null;
  return withGroups(
    document,
    document.groups
      .filter((group) => group.code !== code)
      .map((group) => (group.parent === code ? { ...group, parent } : group))
  );
};

/** Values as people type them: with commas or on lines of their own, each once. */
export const readList = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;]/)
      .map((item) => item.trim())
      .filter((item) => item !== '')
  ),
];
