import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSuiteDatabase, type SuiteDatabase } from '../support/database';
import { ensureBuilt } from './support/build';
import { ACCOUNT, crmPolicy } from './support/crm';
import { createProject, REPOSITORY, type Project } from './support/project';

const BIN = join(REPOSITORY, 'server/bin/custodian.js');

/** Three accounts and a user; the user's membership once there is a policy. It talks, as projects do. */
const INDEX = `
const ACCOUNT = '${ACCOUNT}';
const USER = 'plugin::users-permissions.user';

module.exports = {
  async bootstrap({ strapi }) {
    console.log('The project starts');
    if ((await strapi.db.query(ACCOUNT).count({})) === 0) {
      for (const country of ['SE', 'NO', 'CN'])
        await strapi.db.query(ACCOUNT).create({
          data: { documentId: 'account-' + country, name: country, country, publishedAt: new Date() },
        });
      await strapi.db.query(USER).create({
        data: { username: 'rep', email: 'rep@example.test', provider: 'local', confirmed: true },
      });
    }
    const custodian = strapi.plugin('custodian');
    if (!custodian || !(await custodian.service('policy').active())) return;
    const page = { where: {}, orderBy: [{ id: 'asc' }], start: 0, limit: 1 };
    if ((await custodian.service('memberships').find(page)).total > 0) return;
    const membership = { principal: 'user:1', group: 'nordics', profile: 'rep' };
    await custodian.service('memberships').create(membership);
  },
};
`;

/** A document with two mistakes, in the words of the report. */
const broken = () => ({
  ...crmPolicy(),
  profiles: [],
  contentTypes: { [ACCOUNT]: { group: { attribute: 'land' } } },
  audiences: { superAdmin: 'god' },
});
const MISTAKES = [
  `contentTypes.${ACCOUNT}.group.attribute: Unknown attribute 'land' of '${ACCOUNT}' (UNKNOWN_ATTRIBUTE)`,
  'audiences.superAdmin: ',
];

/** The same policy, but Sweden has left the Nordics and there is a new group. */
const changed = () => {
  const policy = crmPolicy();
  const groups = policy.groups.map((group) =>
    group.code === 'nordics' ? { ...group, matches: ['NO', 'CN'] } : group
  );
  return { ...policy, groups: [...groups, { code: 'latam', name: 'Latin America' }] };
};

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

