import { errors, z } from '@strapi/utils';

/** The path of a problem inside a request, and what is wrong there. */
interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** 400 with `details.code`, the path of the first problem, and all problems. */
export const badRequest = (code: string, problems: readonly Problem[]): Error =>
  new errors.ValidationError(problems[0]?.message ?? 'Invalid request', {
    code,
    path: problems[0]?.path ?? [],
    errors: problems.map(({ path, message }) => ({ path, message, name: 'ValidationError' })),
  });

/** Parses untrusted input at the edge. @throws ValidationError naming every problem with its path */
export const parse = <T>(schema: z.ZodType<T>, input: unknown, root: string[] = []): T => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw badRequest(
    'INVALID_REQUEST',
    result.error.issues.map(({ path, message }) => ({ path: [...root, ...path], message }))
  );
};

/** Strapi's `{ data: … }` envelope, or the bare body of callers who leave it out. */
export const dataOf = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return 'data' in body ? body.data : body;
};

const count = z.coerce.number().int();
const paginationSchema = z
  .strictObject({
    page: count.min(1).optional(),
    pageSize: count.min(1).max(500).optional(),
    start: count.min(0).optional(),
    limit: count.min(1).max(500).optional(),
  })
  .default({});

const DEFAULT_PAGE_SIZE = 25;
const OPERATORS = [
  '$eq',
  '$ne',
  '$in',
  '$notIn',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$contains',
  '$startsWith',
  '$null',
  '$notNull',
] as const;
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const condition = z.union([
  scalar,
  z.partialRecord(z.enum(OPERATORS), z.union([scalar, z.array(scalar)])),
]);

/** A list request, in the terms of `db.query`. */
export interface ListQuery {
  readonly where: Record<string, unknown>;
  readonly orderBy: Record<string, 'asc' | 'desc'>[];
  readonly start: number;
  readonly limit: number;
}

/**
 * Reads Strapi's `filters`, `sort` and `pagination` for a list of plain rows.
 * @param columns the names callers use → the attributes they stand for; anything else is refused
 */
export const parseListQuery = (
  query: unknown,
  columns: Readonly<Record<string, string>>
): ListQuery => {
  const names = Object.keys(columns) as [string, ...string[]];
  const schema = z.object({
    filters: z.partialRecord(z.enum(names), condition).default({}),
    sort: z.union([z.string(), z.array(z.string())]).default('id:asc'),
    pagination: paginationSchema,
  });
  const { filters, sort, pagination } = parse(schema, query);
  const attribute = (name: string) => columns[name] ?? name;
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE, start, limit } = pagination;
  return {
    where: Object.fromEntries(
      Object.entries(filters).map(([name, value]) => [attribute(name), value])
    ),
    orderBy: [sort]
      .flat()
      .flatMap((item) => item.split(','))
      .map((item) => parseSort(item, columns)),
    start: start ?? (page - 1) * pageSize,
    limit: limit ?? pageSize,
  };
};

const parseSort = (item: string, columns: Readonly<Record<string, string>>) => {
  const [name = '', order = 'asc'] = item.split(':').map((part) => part.trim());
  const attribute = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (attribute === undefined || (order !== 'asc' && order !== 'desc'))
    throw badRequest('INVALID_REQUEST', [{ path: ['sort'], message: `Cannot sort by '${item}'` }]);
  return { [attribute]: order } as Record<string, 'asc' | 'desc'>;
};

/** Strapi's pagination block for an answer. */
export const paginationMeta = ({ start, limit }: ListQuery, total: number) => ({
  pagination: {
    page: Math.floor(start / limit) + 1,
    pageSize: limit,
    pageCount: Math.ceil(total / limit),
    total,
  },
});
