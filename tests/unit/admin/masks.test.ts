import {
  readParameter,
  setFieldRule,
  setParameter,
  writeParameter,
} from '../../../admin/src/access/policy/field-edits';
import { topOf } from '../../../admin/src/components/scale';
import {
  fieldOf,
  namesAttribute,
  valueAt,
} from '../../../admin/src/content-manager/field-notation';
import type { PolicyDocument } from '../../../server/src/access/policy/types';

const CONTACT = 'api::contact.contact';
const mask = { strategy: 'partial', keepLast: 2 };

const policy: PolicyDocument = {
  version: 1,
  groups: [],
  profiles: [],
  contentTypes: { [CONTACT]: { owner: 'creator', fields: { phone: { mask } } } },
};

describe('field rules in the form', () => {
  it('are added, changed and removed, and nothing else is', () => {
    const added = setFieldRule(policy, CONTACT, 'email', { strategy: 'email' });
    expect(added.contentTypes[CONTACT]).toEqual({
      owner: 'creator',
      fields: { phone: { mask }, email: { mask: { strategy: 'email' } } },
    });
    const changed = setFieldRule(added, CONTACT, 'phone', { strategy: 'redact' });
    expect(changed.contentTypes[CONTACT]?.fields?.phone).toEqual({ mask: { strategy: 'redact' } });
    const none = setFieldRule(policy, CONTACT, 'phone', null);
    expect(none.contentTypes[CONTACT]).toEqual({ owner: 'creator' });
    expect(setFieldRule(policy, 'api::other.other', 'phone', mask)).toBe(policy);
  });

  it('keep parameters as they were typed: numbers as numbers, text as text', () => {
    const parameter = (type: 'integer' | 'number' | 'string') => ({
      name: 'n',
      type,
      required: false,
    });
    expect(readParameter(parameter('integer'), '12')).toBe(12);
    expect(readParameter(parameter('number'), '0.5')).toBe(0.5);
    expect(readParameter(parameter('string'), '12')).toBe('12');
    expect(readParameter(parameter('integer'), '')).toBeUndefined();
    // The server says that it is none.
    expect(readParameter(parameter('integer'), 'many')).toBe('many');
    expect(
      ['', '2', 'x'].map((text) => writeParameter(readParameter(parameter('integer'), text)))
    ).toEqual(['', '2', 'x']);
    expect(setParameter(mask, 'keepFirst', 1)).toEqual({ ...mask, keepFirst: 1 });
    expect(setParameter(mask, 'keepLast', undefined)).toEqual({ strategy: 'partial' });
  });
});

describe('inputs of a form', () => {
  const values = {
    email: 'a',
    address: { street: 's' },
    phones: [{ number: '1' }, { number: '2' }],
    sections: [
      { __component: 'blocks.link', url: 'u' },
      { __component: 'blocks.quote', text: 't', by: [{ name: 'n' }] },
    ],
  };

  it.each([
    ['email', 'email', 'a'],
    ['address.street', 'address.street', 's'],
    ['phones.1.number', 'phones.number', '2'],
    ['sections.1.text', 'sections[blocks.quote].text', 't'],
    ['sections.1.by.0.name', 'sections[blocks.quote].by.name', 'n'],
    ['phones.9.number', 'phones.number', undefined],
  ])('are named like field rules: %s', (name, field, value) => {
    expect(fieldOf(name, values)).toBe(field);
    expect(valueAt(name, values)).toBe(value);
  });

  it('are found by the rule about their attribute', () => {
    expect(namesAttribute('email', 'email')).toBe(true);
    expect(namesAttribute('address.street', 'street')).toBe(true);
    expect(namesAttribute('homestreet', 'street')).toBe(false);
  });
});

describe('the scale of a chart', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [3, 5],
    [7, 10],
    [11, 20],
    [430, 500],
    [1000, 1000],
  ])('ends at a round number: %d', (most, top) => {
    expect(topOf(most)).toBe(top);
  });
});
