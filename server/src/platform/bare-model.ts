/**
 * Bare database models: tables without document service, content API, GraphQL or MCP surface, so
 * that nothing but the plugin's own services can read or write them (docs/decisions/0004).
 */

/** A model as `strapi.get('models').add` takes it. */
export interface BareModel {
  readonly uid: string;
  readonly singularName: string;
  readonly tableName: string;
  readonly attributes: Readonly<Record<string, object>>;
  readonly indexes: readonly object[];
}

/** Names fit in the 191 characters that MySQL can index in utf8mb4. */
export const name = (options: object = {}) => ({
  type: 'string',
  column: { args: [191] },
  ...options,
});

/** Text of any length. */
export const text = () => ({ type: 'text' });

/** A fresh object each time: Strapi writes the column's name into it. */
export const datetime = () => ({ type: 'datetime' });

/** An index by name and columns. */
export const index = (table: string, suffix: string, columns: string[], unique = false) => ({
  name: `${table}_${suffix}`,
  columns,
  ...(unique ? { type: 'unique' } : {}),
});

/** A model with an id of its own. */
export const bareModel = (
  uid: string,
  tableName: string,
  attributes: Record<string, object>,
  indexes: object[]
): BareModel => ({
  uid,
  singularName: uid.slice(uid.lastIndexOf('.') + 1),
  tableName,
  attributes: { id: { type: 'increments' }, ...attributes },
  indexes,
});
