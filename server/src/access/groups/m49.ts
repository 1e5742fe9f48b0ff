import { errors } from '@strapi/utils';
import worldCountries from 'world-countries';

import type { GroupConfig } from '../policy/types';

import { M49_AREAS, type M49Area } from './m49-areas';

export interface M49Options {
  /** M49 codes of the areas to begin at, such as `150` or `m49-150`; the world when absent. */
  roots?: string[];
  /**
   * `matches` (default): each area matches the ISO 3166 codes of its own countries. `leaf`: each
   * country is a group of its own below its area, for teams that work country by country.
   */
  countries?: 'leaf' | 'matches';
}

const PREFIX = 'm49-';
const toGroupCode = (m49Code: string): string => `${PREFIX}${m49Code}`;

/**
 * Builds region groups from the UN's M49 scheme: world, regions and sub-regions, parents first.
 * Only the deepest area of a country has it, so that a record lies in one group and reaches the
 * others through the tree.
 * @throws ValidationError for a root that is no M49 area (`details.code`: UNKNOWN_AREA).
 */
export const importM49 = (options: M49Options = {}): GroupConfig[] => {
  const roots = (options.roots ?? ['001']).map(requireArea);
  const areas = M49_AREAS.filter((area) => roots.some((root) => isWithin(area, root)));
  const kept = new Set(areas.map(({ code }) => code));
  return areas.flatMap((area) => {
    const parent = area.parent !== null && kept.has(area.parent) ? area.parent : null;
    const group: GroupConfig = {
      code: toGroupCode(area.code),
      name: area.name,
      kind: 'region',
      ...(parent === null ? {} : { parent: toGroupCode(parent) }),
    };
    if (area.countries.length === 0) {
      return [group];
    }
    return options.countries === 'leaf'
      ? [group, ...area.countries.map((country) => toCountryGroup(country, group.code))]
      : [{ ...group, matches: [...area.countries] }];
  });
};

const requireArea = (root: string, at: number): M49Area => {
  const code = root.startsWith(PREFIX) ? root.slice(PREFIX.length) : root;
  const area = M49_AREAS.find((candidate) => candidate.code === code);
  if (!area) {
    throw new errors.ValidationError(`Unknown M49 area '${root}'`, {
      code: 'UNKNOWN_AREA',
      path: ['roots', at],
    });
  }
  return area;
};

const isWithin = (area: M49Area, root: M49Area): boolean => {
  if (area.code === root.code) {
    return true;
  }
  const parent = M49_AREAS.find(({ code }) => code === area.parent);
  return parent !== undefined && isWithin(parent, root);
};

const toCountryGroup = (cca2: string, parent: string): GroupConfig => {
  const country = worldCountries.find((candidate) => candidate.cca2 === cca2);
  return {
    // Countries have M49 codes too, which ISO 3166 has taken over as its numeric codes.
    code: toGroupCode(country?.ccn3 ?? cca2.toLowerCase()),
    name: country?.name.common ?? cca2,
    kind: 'region',
    parent,
    matches: [cca2],
  };
};