describe('the command line', () => {
  let project: Project;
  let database: SuiteDatabase;

  const run = async (
    args: string[],
    { cwd = project.dir, env = {} }: { cwd?: string; env?: Record<string, string> } = {}
  ): Promise<Outcome> => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: { ...process.env, ...database.env, STRAPI_LOG_LEVEL: 'info', ...env },
    });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (outcome.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()));
    [outcome.code] = (await once(child, 'close')) as [number | null];
    return outcome;
  };

  beforeAll(async () => {
    ensureBuilt();
    database = await createSuiteDatabase();
    // A broken file in the configuration: whatever applied it would not start at all.
    project = createProject({ plugin: 'built', config: { policyFile: 'bad.json' }, index: INDEX });
    project.write('good.json', crmPolicy());
    project.write('bad.json', broken());
    project.write('changed.json', changed());
  }, 300_000);

  afterAll(async () => {
    project.remove();
    await database.drop();
  });

  describe('called wrongly', () => {
    it.each([
      [[], 'Name a command'],
      [['polices'], "Unknown command 'polices'"],
      [['policy'], "Unknown command 'policy'"],
      [['policy', 'remove'], "Unknown command 'policy remove'"],
      [['audit'], "Unknown command 'audit'"],
      [['audit', 'verify', 'file.json'], "Unexpected argument 'file.json'"],
      [['policy', 'apply'], 'policy apply: name a file'],
      [['policy', 'apply', 'a.json', 'b.json'], "Unexpected argument 'b.json'"],
      [['policy', 'export', '--force'], "Unknown option '--force'"],
      [['self-test', 'now'], "Unexpected argument 'now'"],
      [['self-test', '--principal', 'user:1'], "Unknown option '--principal'"],
      [['explain', '--principal', 'user:1'], 'explain: --content-type is missing'],
      [['self-test', '--dir', tmpdir()], 'is not the root of a Strapi project'],
    ])('%j ends with code 2', async (args, message) => {
      const { code, stdout, stderr } = await run(args, { cwd: tmpdir() });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    });

    it('shows its help when asked for it', async () => {
      for (const args of [['help'], ['--help'], ['policy', 'apply', '-h']]) {
        const { code, stdout, stderr } = await run(args, { cwd: tmpdir() });
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        for (const command of ['validate', 'diff', 'apply', 'export', 'explain', 'self-test'])
          expect(stdout).toContain(
            `  ${['explain', 'self-test'].includes(command) ? '' : 'policy '}${command}`
          );
      }
    });
  });

  describe('in a project', () => {
    it('validates, from anywhere, and leaves the configured file alone', async () => {
      const good = join(project.dir, 'good.json');
      const { code, stdout, stderr } = await run(
        ['policy', 'validate', good, '--dir', project.dir],
        {
          cwd: tmpdir(),
        }
      );
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${good} is valid\n` });
      expect(stderr).toContain('The project starts');
    });

    it('lists every mistake of a broken document in a line of its own', async () => {
      const { code, stdout } = await run(['policy', 'validate', 'bad.json']);
      const lines = stdout.trim().split('\n');
      expect({ code, count: lines.length }).toEqual({ code: 1, count: MISTAKES.length });
      for (const mistake of MISTAKES)
        expect(lines.some((line) => line.startsWith(mistake))).toBe(true);
    });

    it('applies only what is valid', async () => {
      const refused = await run(['policy', 'apply', 'bad.json']);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      for (const mistake of MISTAKES) expect(refused.stderr).toContain(`\n${mistake}`);
      const applied = await run(['policy', 'apply', 'good.json']);
      expect(applied).toMatchObject({ code: 0, stdout: 'Policy version 1 is in force\n' });
    });

    it('exports what can be applied again', async () => {
      const { code, stdout } = await run(['policy', 'export']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual(crmPolicy());
      const written = await run(['policy', 'export', 'exported.json']);
      expect(written.code).toBe(0);
      const file = join(project.dir, 'exported.json');
      expect(readFileSync(file, 'utf8')).toBe(stdout);
    });

    it('shows who would gain and lose what', async () => {
      const { code, stdout } = await run(['policy', 'diff', 'changed.json']);
      expect(code).toBe(0);
      expect(stdout).toContain('Compared with policy version 1\n');
      expect(stdout).toMatch(/^Groups: +\+latam ~nordics$/m);
      expect(stdout).toMatch(/^Content type +Principal +Gains +Loses +For example$/m);
      expect(stdout).toMatch(
        new RegExp(`^${ACCOUNT} +user:1 +1 +1 +\\+account-CN -account-SE$`, 'm')
      );
      const asJson = await run(['policy', 'diff', 'changed.json', '--json']);
      expect(JSON.parse(asJson.stdout)).toMatchObject({
        version: 1,
        document: { changed: true },
        access: [{ contentType: ACCOUNT, principal: 'user:1', gained: 1, lost: 1 }],
      });
    });

    it('explains in words', async () => {
      const question = ['explain', '--principal', 'user:1', '--content-type', ACCOUNT];
      const read = await run([...question, '--document-id', 'account-SE']);
      expect(read.code).toBe(0);
      expect(read.stdout).toContain(`user:1 may read ${ACCOUNT} account-SE\n\nGrants\n  - `);
      expect(read.stdout).toMatch(/The record is in group nordics; profile rep in group nordics/);
      const update = ['--document-id', 'account-CN', '--action', 'update', '--json'];
      expect(JSON.parse((await run([...question, ...update])).stdout)).toMatchObject({
        principal: 'user:1',
        action: 'update',
        allowed: false,
        grants: [],
        blocks: [{ kind: 'out-of-reach' }, { kind: 'not-readable' }],
      });
    });

    it('tests itself', async () => {
      const { code, stdout } = await run(['self-test']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^All \d+ hooks hold$/m);
      expect(stdout).not.toContain('FAILED');
      expect(stdout).toMatch(new RegExp(`^ok +populate +${ACCOUNT}$`, 'm'));
    });

    it('takes a checkpoint of the audit log, and verifies against it', async () => {
      const taken = await run(['audit', 'checkpoint', 'checkpoint.json']);
      expect(taken.stdout).toMatch(/^A checkpoint at place \d+ is in .*checkpoint\.json\n$/);
      const { code, stdout } = await run(['audit', 'verify', '--checkpoint', 'checkpoint.json']);
      expect(stdout).toMatch(
        /^The audit log is whole: \d+ entries, places 1 to \d+, against 1 checkpoint\(s\); \d+ ms\n$/
      );
      expect(code).toBe(0);
      const text = readFileSync(join(project.dir, 'checkpoint.json'), 'utf8');
      project.write('forged.json', { ...JSON.parse(text), seq: 99 });
      const forged = await run(['audit', 'verify', '--checkpoint', 'forged.json', '--json']);
      expect(forged.code).toBe(1);
      expect(JSON.parse(forged.stdout)).toMatchObject({
        ok: false,
        problems: [{ code: 'CHECKPOINT_UNTRUSTED', seq: 99 }],
      });
    });

    it('does not even load it for a file that cannot be read', async () => {
      project.write('cut.json', '{ "version": 1, ');
      for (const [file, problem] of [
        ['cut.json', 'JSON'],
        ['none.json', 'ENOENT'],
      ] as const) {
        const { code, stderr } = await run(['policy', 'apply', file]);
        expect(code).toBe(1);
        expect(stderr).toContain(`${join(project.dir, file)} cannot be read: `);
        expect(stderr).toContain(problem);
        expect(stderr).not.toContain('The project starts');
      }
    });

    it('says so when the plugin is not there', async () => {
      const { code, stderr } = await run(['policy', 'export'], { env: { CUSTODIAN: 'off' } });
      expect(code).toBe(1);
      expect(stderr).toContain("The plugin 'custodian' is not enabled in this project");
    });
  });
});
