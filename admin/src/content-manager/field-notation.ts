type Values = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;

/**
 * The name that a policy has for an input of a form: `phones.0.number` is `phones.number`, and what is
 * in a dynamic zone is named with its component, `sections[blocks.quote].text`. Pure.
 */
export const fieldOf = (name: string, values: unknown): string => {
  let at = values;
  let field = '';
  for (const step of name.split('.')) {
    at = isObject(at) ? at[step] : undefined;
    if (!/^\d+$/.test(step)) field = field === '' ? step : `${field}.${step}`;
    else if (isObject(at) && typeof at.__component === 'string') field += `[${at.__component}]`;
  }
  return field;
};

/** The value at an input's name. Pure. */
export const valueAt = (name: string, values: unknown): unknown =>
  name.split('.').reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), values);

/** Whether a rule can be about an attribute of this name, wherever it stands. Pure. */
export const namesAttribute = (rule: string, name: string): boolean =>
  rule === name || rule.endsWith(`.${name}`);
