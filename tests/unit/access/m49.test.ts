import worldCountries from 'world-countries';

import { importM49 } from '../../../server/src/access/groups/m49';
import { buildGroups, findGroupsForValue } from '../../../server/src/access/groups/tree';
import { validatePolicy } from '../../../server/src/access/policy/validate';

import { SCHEMAS, emptyDocument } from './fixtures';

/** Codes of the package that the UN's standard does not list. */
const NOT_IN_M49 = ['TW', 'XK'];

const chainOf = (country: string, options?: Parameters<typeof importM49>[0]): string[] => {
  const tree = buildGroups(importM49(options));
  const [group] = findGroupsForValue(tree, country);
  return [group?.code ?? '', ...(group?.ancestors ?? [])].map((code) => tree.get(code)?.name ?? '');
};

describe('the M49 import', () => {
  it.each([
    ['SE', ['Northern Europe', 'Europe', 'World']],
    ['KE', ['Eastern Africa', 'Sub-Saharan Africa', 'Africa', 'World']],
    ['MX', ['Central America', 'Latin America and the Caribbean', 'Americas', 'World']],
    ['US', ['Northern America', 'Americas', 'World']],
    ['CY', ['Western Asia', 'Asia', 'World']],
    ['AQ', ['World']],
  ])('places %s', (country, names) => {
    expect(chainOf(country)).toEqual(names);
  });

  it('uses the codes of the standard', () => {
    const tree = buildGroups(importM49());
    expect(tree.get('m49-154')).toMatchObject({ name: 'Northern Europe', parent: 'm49-150' });
    expect(tree.get('m49-150')).toMatchObject({ name: 'Europe', parent: 'm49-001' });
    expect(tree.get('m49-001')).toMatchObject({ kind: 'region', parent: null });
    expect(tree.size).toBe(30);
  });

  it.each(['matches', 'leaf'] as const)('has every country exactly once: %s', (countries) => {
    const matches = importM49({ countries }).flatMap((group) => group.matches ?? []);
    const known = worldCountries.map(({ cca2 }) => cca2);
    expect([...matches].sort()).toEqual(known.filter((cca2) => !NOT_IN_M49.includes(cca2)).sort());
  });

  it('agrees with the package on the continents', () => {
    const regions = new Map([
      ['m49-002', 'Africa'],
      ['m49-019', 'Americas'],
      ['m49-142', 'Asia'],
      ['m49-150', 'Europe'],
      ['m49-009', 'Oceania'],
    ]);
    const tree = buildGroups(importM49());
    const differing = worldCountries.filter(({ cca2, region }) => {
      const [group] = findGroupsForValue(tree, cca2);
      const chain = [group?.code ?? '', ...(group?.ancestors ?? [])];
      const name = chain.map((code) => regions.get(code)).find((found) => found !== undefined);
      return group && name !== region;
    });
    // The standard gives Cyprus to Asia, the far south to the continents it is administered with,
    // and the outlying islands of the United States to Oceania.
    expect(differing.map(({ cca2 }) => cca2).sort()).toEqual([
      'AQ',
      'BV',
      'CY',
      'GS',
      'HM',
      'TF',
      'UM',
    ]);
  });

  it('makes each country a group of its own on request', () => {
    expect(chainOf('SE', { countries: 'leaf' })).toEqual([
      'Sweden',
      'Northern Europe',
      'Europe',
      'World',
    ]);
    expect(importM49({ countries: 'leaf' }).find(({ code }) => code === 'm49-752')).toEqual({
      code: 'm49-752',
      name: 'Sweden',
      kind: 'region',
      parent: 'm49-154',
      matches: ['SE'],
    });
  });

  it('begins at the roots asked for, one inside another counting once', () => {
    const groups = importM49({ roots: ['m49-150', '154', '021'] });
    expect(groups.filter(({ parent }) => parent === undefined).map(({ code }) => code)).toEqual([
      'm49-021',
      'm49-150',
    ]);
    expect(groups).toHaveLength(6);
    expect(() => importM49({ roots: ['999'] })).toThrow("Unknown M49 area '999'");
  });

  it.each(['matches', 'leaf'] as const)('gives groups a policy accepts: %s', (countries) => {
    const document = { ...emptyDocument(), groups: importM49({ countries }) };
    expect(validatePolicy(document, SCHEMAS)).toMatchObject({ ok: true });
  });
});
