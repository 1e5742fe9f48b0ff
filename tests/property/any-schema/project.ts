import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createProject, type Project } from '../../integration/support/project';
import type { GeneratedSchema, GeneratedType } from './schema';

const FACTORIES = { controllers: 'createCoreController', routes: 'createCoreRouter', services: 'createCoreService' }; // prettier-ignore

const typeFile = ({ drafts, localized, ...type }: GeneratedType) => ({
  kind: 'collectionType',
  collectionName: type.collectionName,
  info: { singularName: type.singular, pluralName: type.plural, displayName: type.singular },
  options: { draftAndPublish: drafts },
  pluginOptions: localized ? { i18n: { localized: true } } : {},
  attributes: type.attributes,
});

/** A project whose content types are those of the schema. */
export function writeProject(schema: GeneratedSchema): Project {
  const project = createProject({ plugin: 'source' });
  rmSync(join(project.dir, 'src/api'), { recursive: true });
  rmSync(join(project.dir, 'src/components'), { recursive: true });
  project.write('src/index.js', 'module.exports = {};');
  for (const type of schema.types) {
    const folder = `src/api/${type.singular}`;
    mkdirSync(join(project.dir, folder, 'content-types', type.singular), { recursive: true });
    project.write(`${folder}/content-types/${type.singular}/schema.json`, typeFile(type));
    for (const [part, factory] of Object.entries(FACTORIES)) {
      mkdirSync(join(project.dir, folder, part), { recursive: true });
      project.write(
        `${folder}/${part}/${type.singular}.js`,
        `module.exports = require('@strapi/strapi').factories.${factory}(${JSON.stringify(type.uid)});`
      );
    }
  }
  mkdirSync(join(project.dir, 'src/components/odd'), { recursive: true });
  for (const { uid, collectionName, attributes } of schema.components)
    project.write(`src/components/odd/${uid.slice('odd.'.length)}.json`, {
      collectionName,
      info: { displayName: uid },
      options: {},
      attributes,
    });
  return project;
}
