import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'doors.md'), 'utf8');
const named = [...page.matchAll(/`(tests\/[^`]+\.test\.ts)`/g)].map(([, path = '']) => path);

describe('docs/doors.md', () => {
  it('names tests that exist', () => {
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names a test for every door', () => {
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (Door|What|-)/.test(line));
    expect(rows.filter((row) => !row.includes('.test.ts`'))).toEqual([]);
  });

  it('leaves out no suite about doors', () => {
    const suites = readdirSync(join(ROOT, 'tests', 'integration')).filter(
      (name) =>
        /^(?!erasure).*(?:doors|files|uploads|graphql|mcp|webhooks|copies|cache|writes|boundary)/.test(
          name
        ) && name.endsWith('.test.ts')
    );
    expect(suites.filter((name) => !named.includes(`tests/integration/${name}`))).toEqual([]);
  });
});
