/** As much of better-sqlite3 as the tests use; its own types are a package of somebody else's. */
declare module 'better-sqlite3' {
  interface Statement {
    get(...values: unknown[]): unknown;
    all(...values: unknown[]): unknown[];
    /** Rows of one column as its values. */
    pluck(): Statement;
  }
  class Database {
    constructor(file: string, options?: { readonly?: boolean });
    prepare(sql: string): Statement;
    close(): void;
  }
  export default Database;
}
