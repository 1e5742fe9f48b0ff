import fc from 'fast-check';
import { planLinks, type LinkPlanInput } from '../../../server/src/enforcement/link-plan';
import type {
  AttributeShape,
  Json,
  LinkShape,
  LinkStorage,
} from '../../../server/src/enforcement/link-shape';

const FAR = 'api::far.far';

const link = (attribute: string, changes: Partial<LinkShape> = {}): [string, LinkShape] => [
  attribute,
  {
    kind: 'link',
    attribute,
    many: true,
    target: FAR,
    typeField: '__type',
    takesDocumentIds: true,
    storage: 'links',
    inverse: null,
    exclusive: false,
    ...changes,
  },
];

const part = (attribute: string, component: string | null): [string, AttributeShape] => [
  attribute,
  { kind: 'part', attribute, many: true, component, components: ['part.a', 'part.b'] },
];

const SHAPES: Record<string, ReadonlyMap<string, AttributeShape>> = {
  near: new Map<string, AttributeShape>([
    link('many'),
    link('one', { many: false }),
    link('column', { many: false, storage: 'own-column' }),
    link('farColumn', { storage: 'far-column' }),
    link('farMorph', { storage: 'far-morph' as LinkStorage }),
    link('morph', { target: null }),
    part('parts', 'part.a'),
    part('zone', null),
  ]),
  'part.a': new Map<string, AttributeShape>([link('many'), link('one', { many: false })]),
  'part.b': new Map<string, AttributeShape>([link('many')]),
};

const rows = (...ids: number[]) => ids.map((id) => ({ id, documentId: `d${id}` }));

/** Ids from 100 on are hidden. */
const isHidden = (id: unknown) => typeof id === 'number' && id >= 100;

const visiblePart = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const items = value as Json[];
    return items.filter((item) => !isHidden(item.id)).map((item) => visiblePart(item));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isHidden((value as Json).id)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visiblePart(one)]));
};

const plan = (data: Json, stored: Json | null, more: Partial<LinkPlanInput> = {}) =>
  planLinks({
    shapesOf: (uid) => SHAPES[uid] ?? new Map(),
    uid: 'near',
    data,
    stored,
    seen: stored && (visiblePart(stored) as Json),
    isChecked: (uid) => uid === FAR,
    isVisible: ({ id }) => !isHidden(id),
    ...more,
  });

