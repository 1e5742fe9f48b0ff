import { errors, z } from '@strapi/utils';
import { checkFieldRules } from '../../access/policy/check-masks';
import { isResolved, resolveField } from '../../access/policy/field-path';
import { lookup } from '../../access/policy/lookup';
import type { PolicyIssue, SchemaModel } from '../../access/policy/types';
import type { ModelOf } from '../../access/rights/relation-sql';
import type { Dialect } from '../../platform/dialect';
import { badRequest, parse } from '../../platform/http/request';
import type { RunSql } from '../../platform/run-sql';
import { id, joinSql, sql, type Sql } from '../../platform/sql';
import { toMaskedAttribute } from '../strategies/attribute';
import type { MaskDocument, Strategies } from '../strategies/registry';
import type { Mask, MaskedAttribute } from '../strategies/strategy';
import { fromSql, sampleOf, toSql } from './sample-values';

/** A value, and what is shown of it. */
export interface Masked {
  readonly value: unknown;
  readonly masked: unknown;
}

/** What a mask makes of values. */
export interface Preview {
  /** Whether answers leave the field out; what is masked says nothing then. */
  readonly absent: boolean;
  /** Of values that are made up, for whoever has none at hand. */
  readonly examples: readonly Masked[];
  /** Of the values that were sent, in their order. */
  readonly values: readonly Masked[];
}

/** Shows what a mask does before it is in force. */
export interface Previews {
  /**
   * Masks values with the SQL that views would mask them with. It reads no record: whoever asks brings
   * the values, and so is shown nothing that they did not have.
   * @throws NotFoundError for a type that is not there; ValidationError `MASK_INVALID` with the path of
   * every problem with the field or the mask, `INVALID_REQUEST` for values that the field cannot hold
   */
  preview(body: unknown): Promise<Preview>;
}

/** What previews are made of. */
export interface PreviewsInput {
  readonly strategies: Strategies;
  readonly schemas: () => SchemaModel;
  readonly modelOf: ModelOf;
  readonly dialect: Dialect;
  readonly run: Pick<RunSql, 'rows'>;
}

const MOST_VALUES = 20;

const input = z.strictObject({
  contentType: z.string().min(1),
  field: z.string().min(1).max(255),
  mask: z.looseObject({ strategy: z.string().min(1) }),
  values: z.array(z.unknown()).max(MOST_VALUES).default([]),
});

/** Where a field is in the database, and what it is. */
interface Place {
  readonly attribute: MaskedAttribute;
  readonly table: Sql;
  /** null where nothing but links tells of the field. */
  readonly column: string | null;
}

const createFind = ({ schemas, modelOf, dialect }: PreviewsInput) => {
  return (contentType: string, field: string, mask: MaskDocument): Place => {
    const model = schemas();
    const schema = lookup(model.contentTypes, contentType);
    if (schema?.governable !== true)
      throw new errors.NotFoundError('Content type not found', { code: 'NOT_FOUND' });
    const issues: PolicyIssue[] = [];
    const report = (path: readonly (string | number)[], code: string, message: string) => {
      issues.push({ path: path.length > 1 ? path.slice(1) : ['field'], code, message });
    };
    checkFieldRules({ schemas: model, report }, schema, { [field]: { mask } }, []);
    const found = resolveField(model, contentType, field);
    if (issues.length > 0 || !isResolved(found)) throw badRequest('MASK_INVALID', issues);
    const meta = modelOf(found.steps.at(-1)?.component ?? contentType);
    if (!meta) throw new Error(`Unknown model of '${field}' of '${contentType}'`);
    return {
      attribute: toMaskedAttribute(found.schema),
      table: sql`${dialect.table(meta.tableName)}`,
      column: meta.columns[found.attribute] ?? null,
    };
  };
};

/** Creates the previews; calls expect system scope. */
export const createPreviews = (parts: PreviewsInput): Previews => {
  const { strategies, run, dialect } = parts;
  const find = createFind(parts);

  /** The values stand in a column of the field's own type, which a union takes from its first part. */
  const maskAll = async (mask: Mask, values: readonly unknown[], place: Place) => {
    const { attribute, table, column } = place;
    if (values.length === 0) return [];
    if (column === null) return values.map((value) => ({ value, masked: null }));
    const value = sql`${id('v.value')}`;
    const rows = values.map(
      (one, at) =>
        sql`select ${dialect.client === 'postgres' ? sql`cast(${at} as integer)` : sql`${at}`}, ${toSql(one, attribute, dialect.client)}`
    );
    const typed = sql`select 0 as position, ${id(column)} as value from ${table} where 1 = 0`;
    const list = joinSql([typed, ...rows], ' union all ');
    const found = await run.rows<{ value: unknown; masked: unknown }>(
      sql`select ${id('v.position')}, ${value} as value, ${mask.sql(value)} as masked from (${list}) as v order by ${id('v.position')}`
    );
    return found.map(({ masked }, at) => ({
      value: values[at],
      masked: fromSql(masked, attribute),
    }));
  };

  return {
    async preview(body) {
      const { contentType, field, mask, values } = parse(input, body);
      const place = find(contentType, field, mask);
      const { attribute } = place;
      const given = parse(z.array(sampleOf(attribute)), values, ['values']);
      const compiled = strategies.compile(mask, attribute);
      const examples = strategies.examples(mask.strategy, attribute);
      const shown = await maskAll(compiled, [...examples, ...given], place);
      return {
        absent: compiled.absent,
        examples: shown.slice(0, examples.length),
        values: shown.slice(examples.length),
      };
    },
  };
};
