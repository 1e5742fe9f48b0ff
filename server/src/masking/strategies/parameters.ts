import { z } from '@strapi/utils';

/** A parameter of a strategy, as far as a form has to know it. */
export interface MaskParameter {
  readonly name: string;
  /** `other`: to be written as JSON. */
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'other';
  readonly required: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

const KINDS = ['integer', 'number', 'string', 'boolean'] as const;

interface Described {
  readonly properties?: Readonly<Record<string, z.core.JSONSchema.BaseSchema>>;
  readonly required?: readonly string[];
}

/** Zod says of any integer that it is a safe one; that is no bound to tell anybody. */
const bound = (name: 'minimum' | 'maximum', value: unknown) =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? { [name]: value } : {};

/** Parameters by the JSON Schema of the options; what JSON Schema cannot say has no parameters to offer. */
export const parametersOf = (options: z.ZodType): MaskParameter[] => {
  const { properties = {}, required = [] } = z.toJSONSchema(options, {
    unrepresentable: 'any',
    io: 'input',
  }) as Described;
  return Object.entries(properties).map(([name, { type, minimum, maximum, ...more }]) => ({
    name,
    type: KINDS.find((kind) => kind === type) ?? 'other',
    required: required.includes(name),
    ...bound('minimum', minimum ?? more.exclusiveMinimum),
    ...bound('maximum', maximum ?? more.exclusiveMaximum),
  }));
};