describe('planLinks', () => {
  const stored = { id: 1, many: rows(1, 100, 2, 101) };

  it.each([
    [null, [{ id: 100 }, { id: 101 }]],
    [[], [{ id: 100 }, { id: 101 }]],
    [
      [2, 1],
      [2, 1, { id: 100 }, { id: 101 }],
    ],
    ['d2', ['d2', { id: 100 }, { id: 101 }]],
    [{ set: [2] }, { set: [2, { id: 100 }, { id: 101 }] }],
    [{ set: 2 }, { set: [2, { id: 100 }, { id: 101 }] }],
    [{ connect: [3] }, { connect: [3] }],
    [{ disconnect: [1, 100] }, { disconnect: [1] }],
  ])('keeps what is hidden in a list: %j', (value, expected) => {
    expect(plan({ many: value }, stored)).toMatchObject({
      data: { many: expected },
      refusal: null,
    });
  });

  it.each(['one', 'column'])('leaves a hidden target at %s, and does not replace it', (key) => {
    const held = { id: 1, [key]: rows(100)[0] };
    expect(plan({ [key]: null, name: 'x' }, held).data).toEqual({ name: 'x' });
    expect(plan({ [key]: 2 }, held).refusal).toEqual({ code: 'HIDDEN_LINK', path: [key] });
    expect(plan({ [key]: { connect: [2] } }, held).refusal?.code).toBe('HIDDEN_LINK');
    expect(plan({ [key]: 2 }, { id: 1, [key]: rows(1)[0] }).refusal).toBeNull();
  });

  it('takes the draft and the published row of a target for one link', () => {
    const versions = [
      { id: 1, documentId: 'd' },
      { id: 100, documentId: 'd' },
    ];
    expect(plan({ one: 2 }, { id: 1, one: versions }).refusal).toBeNull();
  });

  it('writes lists that Strapi cannot write in part so that hidden links stay', () => {
    const held = { id: 1, farColumn: rows(100), farMorph: rows(100) };
    expect(plan({ farColumn: [2] }, held)).toMatchObject({
      data: { farColumn: [2, { id: 100 }] },
      refusal: null,
    });
    expect(plan({ farColumn: { connect: [2] } }, held)).toMatchObject({
      data: { farColumn: { set: [{ id: 100 }] } },
      refusal: null,
    });
    expect(plan({ farMorph: [2] }, held)).toMatchObject({
      data: { farMorph: [2] },
      restores: [{ ids: [100] }],
      refusal: null,
    });
  });

  it('keeps the type of polymorphic targets', () => {
    const held = { id: 1, morph: rows(100).map((row) => ({ ...row, __type: FAR })) };
    expect(plan({ morph: [] }, held).data.morph).toEqual([{ id: 100, __type: FAR }]);
  });

  it('follows components by id, and by place where there is none', () => {
    const parts = [
      { id: 7, many: rows(100) },
      { id: 8, many: rows(101), one: rows(102)[0] },
    ];
    const swapped = [{ id: 8, many: [] }, { many: { connect: [1] } }];
    expect(plan({ parts: swapped }, { id: 1, parts }).data.parts).toEqual([
      { id: 8, many: [{ id: 101 }] },
      { many: { connect: [1] } },
    ]);
    expect(plan({ parts: [{ many: { connect: [1] } }] }, { id: 1, parts }).data.parts).toEqual([
      { many: { connect: [1, { id: 100 }] } },
    ]);
    const replaced = plan({ parts: [{}, { one: null }] }, { id: 1, parts });
    expect(replaced.data.parts).toEqual([
      { many: [{ id: 100 }] },
      { many: [{ id: 101 }], one: [{ id: 102 }] },
    ]);
  });

  it('does not mix up the components of a dynamic zone', () => {
    const zone = [{ id: 7, __component: 'part.a', many: rows(100) }];
    const other = [{ __component: 'part.b', many: [] }];
    expect(plan({ zone: other }, { id: 1, zone }).data.zone).toEqual(other);
    const same = [{ __component: 'part.a', many: [] }];
    expect(plan({ zone: same }, { id: 1, zone }).data.zone).toEqual([
      { __component: 'part.a', many: [{ id: 100 }] },
    ]);
  });

  it('tells what is asked for beside what was linked', () => {
    const [claim] = plan({ many: { connect: [2, 3], disconnect: [1, 101] } }, stored).claims;
    expect(claim?.linked.map(({ id }) => id)).toEqual([2, 3]);
    expect(claim?.unlinked.map(({ id }) => id)).toEqual([1]);
    expect(claim?.before.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('loses no hidden link and adds none that was neither asked for nor there', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 8 });
    const visible = ids.map((all) => all.filter((id) => !isHidden(id)));
    const form = fc.constantFrom<(asked: number[]) => unknown>(
      (asked) => asked,
      (asked) => ({ set: asked }),
      (asked) => (asked.length === 0 ? null : asked.map((id) => ({ id })))
    );
    fc.assert(
      fc.property(ids, visible, form, (held, asked, write) => {
        const { data } = plan({ many: write(asked) }, { id: 1, many: rows(...held) });
        const value = data.many as unknown[] | { set: unknown[] } | null;
        const written = (Array.isArray(value) ? value : (value?.set ?? [])).map((item) =>
          typeof item === 'number' ? item : (item as { id: number }).id
        );
        expect(written).toEqual([...asked, ...held.filter(isHidden)]);
      })
    );
  });

  it('changes nothing of data that meet no hidden link', () => {
    const value = fc.oneof(fc.anything(), fc.array(fc.integer()));
    fc.assert(
      fc.property(value, (one) => {
        fc.pre(one !== undefined);
        const data = { many: one, one, other: one };
        expect(plan(data, null, { isVisible: () => true }).data).toEqual(data);
      })
    );
  });
});
