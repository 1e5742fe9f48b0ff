import { createSuiteDatabase, TEMPLATES, type TemplateKind } from './database';
import { startStrapi } from './strapi';

const isKind = (text?: string): text is TemplateKind => text !== undefined && text in TEMPLATES;

/**
 * Run by `global-setup.ts` as a process of its own, which takes Strapi's memory with it: starts the
 * fixture app once in the kind that the argument names, and prints the name of its database.
 */
const main = async (kind?: string): Promise<string> => {
  if (!isKind(kind)) throw new Error(`There is no kind "${kind}"`);
  const database = await createSuiteDatabase();
  const app = await startStrapi({ database, env: { CUSTODIAN: kind } });
  await app.stop();
  return database.name;
};

main(process.argv[2]).then(
  (name) => process.stdout.write(name, () => process.exit(0)),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  }
);
