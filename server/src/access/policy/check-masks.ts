import { INTEGER_KINDS, NUMBER_KINDS, TEXT_KINDS } from './attribute-kinds';
import { requireAttribute, type CheckContext, type Path } from './check-context';
import { lookup } from './lookup';
import type { Loose } from './structure';
import type { FieldRuleConfig, MaskConfig, SchemaAttribute, SchemaContentType } from './types';

interface StrategyRule {
  /** Attribute types the strategy can mask; absent when it fits all. */
  kinds?: readonly string[];
  parameters: readonly (keyof MaskConfig)[];
  required?: keyof MaskConfig;
}

const STRATEGIES: Readonly<Record<string, StrategyRule>> = {
  hidden: { parameters: [] },
  redact: { parameters: ['text'] },
  partial: { kinds: TEXT_KINDS, parameters: ['keepFirst', 'keepLast'] },
  email: { kinds: TEXT_KINDS, parameters: [] },
  phone: { kinds: TEXT_KINDS, parameters: ['digits'] },
  initials: { kinds: TEXT_KINDS, parameters: [] },
  postcode: { kinds: TEXT_KINDS, parameters: ['n', 'digits'] },
  pseudonym: { kinds: TEXT_KINDS, parameters: [] },
  year: { kinds: ['date', 'datetime'], parameters: [] },
  month: { kinds: ['date', 'datetime'], parameters: [] },
  bucket: { kinds: NUMBER_KINDS, parameters: ['step'], required: 'step' },
};

/** Types whose masked value may be a fixed text. */
const FIXED_TEXT_KINDS = [...TEXT_KINDS, 'richtext'];

/** Field rules: the attribute exists, and the mask strategy fits it and has what it needs. */
export const checkFieldRules = (
  context: CheckContext,
  schema: SchemaContentType,
  fields: Loose<Record<string, FieldRuleConfig>>,
  path: Path
): void => {
  for (const [name, rule] of Object.entries(fields)) {
    const attribute = requireAttribute(context, schema, name, [...path, name]);
    checkMask(context, { name, attribute, mask: rule?.mask ?? {} }, [...path, name, 'mask']);
  }
};

interface MaskedField {
  name: string;
  attribute: SchemaAttribute | undefined;
  mask: Loose<MaskConfig>;
}

const checkMask = (context: CheckContext, field: MaskedField, path: Path): void => {
  const { strategy } = field.mask;
  const rule = strategy === undefined ? undefined : lookup(STRATEGIES, strategy);
  if (strategy === undefined) {
    return;
  }
  if (!rule) {
    const message = `Unknown strategy '${strategy}'; expected one of ${Object.keys(STRATEGIES).join(', ')}`;
    context.report([...path, 'strategy'], 'UNKNOWN_STRATEGY', message);
    return;
  }
  const kind = field.attribute?.type;
  if (kind !== undefined && rule.kinds && !rule.kinds.includes(kind)) {
    const message = `Strategy '${strategy}' does not fit attribute '${field.name}' of kind '${kind}'`;
    context.report([...path, 'strategy'], 'WRONG_STRATEGY', message);
  }
  checkParameters(context, field.mask, rule, path);
  checkParameterFit(context, field, rule, path);
};

const checkParameters = (
  context: CheckContext,
  mask: Loose<MaskConfig>,
  rule: StrategyRule,
  path: Path
): void => {
  for (const parameter of Object.keys(mask)) {
    const isKnown = rule.parameters.some((known) => known === parameter);
    if (parameter !== 'strategy' && !isKnown) {
      const message = `Strategy '${mask.strategy}' has no parameter '${parameter}'`;
      context.report([...path, parameter], 'UNKNOWN_PARAMETER', message);
    }
  }
};

const checkParameterFit = (
  context: CheckContext,
  { attribute, mask, name }: MaskedField,
  rule: StrategyRule,
  path: Path
): void => {
  const kind = attribute?.type;
  const at = (parameter: string): Path => [...path, parameter];
  const misfit = (parameter: keyof MaskConfig): void => {
    const message = `Parameter '${parameter}' does not fit attribute '${name}' of kind '${kind}'`;
    context.report(at(parameter), 'WRONG_PARAMETER', message);
  };
  const { required } = rule;
  // A malformed value has been reported already, and is absent here.
  if (required && mask[required] === undefined && !context.isMalformed(at(required))) {
    context.report(at(required), 'REQUIRED', `'${required}' is required`);
  }
  if (kind === undefined) {
    return;
  }
  if (
    rule.parameters.includes('text') &&
    mask.text !== undefined &&
    !FIXED_TEXT_KINDS.includes(kind)
  ) {
    misfit('text');
  }
  // A masked whole number must stay one.
  if (mask.step !== undefined && INTEGER_KINDS.includes(kind) && !Number.isInteger(mask.step)) {
    misfit('step');
  }
};
