import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { importM49 } from '../../../server/src/access/groups/m49';
import { isGovernable } from '../../../server/src/access/policy/schema-model';
import type { PolicyDocument, SchemaModel } from '../../../server/src/access/policy/types';
import { validatePolicy } from '../../../server/src/access/policy/validate';
import { MASKS } from '../access/fixtures';

const PLAYGROUND = path.resolve(__dirname, '../../../playground');
const APIS = path.join(PLAYGROUND, 'src/api');
const COMPONENTS = path.join(PLAYGROUND, 'src/components');

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

type Schema = Pick<SchemaModel['contentTypes'][string], 'kind' | 'attributes'>;

/** The content types of the playground, as their schema files stand. */
const playgroundSchemas = (): SchemaModel => ({
  masks: MASKS,
  components: Object.fromEntries(
    readdirSync(COMPONENTS).flatMap((category) =>
      readdirSync(path.join(COMPONENTS, category)).map((file) => [
        `${category}.${path.basename(file, '.json')}`,
        readJson<Pick<Schema, 'attributes'>>(path.join(COMPONENTS, category, file)),
      ])
    )
  ),
  contentTypes: Object.fromEntries(
    readdirSync(APIS).map((name) => {
      const uid = `api::${name}.${name}`;
      const file = path.join(APIS, name, 'content-types', name, 'schema.json');
      const { kind, attributes } = readJson<Schema>(file);
      return [uid, { uid, kind, attributes, governable: isGovernable(uid) }];
    })
  ),
});

const issuesOf = (document: unknown) => {
  const result = validatePolicy(document, playgroundSchemas());
  return result.ok ? [] : result.issues;
};

describe('the playground', () => {
  it('accepts its own policy', () => {
    expect(issuesOf(readJson(path.join(PLAYGROUND, 'policy.json')))).toEqual([]);
  });

  it('accepts the example policy as it stands', () => {
    const example = path.resolve(__dirname, '../access/policy.example.json');
    expect(issuesOf(readJson(example))).toEqual([]);
  });

  it('has the regions of UN M49 as the plugin imports them', () => {
    const { groups } = readJson<PolicyDocument>(path.join(PLAYGROUND, 'policy.json'));
    const m49 = groups.filter(({ code }) => code.startsWith('m49-'));
    expect(m49).toEqual(importM49());
  });
});
