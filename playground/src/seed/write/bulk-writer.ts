import { columnOf, joinTableOf, modelOf } from './metadata';
import { createTableBuffer, type Row, type Target, type Value } from './table-buffer';

/** The attribute of an entry: content type, attribute, row id. */
type Place = [uid: string, attribute: string, id: number];

/**
 * Writes entries, links, components and files in bulk, in the form Strapi itself stores them; the
 * names of tables and columns come from its metadata. Nothing is written before `flush`.
 */
export const createBulkWriter = (target: Target) => {
  const { open, flush, nextId, add } = createTableBuffer(target);
  const model = (uid: string) => modelOf(target.strapi, uid);

  /** Adds an entry of a content type or component, and gives its row id. */
  const entry = (uid: string, values: Record<string, Value>): number => {
    const { tableName } = model(uid);
    const id = nextId(tableName);
    const row: Row = { id };
    for (const [attribute, value] of Object.entries(values)) {
      row[columnOf(model(uid), attribute)] = value;
    }
    add(tableName, row);
    return id;
  };

  /** Links an entry to another, from the side that owns the relation; the orders say where each stands in the other's list. */
  const link = (
    [uid, attribute, id]: Place,
    targetId: number,
    { order = 1, inverseOrder = 1 }: { order?: number; inverseOrder?: number }
  ): void => {
    const joinTable = joinTableOf(model(uid), attribute);
    const { joinColumn, inverseJoinColumn, orderColumnName, inverseOrderColumnName } = joinTable;
    if (!inverseJoinColumn) throw new Error(`${uid}.${attribute} is not a plain relation`);
    add(joinTable.name, {
      [joinColumn.name]: id,
      [inverseJoinColumn.name]: targetId,
      ...(orderColumnName ? { [orderColumnName]: order } : {}),
      ...(inverseOrderColumnName ? { [inverseOrderColumnName]: inverseOrder } : {}),
    });
  };

  /** Adds a component to an entry; `order` is null outside lists and dynamic zones. */
  const component = (
    [uid, attribute, id]: Place,
    componentUid: string,
    values: Record<string, Value>,
    order: number | null
  ): void => {
    const cmp_id = entry(componentUid, values);
    const row = { entity_id: id, cmp_id, component_type: componentUid, field: attribute, order };
    add(joinTableOf(model(uid), attribute).name, row);
  };

  /** Attaches a file to a media attribute. */
  const media = ([uid, attribute, id]: Place, file: number): void => {
    const joinTable = joinTableOf(model('plugin::upload.file'), 'related');
    const { name, joinColumn, morphColumn } = joinTable;
    if (!morphColumn) throw new Error('The files have no morph table');
    add(name, {
      [joinColumn.name]: file,
      [morphColumn.idColumn.name]: id,
      [morphColumn.typeColumn.name]: uid,
      field: attribute,
      order: 1,
    });
  };

  return { open, flush, entry, link, component, media };
};

export type BulkWriter = ReturnType<typeof createBulkWriter>;
