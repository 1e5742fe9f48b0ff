import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { SchemaAttribute } from '../../../server/src/access/policy/types';
import { MASKS } from '../access/fixtures';
import { validatePolicy } from '../../../server/src/access/policy/validate';

const ROOT = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface Login {
  role: string;
  kind: 'user' | 'admin';
  email: string;
  password: string;
}

describe('README', () => {
  const readme = read('README.md');
  const logins = JSON.parse(read('playground/logins.json')) as Login[];

  test('lists the log-ins of the playground, and their password', () => {
    const rows = readme
      .split('\n')
      .filter((line) => /^\| .*@custodian\.example`/.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .map(([, role, kind, email]) => ({ role, kind, email }));
    expect(rows).toEqual(logins.map(({ role, kind, email }) => ({ role, kind, email })));
    for (const { password } of logins) expect(readme).toContain(password);
  });

  test('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm (?:run )?([a-z0-9:]+)/g)].map(([, name]) => name!);
    const unknown = named.filter((name) => name !== 'install' && !(name in scripts));
    expect(unknown).toEqual([]);
  });

  test('shows a policy document that is valid', () => {
    const [, example] = /```json\n([\s\S]*?)```/.exec(readme)!;
    const type = (uid: string, attributes: Record<string, SchemaAttribute>) => ({
      uid,
      kind: 'collectionType' as const,
      governable: true,
      attributes,
    });
    const account = type('api::account.account', { country: { type: 'string' } });
    const contact = type('api::contact.contact', {
      account: { type: 'relation', relation: 'manyToOne', target: account.uid },
    });
    const result = validatePolicy(JSON.parse(example!), {
      contentTypes: { [account.uid]: account, [contact.uid]: contact },
      components: {},
      masks: MASKS,
    });
    expect(result).toMatchObject({ ok: true });
  });
});
