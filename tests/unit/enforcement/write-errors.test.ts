import { errors } from '@strapi/utils';
import { withoutForeignValues } from '../../../server/src/enforcement/write-errors';

const failure = (path: unknown, value: unknown) =>
  new errors.ValidationError('Invalid', { errors: [{ path, message: 'no', name: 'x', value }] });

const told = (path: unknown, value: unknown, sent: unknown): unknown =>
  (
    withoutForeignValues(failure(path, value), sent) as {
      details: { errors: { value?: unknown }[] };
    }
  ).details.errors[0]?.value;

describe('withoutForeignValues', () => {
  it('quotes what was sent', () => {
    expect(told(['size'], 'big', { size: 'big' })).toBe('big');
    expect(told(['phones', '0', 'number'], 5, { phones: [{ number: 5 }] })).toBe(5);
    expect(told(['name'], null, { name: null })).toBeNull();
  });

  it.each([
    [['email'], 'rep@example.test', { name: 'x' }],
    [['email'], 'rep@example.test', undefined],
    [['contacts'], { set: [{ id: 34 }] }, { contacts: { set: [] } }],
    [[], { name: 'x' }, { name: 'x' }],
    ['size', 'big', { size: 'big' }],
  ])('quotes nothing else: %j', (path, value, sent) => {
    expect(told(path, value, sent)).toBeUndefined();
  });

  it.each([new Error('x'), null, undefined, 'text', new errors.NotFoundError('x')])(
    'leaves %p as it is',
    (error) => {
      expect(withoutForeignValues(error, {})).toBe(error);
    }
  );
});
