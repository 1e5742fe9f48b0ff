import { lookup } from './lookup';
import type { Depth, SchemaAttribute, SchemaModel } from './types';

/**
 * The notation of field rules: an attribute (`email`), an attribute of a component, at any depth
 * (`address.street`, `address.position.label`), and behind a dynamic zone the component as well
 * (`blocks[shared.address].street`).
 */
interface Segment {
  readonly name: string;
  /** The component of a dynamic zone. */
  readonly component: string | null;
}

/** Where a field rule leads. */
export interface ResolvedField {
  /** Component attributes on the way down, each with the component whose row is meant. */
  readonly steps: readonly { readonly attribute: string; readonly component: string }[];
  /** The attribute itself, and its schema. */
  readonly attribute: string;
  readonly schema: SchemaAttribute;
}

/** Why a field rule leads nowhere. */
export interface FieldProblem {
  readonly code: 'UNKNOWN_ATTRIBUTE' | 'WRONG_FIELD_PATH';
  readonly message: string;
}

const SEGMENT = /([^.[\]]+)(?:\[([^[\]]+)\])?(\.|$)/y;

const parse = (field: string): Segment[] | null => {
  const segments: Segment[] = [];
  const pattern = new RegExp(SEGMENT);
  for (let isOpen = true; isOpen;) {
    const match = pattern.exec(field);
    if (!match) return null;
    segments.push({ name: match[1] as string, component: match[2] ?? null });
    isOpen = match[3] === '.';
  }
  return pattern.lastIndex === field.length ? segments : null;
};

const problem = (code: FieldProblem['code'], message: string): FieldProblem => ({ code, message });

/** The component that a segment leads into, or why it leads into none. */
const componentOf = (
  { name, component }: Segment,
  attribute: SchemaAttribute
): string | FieldProblem => {
  if (attribute.type === 'component') {
    if (component === null) return attribute.component ?? '';
    return problem('WRONG_FIELD_PATH', `'${name}' is no dynamic zone: leave out '[${component}]'`);
  }
  if (attribute.type !== 'dynamiczone')
    return problem(
      'WRONG_FIELD_PATH',
      `'${name}' is no component and has no attributes of its own`
    );
  const allowed = attribute.components ?? [];
  if (component !== null && allowed.includes(component)) return component;
  const choice = allowed.map((uid) => `'${name}[${uid}]'`).join(', ');
  return problem(
    'WRONG_FIELD_PATH',
    component === null
      ? `'${name}' is a dynamic zone: name the component, one of ${choice}`
      : `'${name}' holds no component '${component}', only ${choice}`
  );
};

/** Follows a field rule through the schemas, from a content type down. Pure. */
export const resolveField = (
  schemas: SchemaModel,
  uid: string,
  field: string
): ResolvedField | FieldProblem => {
  const segments = parse(field);
  if (!segments) return problem('WRONG_FIELD_PATH', `'${field}' is no path to an attribute`);
  const steps: { attribute: string; component: string }[] = [];
  let [owner, attributes] = [uid, lookup(schemas.contentTypes, uid)?.attributes];
  for (const [index, segment] of segments.entries()) {
    const { name } = segment;
    const schema = lookup(attributes, name);
    if (!schema) return problem('UNKNOWN_ATTRIBUTE', `Unknown attribute '${name}' of '${owner}'`);
    if (index === segments.length - 1) {
      const isNamed = segment.component !== null;
      return isNamed
        ? problem('WRONG_FIELD_PATH', `Name an attribute of '${name}[${segment.component}]'`)
        : { steps, attribute: name, schema };
    }
    const component = componentOf(segment, schema);
    if (typeof component !== 'string') return component;
    steps.push({ attribute: name, component });
    [owner, attributes] = [component, lookup(schemas.components, component)?.attributes];
  }
  return problem('WRONG_FIELD_PATH', `'${field}' is no path to an attribute`);
};

/** Tells a field from the reason why there is none. */
export const isResolved = (found: ResolvedField | FieldProblem): found is ResolvedField =>
  'schema' in found;

/** `a[x.y].b` → `a[x.y]`, which is a name for `a` as well; null at the top. */
const parentOf = (field: string): string | null => {
  if (field.endsWith(']')) return field.slice(0, field.lastIndexOf('['));
  const segments = parse(field);
  if (!segments || segments.length < 2) return null;
  const { name } = segments.at(-1) as Segment;
  return field.slice(0, field.length - name.length - 1);
};

/**
 * The depth at which a profile sees a field clear: its own entry, else that of the component it is
 * part of, else `*`. Pure.
 */
export const clearDepthOf = (
  clear: Readonly<Record<string, Depth>> | undefined,
  field: string
): Depth => {
  for (let name: string | null = field; name !== null; name = parentOf(name)) {
    const depth = lookup(clear, name);
    if (depth !== undefined) return depth;
  }
  return lookup(clear, '*') ?? 'none';
};
