import type { Core } from '@strapi/strapi';

interface ColumnName {
  name: string;
}

interface JoinTable {
  name: string;
  joinColumn: ColumnName;
  inverseJoinColumn?: ColumnName;
  orderColumnName?: string;
  inverseOrderColumnName?: string;
  morphColumn?: { idColumn: ColumnName; typeColumn: ColumnName };
}

interface Attribute {
  type: string;
  columnName?: string;
  joinTable?: JoinTable;
}

/** What the seed needs of Strapi's own description of a table. */
export interface Model {
  tableName: string;
  attributes: Record<string, Attribute>;
}

/** A model of Strapi's database layer. Throws where there is none of that name. */
export const modelOf = (strapi: Core.Strapi, uid: string): Model => {
  if (!strapi.db.metadata.has(uid)) throw new Error(`No model ${uid}`);
  return strapi.db.metadata.get(uid);
};

/** The column of a scalar attribute. */
export const columnOf = (model: Model, attribute: string): string => {
  const column = model.attributes[attribute]?.columnName;
  if (!column) throw new Error(`${model.tableName} has no column for ${attribute}`);
  return column;
};

/** The link table of a relation, component or media attribute. */
export const joinTableOf = (model: Model, attribute: string): JoinTable => {
  const joinTable = model.attributes[attribute]?.joinTable;
  if (!joinTable) throw new Error(`${model.tableName}.${attribute} has no link table`);
  return joinTable;
};
