import type { Core } from '@strapi/strapi';
import { createStrapi } from '@strapi/strapi';
import { createSuiteDatabase, type SuiteDatabase } from '../support/database';
import { ACCOUNT, crmPolicy } from './support/crm';
import { createProject, type Project, type ProjectOptions } from './support/project';

interface PolicyService {
  active(): Promise<{ version: number; createdBy: string; document: object } | null>;
  versions(): Promise<{ version: number; active: boolean }[]>;
}

/** Loads a project, looks at it, and stops it again. */
const load = async <T>(dir: string, look: (policies: PolicyService) => Promise<T>): Promise<T> => {
  const strapi: Core.Strapi = createStrapi({ appDir: dir, distDir: dir });
  try {
    await strapi.load();
    return await look(strapi.plugin('custodian').service<PolicyService>('policy'));
  } finally {
    await strapi.destroy().catch(() => undefined);
  }
};

const active = (policies: PolicyService) => policies.active();

describe('the policy file of the plugin’s configuration', () => {
  const before = { ...process.env };
  let database: SuiteDatabase;
  const projects: Project[] = [];

  const projectWith = (config: ProjectOptions['config']): Project => {
    const project = createProject({ plugin: 'source', config });
    projects.push(project);
    return project;
  };

  beforeAll(async () => {
    database = await createSuiteDatabase();
    Object.assign(process.env, database.env);
  });

  afterAll(async () => {
    for (const key of Object.keys(database.env)) delete process.env[key];
    Object.assign(process.env, before);
    projects.forEach((project) => project.remove());
    await database.drop();
  });

  it('is in force after the start, once however often the project starts', async () => {
    const { dir, write } = projectWith({ policyFile: 'config/policy.json' });
    write('config/policy.json', crmPolicy());
    const first = await load(dir, active);
    expect(first).toMatchObject({ version: 1, createdBy: 'system', document: crmPolicy() });
    expect(await load(dir, active)).toEqual(first);

    write('config/policy.json', { ...crmPolicy(), profiles: [] });
    const versions = await load(dir, (policies) => policies.versions());
    expect(versions.map(({ version, active: inForce }) => [version, inForce])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it.each([
    [
      'a document that is refused',
      JSON.stringify({
        ...crmPolicy(),
        profiles: [],
        contentTypes: { [ACCOUNT]: { group: { attribute: 'land' } }, 'api::x.x': {} },
        audiences: { superAdmin: 'god' },
      }),
      [
        'policy.json is refused:',
        "contentTypes.api::x.x: Unknown content type 'api::x.x'",
        `contentTypes.${ACCOUNT}.group.attribute: Unknown attribute 'land' of '${ACCOUNT}'`,
        'audiences.superAdmin: ',
      ],
    ],
    ['a file that is no JSON', '{ "version": 1, ', ['policy.json cannot be read: ']],
    ['a file that is not there', undefined, ['policy.json cannot be read: ', 'ENOENT']],
  ])('stops the start when it names %s', async (_title, content, lines) => {
    const { dir, write } = projectWith({ policyFile: 'policy.json' });
    if (content !== undefined) write('policy.json', content);
    const failure = await load(dir, active).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    for (const line of lines) expect((failure as Error).message).toContain(line);
  });

  it('is the only option there is: an unknown one stops the start', async () => {
    const { dir } = projectWith({ policy: 'policy.json' });
    await expect(load(dir, active)).rejects.toThrow(/policy/);
  });

  it('leaves the version in force alone when it is refused', async () => {
    const { dir } = projectWith({});
    expect((await load(dir, active))?.version).toBe(2);
  });
});
