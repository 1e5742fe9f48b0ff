import { effectOf, type LinkClaim } from '../../../server/src/enforcement/link-effect';

const TYPE = 'api::far.far';
const DRAFT = { type: TYPE, id: 1, documentId: 'd' };
const PUBLISHED = { type: TYPE, id: 2, documentId: 'd' };
const OTHER = { type: TYPE, id: 3, documentId: 'e' };

const ref = (documentId: string) => ({
  path: [],
  type: TYPE,
  id: null,
  documentId,
  locale: null,
  status: null,
});

const claim = (many: boolean, more: Partial<LinkClaim>): LinkClaim => ({
  uid: 'near',
  shape: {
    kind: 'link',
    attribute: 'link',
    many,
    target: TYPE,
    typeField: '__type',
    takesDocumentIds: true,
    storage: 'links',
    inverse: null,
    exclusive: true,
  },
  path: [],
  mode: 'replace',
  linked: [],
  unlinked: [],
  before: [],
  ...more,
});

describe('effectOf', () => {
  const linked = [ref('d')];

  it('gains the version that is not linked yet', () => {
    const effect = effectOf(claim(true, { linked, before: [DRAFT] }), [DRAFT, PUBLISHED]);
    expect(effect).toEqual({ gained: [PUBLISHED], lost: [] });
  });

  it('loses the version that is not named', () => {
    const effect = effectOf(claim(true, { linked, before: [DRAFT, PUBLISHED] }), [PUBLISHED]);
    expect(effect).toEqual({ gained: [], lost: [DRAFT] });
  });

  it('changes nothing where everything is linked already', () => {
    const before = [DRAFT, PUBLISHED];
    const effect = effectOf(claim(true, { linked, before }), [DRAFT, PUBLISHED, DRAFT]);
    expect(effect).toEqual({ gained: [], lost: [] });
  });

  it('loses what is disconnected, and what makes room at a to-one attribute', () => {
    const change = { mode: 'change', linked, before: [OTHER] } as const;
    expect(effectOf(claim(false, change), [DRAFT]).lost).toEqual([OTHER]);
    expect(effectOf(claim(true, change), [DRAFT]).lost).toEqual([]);
    const unlinked = [ref('e')];
    expect(effectOf(claim(true, { ...change, linked: [], unlinked }), []).lost).toEqual([OTHER]);
  });
});
