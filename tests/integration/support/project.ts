import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '..', '..', '..');

/** Where the plugin's server comes from: the TypeScript sources (in jest only), or the build. */
const PLUGIN = {
  source: `require(${JSON.stringify(join(REPOSITORY, 'server/src'))}).default`,
  built: `require(${JSON.stringify(join(REPOSITORY, 'dist/server'))})`,
};

export interface ProjectOptions {
  plugin: keyof typeof PLUGIN;
  /** The plugin's configuration, as in `config/plugins`. */
  config?: object;
  /** The text of `src/index.js`. */
  index?: string;
}

/** A Strapi project of its own in a temporary folder. */
export interface Project {
  dir: string;
  /** Writes a file into the project and gives its path. */
  write(name: string, content: unknown): string;
  remove(): void;
}

/** Copies the fixture app, with another configuration of the plugin than the suites usually have. */
export function createProject({ plugin, config = {}, index }: ProjectOptions): Project {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'custodian-project-')));
  const write = (name: string, content: unknown) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  cpSync(join(REPOSITORY, 'tests/app'), dir, { recursive: true });
  mkdirSync(join(dir, 'public/uploads'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(dir, 'node_modules'), 'junction');
  write('plugin-under-test/strapi-server.js', `module.exports = ${PLUGIN[plugin]};\n`);
  write(
    'config/plugins.js',
    `module.exports = ({ env }) => ({
      'users-permissions': { config: { jwtSecret: 'fixture-jwt-secret' } },
      custodian: {
        enabled: env('CUSTODIAN') !== 'off',
        resolve: './plugin-under-test',
        config: ${JSON.stringify(config)},
      },
    });\n`
  );
  if (index !== undefined) write('src/index.js', index);
  return { dir, write, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
