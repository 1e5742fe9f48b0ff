import {
  checkWebhookRules,
  shapePayload,
  type AttributesOf,
  type WebhookFields,
} from '../../../server/src/enforcement/webhook-payload';

const CONTACT = 'api::contact.contact';
const NOTE = 'api::note.note';

const SCHEMAS: Record<string, ReturnType<AttributesOf>> = {
  [CONTACT]: { name: { type: 'string' }, email: { type: 'email' } },
  [NOTE]: {
    title: { type: 'string' },
    settings: { type: 'json' },
    about: { type: 'relation' },
    author: { type: 'relation', target: CONTACT },
    card: { type: 'component', component: 'shared.card' },
    blocks: { type: 'dynamiczone' },
  },
  'shared.card': { label: { type: 'string' }, person: { type: 'relation', target: CONTACT } },
};
const attributesOf: AttributesOf = (uid) => SCHEMAS[uid];
const shape = (info: Record<string, unknown>, fields: WebhookFields = {}) =>
  shapePayload({ governed: new Set([CONTACT]), fields, attributesOf }, info);

const PERSON = { id: 7, documentId: 'd', locale: 'en', name: 'Ann', email: 'ann@example.test' };
const LEAST = { documentId: 'd', locale: 'en' };

describe('the payload of a webhook', () => {
  test('says of a governed record which it is, and what is allowed', () => {
    const info = { model: 'contact', uid: CONTACT, entry: PERSON };
    expect(shape(info)).toEqual({ ...info, entry: LEAST });
    expect(shape(info, { [CONTACT]: ['name'] }).entry).toEqual({ ...LEAST, name: 'Ann' });
    expect(shape(info, { [CONTACT]: '*' })).toEqual(info);
  });

  test('keeps nothing else that an event says of a governed record', () => {
    const info = {
      uid: CONTACT,
      entity: PERSON,
      stage: 'Approved',
      list: ['x'],
      workflow: { a: 1 },
    };
    expect(shape(info)).toEqual({ uid: CONTACT, entity: LEAST, workflow: {} });
  });

  test('shapes governed records inside others: relations, components, zones, morphs', () => {
    const entry = {
      title: 'Note',
      settings: { name: 'kept' },
      author: PERSON,
      about: { ...PERSON, __type: CONTACT },
      card: { label: 'Card', person: PERSON },
      blocks: [{ __component: 'shared.card', label: 'Block', person: PERSON }],
    };
    expect(shape({ uid: NOTE, entry }).entry).toEqual({
      title: 'Note',
      settings: { name: 'kept' },
      author: LEAST,
      about: { ...LEAST, __type: CONTACT },
      card: { label: 'Card', person: LEAST },
      blocks: [{ __component: 'shared.card', label: 'Block', person: LEAST }],
    });
  });

  test('drops a polymorphic record that does not say what it is', () => {
    const { entry } = shape({ uid: NOTE, entry: { about: PERSON } });
    expect(entry).toEqual({ about: null });
  });

  test('leaves events without a content type alone', () => {
    const info = { media: { name: 'a.png', url: '/a.png' } };
    expect(shape(info)).toEqual(info);
  });
});

describe('rules of webhooks', () => {
  test('that misspell a type or an attribute are refused, all at once', () => {
    const rules = { erp: { 'api::contract.contract': '*', [CONTACT]: ['nmae', 'id'] } } as const;
    expect(() => checkWebhookRules(rules, attributesOf)).toThrow(
      /api::contract\.contract[\s\S]*nmae/
    );
    expect(() =>
      checkWebhookRules({ erp: { [CONTACT]: ['id', 'name'], [NOTE]: '*' } }, attributesOf)
    ).not.toThrow();
  });
});
