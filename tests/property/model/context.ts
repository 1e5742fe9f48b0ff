import type { Database } from './database';
import type { Dialect } from './dialect';
import type { Row, Uid } from './types';

/** What all queries of one request have in common. */
export interface Context {
  database: Database;
  dialect: Dialect;
  /** The condition that the request's status puts on every row loaded, populated ones included. */
  statusFilter(uid: Uid): (row: Row) => boolean;
}
