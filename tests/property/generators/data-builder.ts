import type { DataSet, Json, Link, Row, Uid } from '../model/types';

/** Collects the rows and links of a data set, numbering them. */
export interface DataBuilder {
  data: DataSet;
  addRow(uid: Uid, columns: Record<string, Json>): Row;
  /** Links two rows; positions follow the order of the calls. */
  link(set: string, from: number, to: number, toType: Uid, field?: string): void;
}

export function createDataBuilder(): DataBuilder {
  const data: DataSet = { rows: {}, links: {} };

  const addRow = (uid: Uid, columns: Record<string, Json>): Row => {
    const rows = (data.rows[uid] ??= []);
    const row: Row = { ...columns, id: rows.length + 1 };
    rows.push(row);
    return row;
  };

  const isSame = (link: Link, other: Omit<Link, 'order' | 'inverseOrder'>) =>
    link.from === other.from &&
    link.to === other.to &&
    link.toType === other.toType &&
    link.field === other.field;

  const link = (set: string, from: number, to: number, toType: Uid, field = '') => {
    const links = (data.links[set] ??= []);
    if (links.some((item) => isSame(item, { from, to, toType, field }))) return;
    const own = links.filter((item) => item.field === field);
    const order = own.filter((item) => item.from === from).length + 1;
    const inverseOrder = own.filter((item) => item.to === to && item.toType === toType).length + 1;
    links.push({ from, to, toType, field, order, inverseOrder });
  };

  return { data, addRow, link };
}
