import type { Core, UID } from '@strapi/strapi';
import { leaveOut, type AbsentField, type HoldingAttribute } from './absent-fields';
import type { Governance } from './governance';
import { isJson } from './link-shape';

type Read = (uid: string, ...rest: unknown[]) => Promise<unknown>;
type Load = (uid: string, entity: unknown, fields: unknown, ...rest: unknown[]) => Promise<unknown>;

interface EntityManager {
  findOne: Read;
  findMany: Read;
  load: Load;
}

interface Attribute extends HoldingAttribute {
  readonly relation?: string;
  readonly multiple?: boolean;
  readonly repeatable?: boolean;
}

type Attributes = Readonly<Record<string, Attribute | undefined>>;

const MANY: readonly (string | undefined)[] = [
  'oneToMany',
  'manyToMany',
  'morphToMany',
  'morphMany',
];

const isList = ({ type, relation, multiple, repeatable }: Attribute): boolean =>
  type === 'dynamiczone' || multiple === true || repeatable === true || MANY.includes(relation);

/**
 * Leaves hidden attributes out of everything that is read on behalf of an actor, so that REST, the
 * content manager and a project's own code answer without them.
 * Touches: `findOne`, `findMany` and `load` of `db.entityManager` (@strapi/database
 * entity-manager/index.js), which repositories look up at call time. Guard: self-test canary `absent`.
 */
export const leaveOutHidden = (strapi: Core.Strapi, governance: Governance): void => {
  const manager = strapi.db.entityManager as unknown as EntityManager;
  const attributesOf = (uid: string): Attributes =>
    (strapi.getModel(uid as UID.Schema) as { attributes: Attributes } | undefined)?.attributes ??
    {};

  const shape = (uid: string, result: unknown): unknown => {
    const absent = governance.absentFields();
    if (absent.size === 0) return result;
    const absentOf = (type: string): readonly AbsentField[] => absent.get(type) ?? [];
    const input = { absentOf, attributesOf };
    const one = (row: unknown) => (isJson(row) ? leaveOut(input, uid, row) : row);
    return Array.isArray(result) ? result.map(one) : one(result);
  };

  const wrap = (method: 'findOne' | 'findMany') => {
    const read = manager[method].bind(manager);
    manager[method] = async (uid, ...rest) => shape(uid, await read(uid, ...rest));
  };
  wrap('findOne');
  wrap('findMany');

  const load = manager.load.bind(manager);
  manager.load = async (uid, entity, fields, ...rest) => {
    const loaded = await load(uid, entity, fields, ...rest);
    if (loaded !== undefined || typeof fields !== 'string') return loaded;
    // Whoever asks for one attribute by name is told that nothing is there.
    const attribute = attributesOf(uid)[fields];
    return attribute && isList(attribute) ? [] : null;
  };
};
