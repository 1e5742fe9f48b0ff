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

/** A key too many is reported where it stands, not at the object around it. */
const problemsOf = (issue: z.core.$ZodIssue): Problem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: [...issue.path, key], message: `Unknown key '${key}'` }))
    : [{ path: issue.path, message: issue.message }];

/** Parses untrusted input at the edge. @throws ValidationError naming every problem with its path */
export const parse = <T>(schema: z.ZodType<T>, input: unknown, root: string[] = []): T => {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw badRequest(
    'INVALID_REQUEST',
    result.error.issues
      .flatMap(problemsOf)
      .map(({ path, message }) => ({ path: [...root, ...path], message }))
  );
};

/**
 * Where a request comes from; null where that is unknown. Koa reads it from the socket, or from
 * `X-Forwarded-For` if the project says that its proxy is to be believed (`server.proxy`).
 */
export const addressOf = (ctx: {
  readonly request?: { readonly ip?: string } | undefined;
}): string | null => {
  const { ip } = ctx.request ?? {};
  return ip === undefined || ip === '' ? null : ip;
};

/** A number in a path, as PostgreSQL can compare it with an integer column. */
export const positiveInteger = z.coerce.number().pipe(z.int32().positive());

/** Yes or no, as a query string writes it. */
export const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((text) => text === 'true' || text === '1');

/** Strapi's `{ data: … }` envelope, or the bare body of callers who leave it out. */
export const dataOf = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return 'data' in body ? body.data : body;
};
