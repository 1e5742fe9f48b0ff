import type { z } from '@strapi/utils';
import type { Dialect } from '../../platform/dialect';
import { sql, type Sql } from '../../platform/sql';
import { EXAMPLES } from './examples';
import { parametersOf, type MaskParameter } from './parameters';
import { charactersOf } from './text-sql';
import type {
  Mask,
  MaskContext,
  MaskedAttribute,
  MaskIssue,
  MaskKey,
  MaskStrategy,
} from './strategy';

const NAME_FORMAT = /^[a-z0-9][a-z0-9-]*$/;

/** A mask as policies write it: the strategy's name, and its parameters. */
export interface MaskDocument {
  readonly strategy: string;
  readonly [parameter: string]: unknown;
}

/** The strategies that policies may name. */
export interface Strategies {
  /**
   * Adds a strategy. A project adds its own in `register`, before the policy is first read.
   * @throws if the name is taken or no lower-case word
   */
  add<Options extends object>(strategy: MaskStrategy<Options>): void;
  /** Names in the order they were added. */
  names(): readonly string[];
  /** Whether there is a strategy of this name, which attributes it fits, and what it can be told. */
  get(
    name: string
  ):
    | { fits(attribute: MaskedAttribute): boolean; parameters(): readonly MaskParameter[] }
    | undefined;
  /** What is wrong with a mask for an attribute (null: one that is not known); paths start at the mask. */
  validate(mask: Readonly<Record<string, unknown>>, attribute: MaskedAttribute | null): MaskIssue[];
  /** @throws if the mask is not valid for the attribute */
  compile(mask: MaskDocument, attribute: MaskedAttribute): Mask;
  /** Made-up values to show a strategy with; none for one that is not known. */
  examples(name: string, attribute: MaskedAttribute): readonly unknown[];
  /** What a mask makes of made-up values. @throws if the mask is not valid for the attribute */
  preview(mask: MaskDocument, attribute: MaskedAttribute): MaskPreview[];
}

/** A made-up value, and what is shown of it. */
export interface MaskPreview {
  readonly value: unknown;
  readonly masked: unknown;
}

/** A strategy whose type of options is known to itself alone. */
interface Entry {
  fits(attribute: MaskedAttribute): boolean;
  validate(parameters: object, attribute: MaskedAttribute | null): MaskIssue[];
  compile(parameters: object, context: MaskContext): Mask;
  parameters(): readonly MaskParameter[];
  examples(attribute: MaskedAttribute): readonly unknown[];
}

/** The text of a mask as its column takes it. Types that are no text have no length. */
const cutSql = (text: Sql, { dialect, attribute }: MaskContext): Sql => {
  const { length } = attribute;
  if (length === null) return text;
  // Whole numbers bound as such are unknown to PostgreSQL's type syntax, hence no placeholder.
  if (dialect.client === 'postgres')
    return { ...text, text: `cast(${text.text} as varchar(${Math.trunc(length)}))` };
  return dialect.client === 'mysql'
    ? sql`left(${text}, ${length})`
    : sql`substr(${text}, 1, ${length})`;
};

const cut = (value: unknown, { attribute }: MaskContext): unknown => {
  if (attribute.length === null || typeof value !== 'string') return value ?? null;
  return charactersOf(value).slice(0, attribute.length).join('');
};

/**
 * NULL of the column's own type, without naming the type: databases type a `case` by all its arms,
 * and a masked column must keep its type to be compared, joined and united as before.
 */
const typedNull = (value: Sql): Sql => sql`case when 1 = 0 then ${value} end`;

const issueOf = (issue: z.core.$ZodIssue, name: string, parameters: object): MaskIssue[] => {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      code: 'UNKNOWN_PARAMETER',
      message: `Strategy '${name}' has no parameter '${key}'`,
    }));
  const parameter = String(path[0] ?? 'mask');
  if (path.length === 1 && !Object.hasOwn(parameters, parameter))
    return [{ path, code: 'REQUIRED', message: `'${parameter}' is required` }];
  return [{ path, code: 'WRONG_PARAMETER', message: `'${parameter}': ${issue.message}` }];
};

