import { findCycles } from '../groups/cycles';

import { GROUP_ATTRIBUTE_KINDS, INTEGER_KINDS } from './attribute-kinds';
import { reportDuplicates, type CheckContext } from './check-context';
import { lookup } from './lookup';

/** How a whole number is written when it is turned into text, the form it is compared in. */
const WHOLE_NUMBER = /^(0|-?[1-9][0-9]*)$/;

/** Codes, parents and matches of the groups. */
export const checkGroups = (context: CheckContext): void => {
  const groups = context.document.groups ?? [];
  reportDuplicates(
    context,
    groups.map((group) => group?.code),
    (index) => ['groups', index, 'code'],
    { code: 'DUPLICATE_CODE', describe: (code) => `Duplicate group code '${code}'` }
  );
  checkParents(context);
  const numeric = areMatchesNumeric(context);
  groups.forEach((group, index) => {
    const matches = group?.matches ?? [];
    reportDuplicates(context, matches, (at) => ['groups', index, 'matches', at], {
      code: 'DUPLICATE_VALUE',
      describe: (value) => `Duplicate value '${value}'`,
    });
    matches.forEach((value, at) => {
      if (numeric && value !== undefined && !WHOLE_NUMBER.test(value)) {
        const message = `Value '${value}' is not a whole number, as every group attribute is`;
        context.report(['groups', index, 'matches', at], 'WRONG_VALUE', message);
      }
    });
  });
};

const checkParents = (context: CheckContext): void => {
  const groups = context.document.groups ?? [];
  const edges = new Map<string, string[]>();
  for (const group of groups) {
    if (group?.code !== undefined && !edges.has(group.code)) {
      edges.set(group.code, group.parent ? [group.parent] : []);
    }
  }
  const cycles = findCycles(edges);
  groups.forEach((group, index) => {
    const { code, parent } = group ?? {};
    const path = ['groups', index, 'parent'];
    const cycle = code === undefined ? undefined : cycles.get(code);
    if (!parent) {
      return;
    }
    if (parent === code) {
      context.report(path, 'SELF_PARENT', `Group '${code}' cannot be its own parent`);
    } else if (!context.groupCodes.has(parent)) {
      context.report(path, 'UNKNOWN_GROUP', `Unknown group '${parent}'`);
    } else if (cycle) {
      context.report(path, 'CYCLIC_GROUPS', `Cyclic parents: ${cycle.join(' > ')}`);
    }
  });
};

/**
 * Matches serve all types alike, so a value that is no number is a mistake only when every group
 * attribute of the document holds whole numbers.
 */
const areMatchesNumeric = ({ document, schemas }: CheckContext): boolean => {
  const kinds = Object.entries(document.contentTypes ?? {}).map(([uid, config]) => {
    const name = config?.group?.attribute;
    return name === undefined
      ? undefined
      : lookup(lookup(schemas.contentTypes, uid)?.attributes, name)?.type;
  });
  const known = kinds.filter((kind) => kind !== undefined && GROUP_ATTRIBUTE_KINDS.includes(kind));
  return (
    known.length > 0 && known.every((kind) => kind !== undefined && INTEGER_KINDS.includes(kind))
  );
};
