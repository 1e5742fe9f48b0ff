import type { Entity, Populated } from './entity';
import { modelOf } from './schema';
import type { Expected, Uid } from './types';
import { unordered } from './types';

const renderPopulated = (populated: Populated, raw: boolean): Expected => {
  switch (populated.kind) {
    case 'count':
      return { count: populated.count };
    case 'one':
      return populated.entity && renderEntity(populated.entity, raw);
    default: {
      const items = populated.entities.map((entity) => renderEntity(entity, raw));
      return populated.ordered ? items : unordered(items);
    }
  }
};

/** Strapi's sanitizer looks for the type of what a morphMany leads to in vain, and lets it pass. */
const isUnsanitized = (uid: Uid, name: string) => {
  const attribute = modelOf(uid).attributes[name];
  return (
    attribute?.kind === 'relation' &&
    attribute.via.kind === 'columns' &&
    attribute.via.remoteType !== undefined
  );
};

/**
 * The JSON of a row: its scalars and what was populated.
 *
 * @param raw whether the row escapes the sanitizer, which otherwise takes private attributes away
 */
export function renderEntity(entity: Entity, raw = false): Expected {
  const shown: Record<string, Expected> = {};
  for (const [name, attribute] of Object.entries(modelOf(entity.uid).attributes)) {
    if (attribute.kind !== 'scalar' || (attribute.private && !raw)) continue;
    if (entity.fields && !entity.fields.has(name)) continue;
    shown[name] = entity.row[name] ?? null;
  }
  for (const [name, populated] of Object.entries(entity.relations)) {
    shown[name] = renderPopulated(populated, raw || isUnsanitized(entity.uid, name));
  }
  if (entity.tag) shown[entity.tag.name] = entity.tag.uid;
  return shown;
}
