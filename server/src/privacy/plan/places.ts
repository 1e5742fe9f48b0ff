import type { Core, Schema, UID } from '@strapi/strapi';
import { RESTRICTION_UID } from '../../access/models';
import { openUntil } from '../../access/validity';
import { COMPONENT_TYPE_COLUMN, type ModelMeta } from '../../enforcement/strapi-metadata';
import { createTableCatalogue } from '../../enforcement/table-catalogue';
import type { Dialect } from '../../platform/dialect';
import type { RunSql } from '../../platform/run-sql';
import { id, sql } from '../../platform/sql';
import type { DocumentKey } from '../discovery/records';
import type { CellMention } from '../discovery/text-scan';
import type { MentionPlace } from './mention-items';
import type { Keep } from './retention';
import type { AttributeShape } from './strategy';

/** Where things are, and what holds them. */
export interface Places {
  shapeOf(uid: string, attribute: string): AttributeShape;
  holdOn(document: DocumentKey): Promise<Keep | null>;
  placeOf(cell: Pick<CellMention, 'table' | 'rowId' | 'column'>): Promise<MentionPlace>;
}

/** What it reads from. */
export interface PlacesInput {
  readonly strapi: Core.Strapi;
  readonly run: RunSql;
  readonly dialect: Dialect;
  readonly models: () => readonly ModelMeta[];
}

interface Attribute {
  readonly type: string;
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly maxLength?: number;
}

/** Free texts of this plugin that a plan may change. */
const OWN_TEXTS: readonly string[] = ['custodian_restrictions', 'custodian_shares'];

/** Content of the project's, its components, its files and their history; nothing of Strapi's own. */
const isEditable = (model: ModelMeta | undefined): boolean =>
  model !== undefined &&
  (OWN_TEXTS.includes(model.tableName) ||
    (!/^(admin::|strapi::|plugin::custodian\.)/.test(model.uid) && model.uid.includes('.')) ||
    model.uid === 'plugin::content-manager.history-version');

/** Why a record under legal hold stays. */
export const HOLD_BASIS = 'legal-hold';

/** Creates what goes up through components to the document that a row belongs to. */
const createDocumentOf = ({ run, dialect, models }: PlacesInput) => {
  let catalogue: ReturnType<typeof createTableCatalogue> | null = null;
  const parentsOf = (uid: string) =>
    (catalogue ??= createTableCatalogue(models(), new Set())).parentsOf(uid);
  const modelOf = (uid: string) => models().find((model) => model.uid === uid);

  const documentOf = async (
    model: ModelMeta,
    rowId: number,
    depth = 0
  ): Promise<DocumentKey | null> => {
    const column = model.columns.documentId;
    if (column) {
      const [row] = await run.rows<{ document: string | null }>(
        sql`select ${id(column)} as document from ${dialect.table(model.tableName)} where id = ${rowId}`
      );
      return row?.document ? { uid: model.uid, documentId: row.document } : null;
    }
    for (const link of depth > DEEPEST ? [] : parentsOf(model.uid)) {
      const [row] = await run.rows<{ parent: number | string }>(
        sql`select ${id(link.parentColumn)} as parent from ${dialect.table(link.table)} where ${id(link.componentColumn)} = ${rowId} and ${id(COMPONENT_TYPE_COLUMN)} = ${model.uid} limit 1`
      );
      const parent = row && modelOf(link.parentUid);
      if (parent) return documentOf(parent, Number(row.parent), depth + 1);
    }
    return null;
  };
  return documentOf;
};

/** Components nest; a circle would be a broken schema. */
const DEEPEST = 10;

/** Creates the reader. Runs as system. */
export const createPlaces = (input: PlacesInput): Places => {
  const { strapi, run, dialect, models } = input;
  const documentOf = createDocumentOf(input);
  let byTable: Map<string, ModelMeta> | null = null;
  const modelAt = (table: string) =>
    (byTable ??= new Map(models().map((model) => [model.tableName, model]))).get(table);

  const attributeAt = (model: ModelMeta | undefined, column: string): string | null =>
    Object.entries(model?.columns ?? {}).find(([, name]) => name === column)?.[0] ?? null;

  return {
    shapeOf(uid, attribute) {
      const schema = strapi.getModel(uid as UID.Schema) as Schema.Schema | undefined;
      const found = schema?.attributes[attribute] as Attribute | undefined;
      return {
        type: found?.type ?? 'string',
        required: found?.required === true,
        unique: found?.unique === true,
        maxLength: found?.maxLength ?? null,
      };
    },
    async holdOn({ uid, documentId }) {
      const row = (await strapi.db.query(RESTRICTION_UID).findOne({
        where: {
          contentType: uid,
          documentId,
          kind: 'legal-hold',
          ...openUntil('expiresAt', new Date()),
        },
      })) as { expiresAt: string | Date | null } | null;
      if (!row) return null;
      return { basis: HOLD_BASIS, until: row.expiresAt === null ? null : new Date(row.expiresAt) };
    },
    async placeOf({ table, rowId, column }): Promise<MentionPlace> {
      const model = modelAt(table);
      const [row] =
        rowId === null
          ? []
          : await run.rows<{ value: unknown }>(
              sql`select ${id(column)} as value from ${dialect.table(table)} where id = ${rowId}`
            );
      return {
        uid: model?.uid ?? null,
        attribute: attributeAt(model, column),
        document: model && rowId !== null ? await documentOf(model, rowId) : null,
        editable: isEditable(model) && rowId !== null,
        value: row?.value ?? null,
      };
    },
  };
};
