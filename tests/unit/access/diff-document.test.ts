import { diffDocuments } from '../../../server/src/access/policy/diff-document';

import { emptyDocument, readExample } from './fixtures';

const NOTHING = { added: [], removed: [], changed: [] };

describe('the difference of two documents', () => {
  it('is none between a document and itself, whatever the order of keys and entries', () => {
    const document = readExample();
    const reordered = readExample();
    reordered.groups.reverse();
    reordered.profiles.reverse();
    reordered.contentTypes = Object.fromEntries(Object.entries(reordered.contentTypes).reverse());
    const [rule] = reordered.sharingRules ?? [];
    if (rule) {
      reordered.sharingRules = [
        {
          level: rule.level,
          principal: rule.principal,
          where: rule.where,
          contentType: rule.contentType,
        },
      ];
    }
    expect(diffDocuments(document, reordered)).toEqual({
      groups: NOTHING,
      profiles: NOTHING,
      contentTypes: NOTHING,
      sharingRules: { added: 0, removed: 0 },
      audiences: { superAdmin: false, public: NOTHING },
      changed: false,
    });
  });

  it('names what came, went and changed', () => {
    const before = readExample();
    const after = readExample();
    after.groups = after.groups.filter(({ code }) => code !== 'apac');
    after.groups.push({ code: 'latam', name: 'Latin America' });
    after.groups[0] = { code: 'emea', name: 'Europe, Middle East, Africa', kind: 'region' };
    after.profiles[0] = { code: 'representative', name: 'Representative' };
    delete after.contentTypes['api::deal.deal'];
    after.sharingRules = [...(after.sharingRules ?? []), ...(after.sharingRules ?? [])];
    after.audiences = {
      public: { contentTypes: { 'api::account.account': { read: 'all' } } },
      superAdmin: 'bypass',
    };
    expect(diffDocuments(before, after)).toEqual({
      groups: { added: ['latam'], removed: ['apac'], changed: ['emea'] },
      profiles: { ...NOTHING, changed: ['representative'] },
      contentTypes: { ...NOTHING, removed: ['api::deal.deal'] },
      sharingRules: { added: 1, removed: 0 },
      audiences: {
        superAdmin: true,
        public: { ...NOTHING, added: ['api::account.account'] },
      },
      changed: true,
    });
  });

  it('counts a changed rule as one removed and one added', () => {
    const after = readExample();
    after.sharingRules = after.sharingRules?.map((rule) => ({ ...rule, level: 'read' })) ?? [];
    const diff = diffDocuments(readExample(), after);
    expect(diff.sharingRules).toEqual({ added: 1, removed: 1 });
    expect(diff.changed).toBe(true);
  });

  it('has everything added when there was no policy', () => {
    const diff = diffDocuments(null, readExample());
    expect(diff.groups.added).toHaveLength(5);
    expect(diff.profiles.added).toHaveLength(3);
    expect(diffDocuments(null, emptyDocument()).changed).toBe(false);
  });
});
