import { z } from '@strapi/utils';
import { badRequest, flag, parse } from './request';

/** What a column holds; a filter's values must be of that kind, or the database would complain. */
export type ColumnKind = 'text' | 'integer' | 'instant';

/** A column of a list: the attribute it stands for, and its kind. */
export interface Column {
  readonly attribute: string;
  readonly kind: ColumnKind;
}

/** The columns of a list, by the names that callers use; anything else is refused. */
export type Columns = Readonly<Record<string, Column>>;

/** A list request, in the terms of `db.query`. */
export interface ListQuery {
  readonly where: Record<string, unknown>;
  readonly orderBy: Record<string, 'asc' | 'desc'>[];
  readonly start: number;
  readonly limit: number;
  /** Whether the caller counts pages, or rows (`start`, `limit`); the answer speaks likewise. */
  readonly paged: boolean;
}

const VALUES: Record<ColumnKind, z.ZodType> = {
  text: z.string(),
  integer: z
    .string()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int32()),
  instant: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
};

const conditionOn = (kind: ColumnKind): z.ZodType => {
  const value = VALUES[kind];
  const list = z.union([value, z.array(value)]);
  const compared = { $eq: value, $ne: value, $gt: value, $gte: value, $lt: value, $lte: value };
  const listed = { $in: list, $notIn: list, $null: flag, $notNull: flag };
  const searched = kind === 'text' ? { $contains: value, $startsWith: value } : {};
  return z.union([value, z.strictObject({ ...compared, ...listed, ...searched }).partial()]);
};

const count = z.coerce.number().int();
const pagination = z
  .strictObject({
    page: count.min(1).optional(),
    pageSize: count.min(1).max(500).optional(),
    start: count.min(0).optional(),
    limit: count.min(1).max(500).optional(),
  })
  .refine(
    ({ page, pageSize, start, limit }) =>
      (page ?? pageSize) === undefined || (start ?? limit) === undefined,
    'count either pages (page, pageSize) or rows (start, limit)'
  )
  .default({});

const schemaFor = (columns: Columns) => {
  const conditions = Object.entries(columns).map(
    ([name, { kind }]) => [name, conditionOn(kind)] as const
  );
  return z.object({
    filters: z.strictObject(Object.fromEntries(conditions)).partial().default({}),
    sort: z.union([z.string(), z.array(z.string())]).default('id:asc'),
    pagination,
  });
};

const parseSort = (item: string, columns: Columns) => {
  const [name = '', order = 'asc'] = item.split(':').map((part) => part.trim());
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (!column || (order !== 'asc' && order !== 'desc'))
    throw badRequest('INVALID_REQUEST', [{ path: ['sort'], message: `Cannot sort by '${item}'` }]);
  return { [column.attribute]: order } as Record<string, 'asc' | 'desc'>;
};

const DEFAULT_PAGE_SIZE = 25;

/**
 * Reads Strapi's `filters`, `sort` and `pagination` for a list of plain rows.
 * @throws ValidationError with the path of whatever is unknown or of a wrong kind
 */
export const parseListQuery = (query: unknown, columns: Columns): ListQuery => {
  const { filters, sort, pagination: part } = parse(schemaFor(columns), query);
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE, start, limit } = part;
  return {
    where: Object.fromEntries(
      Object.entries(filters).map(([name, value]) => [columns[name]?.attribute ?? name, value])
    ),
    orderBy: [sort]
      .flat()
      .flatMap((item) => item.split(','))
      .map((item) => parseSort(item, columns)),
    start: start ?? (page - 1) * pageSize,
    limit: limit ?? pageSize,
    paged: (start ?? limit) === undefined,
  };
};

/** Strapi's pagination block for an answer. */
export const paginationMeta = ({ start, limit, paged }: ListQuery, total: number) => ({
  pagination: paged
    ? {
        page: Math.floor(start / limit) + 1,
        pageSize: limit,
        pageCount: Math.ceil(total / limit),
        total,
      }
    : { start, limit, total },
});