/** A parameter that fails several checks of one kind is named once. */
const onceEach = (issues: readonly MaskIssue[]): MaskIssue[] => {
  const byPlace = new Map<string, MaskIssue>();
  for (const issue of issues) {
    const place = JSON.stringify([issue.path, issue.code]);
    if (!byPlace.has(place)) byPlace.set(place, issue);
  }
  return [...byPlace.values()];
};

const createEntry = <Options extends object>(strategy: MaskStrategy<Options>): Entry => {
  const { name, fits, absent = false } = strategy;
  const isFitting = (attribute: MaskedAttribute) =>
    typeof fits === 'function' ? fits(attribute) : fits.includes(attribute.type);
  return {
    fits: isFitting,
    parameters: () => parametersOf(strategy.options),
    examples: ({ type }) => strategy.examples ?? EXAMPLES[type] ?? [],
    validate(parameters, attribute) {
      const issues: MaskIssue[] = [];
      if (attribute && !isFitting(attribute)) {
        const message = `Strategy '${name}' does not fit an attribute of kind '${attribute.type}'`;
        issues.push({ path: ['strategy'], code: 'WRONG_STRATEGY', message });
      }
      const parsed = strategy.options.safeParse(parameters);
      if (!parsed.success)
        issues.push(...parsed.error.issues.flatMap((issue) => issueOf(issue, name, parameters)));
      else if (attribute) issues.push(...(strategy.check?.(parsed.data, attribute) ?? []));
      return onceEach(issues);
    },
    compile(parameters, context) {
      const options = strategy.options.parse(parameters);
      return {
        absent,
        sql(value) {
          const masked = strategy.sql(value, options, context);
          if (!masked) return typedNull(value);
          return sql`case when ${value} is null then ${value} else ${cutSql(masked, context)} end`;
        },
        mask: (value) =>
          value === null || value === undefined
            ? null
            : cut(strategy.mask(value, options, context), context),
      };
    },
  };
};

/** What masks are computed with, wherever they are used. */
export interface StrategiesInput {
  readonly dialect: Dialect;
  readonly key: MaskKey;
}

/** An empty registry; see `index.ts` for the one with everything that Custodian offers. */
export const createStrategies = ({ dialect, key }: StrategiesInput): Strategies => {
  const entries = new Map<string, Entry>();

  const unknown = (name: unknown): MaskIssue => {
    const known = [...entries.keys()].join(', ');
    const message = `Unknown strategy '${String(name)}'; expected one of ${known}`;
    return { path: ['strategy'], code: 'UNKNOWN_STRATEGY', message };
  };

  const validate: Strategies['validate'] = ({ strategy, ...parameters }, attribute) => {
    const entry = typeof strategy === 'string' ? entries.get(strategy) : undefined;
    return entry ? entry.validate(parameters, attribute) : [unknown(strategy)];
  };

  const compile: Strategies['compile'] = (mask, attribute) => {
    const [issue] = validate(mask, attribute);
    const entry = entries.get(mask.strategy);
    if (issue || !entry) throw new Error(issue?.message ?? `Unknown strategy '${mask.strategy}'`);
    const { strategy: _name, ...parameters } = mask;
    return entry.compile(parameters, { dialect, attribute, key });
  };

  return {
    compile,
    examples: (name, attribute) => entries.get(name)?.examples(attribute) ?? [],
    preview(mask, attribute) {
      const compiled = compile(mask, attribute);
      const examples = entries.get(mask.strategy)?.examples(attribute) ?? [];
      return examples.map((value) => ({ value, masked: compiled.mask(value) }));
    },
    add(strategy) {
      const { name } = strategy;
      if (!NAME_FORMAT.test(name))
        throw new Error(`A mask strategy's name is a lower-case word, not '${name}'`);
      if (entries.has(name)) throw new Error(`There is a mask strategy '${name}' already`);
      entries.set(name, createEntry(strategy));
    },
    names: () => [...entries.keys()],
    get: (name) => entries.get(name),
    validate,
  };
};
