import type { Core } from '@strapi/strapi';
import { GROUP_UID, type GroupConfig } from './types';

interface GroupRow {
  id: number;
  code: string;
  name: string;
  kind: string | null;
  parentCode: string | null;
}

/**
 * Writes the document's groups into the rows that relations point at. Rows are added and updated,
 * never deleted: a record that points at a group must still do so after the group has left the
 * policy and come back. A row whose code is not in the policy grants nothing.
 */
export const syncGroups = async (
  { strapi }: { strapi: Core.Strapi },
  groups: readonly GroupConfig[]
): Promise<void> => {
  const query = strapi.db.query(GROUP_UID);
  const rows = (await query.findMany({})) as GroupRow[];
  const byCode = new Map(rows.map((row) => [row.code, row]));
  for (const { code, name, kind, parent } of groups) {
    const data = { code, name, kind: kind ?? 'organisation', parentCode: parent ?? null };
    const row = byCode.get(code);
    if (!row) {
      await query.create({ data });
    } else if (
      row.name !== data.name ||
      row.kind !== data.kind ||
      row.parentCode !== data.parentCode
    ) {
      await query.update({ where: { id: row.id }, data });
    }
  }
};
