import type { Actor, Right } from '../platform/actor';
import type { Dialect } from '../platform/dialect';
import type { ScopeStore } from '../platform/scope';
import type { AccessRule, FieldView } from './access-rule';
import { createFieldIndex, type FieldIndex } from './field-index';
import type { RuledFields, RuledFieldsOf } from './ruled-fields';
import type { ModelMeta } from './strapi-metadata';
import type { ViewSource } from './strapi-query-compiler';
import { createTableCatalogue, type GovernedTable, type TableCatalogue } from './table-catalogue';
import { compileTableView, pointersOf } from './view-compiler';

/** What is governed for whoever is asking: the one object that all hooks consult. */
export interface Governance extends ViewSource {
  /** Whether records of the type are rows of a view for the actor in force. */
  governsType(uid: string): boolean;
  /** Whether reading or writing the type meets governed tables (its own, links, components). */
  touches(uid: string): boolean;
  /** Whether rows of a content type or component depend on who asks. */
  isSensitive(uid: string): boolean;
  /** By governed type, what answers to the actor in force leave out where it shows nothing. */
  absentFields(): ReadonlyMap<string, readonly FieldView[]>;
  /** Runs work in the view of another right than `read`: what may be updated, deleted, … */
  withRight<T>(right: Right, work: () => Promise<T>): Promise<T>;
  /** The tables that a set of content types concerns; one catalogue per set, found by its identity. */
  readonly catalogueOf: (types: ReadonlySet<string>) => TableCatalogue;
  /** The tables that an actor's policy governs. */
  readonly catalogueFor: (actor: Actor) => TableCatalogue;
}

/** What governance is made of. */
export interface GovernanceInput {
  readonly scopes: ScopeStore;
  readonly rule: AccessRule;
  readonly dialect: Dialect;
  /** Read when first needed: metadata is complete only after the database has started. */
  readonly models: () => readonly ModelMeta[];
  readonly columnsOf: (table: string) => readonly string[];
  readonly ruledOf: RuledFieldsOf;
  /** Told whenever a governed table or type is met on somebody's behalf. */
  readonly noticed: () => void;
}

const NO_QUESTIONS: RuledFields['questions'] = [];
const NO_POINTERS: ReadonlyMap<string, string> = new Map();

/** One catalogue per policy, found by the identity of its set of governed types. */
const createCatalogues = (input: GovernanceInput) => {
  const catalogues = new WeakMap<ReadonlySet<string>, TableCatalogue>();
  return (governed: ReadonlySet<string>): TableCatalogue => {
    const catalogue = catalogues.get(governed) ?? createTableCatalogue(input.models(), governed);
    catalogues.set(governed, catalogue);
    return catalogue;
  };
};

/** Where each actor's masked attributes are; found once per request, for they do not change in it. */
const createFieldIndexes = (rule: AccessRule) => {
  const indexes = new WeakMap<Actor, Map<Right, FieldIndex>>();
  return (catalogue: TableCatalogue, actor: Actor, right: Right): FieldIndex => {
    const ofActor = indexes.get(actor) ?? new Map<Right, FieldIndex>();
    indexes.set(actor, ofActor);
    const rules = () =>
      [...rule.governedTypes(actor)].map(
        (uid) => [uid, rule.compileView(uid, actor, right)] as const
      );
    const index = ofActor.get(right) ?? createFieldIndex(catalogue, rules());
    ofActor.set(right, index);
    return index;
  };
};

/** What the rows of a table are asked besides, where reads of them are recorded. */
const createQuestions =
  ({ rule, ruledOf }: GovernanceInput) =>
  (table: GovernedTable, actor: Actor, right: Right): RuledFields['questions'] =>
    table.kind === 'record' && rule.auditedTypes(actor).has(table.uid)
      ? ruledOf(actor, table.uid, right).questions
      : NO_QUESTIONS;

const NO_FIELDS: ReadonlyMap<string, readonly FieldView[]> = new Map();

/** Per actor, the fields of its view that are left out of answers. */
const createAbsentFields = (rule: AccessRule) => {
  const known = new WeakMap<Actor, typeof NO_FIELDS>();
  return (actor: Actor): typeof NO_FIELDS => {
    const found =
      known.get(actor) ??
      new Map(
        [...rule.governedTypes(actor)].flatMap((uid) => {
          const { fields } = rule.compileView(uid, actor, 'read');
          const absent = fields.filter((field) => field.absent);
          return absent.length === 0 ? [] : [[uid, absent] as const];
        })
      );
    known.set(actor, found);
    return found;
  };
};

const touchesType = (catalogue: TableCatalogue | null, uid: string): boolean => {
  if (!catalogue || catalogue.tables.size === 0) return false;
  if (catalogue.sensitive.has(uid)) return true;
  const { tableName, relations } = catalogue.model(uid);
  if (catalogue.tables.has(tableName)) return true;
  // Media attributes write the links of files, which are governed.
  const isLinked = (target: string) =>
    catalogue.sensitive.has(target) || catalogue.held.includes(target);
  return relations.some(
    (relation) =>
      ('table' in relation && catalogue.tables.has(relation.table)) ||
      ('target' in relation && isLinked(relation.target))
  );
};

/** Creates the governance of one Strapi instance. */
export const createGovernance = (input: GovernanceInput): Governance => {
  const { scopes, rule, dialect, columnsOf, noticed } = input;
  const catalogueOf = createCatalogues(input);
  const fieldsOf = createFieldIndexes(rule);
  const absentOf = createAbsentFields(rule);
  const questionsOf = createQuestions(input);
  const catalogueFor = (actor: Actor) => catalogueOf(rule.governedTypes(actor));

  const inForce = (): TableCatalogue | null => {
    const actor = scopes.actor();
    return actor && catalogueFor(actor);
  };

  return {
    catalogueOf,
    catalogueFor,
    active: () => (inForce()?.tables.size ?? 0) > 0,
    governs(table) {
      const isGoverned = inForce()?.tables.has(table) ?? false;
      if (isGoverned) noticed();
      return isGoverned;
    },
    seesAll: () => scopes.actor()?.superAdmin === true,
    passes(table) {
      const actor = scopes.actor();
      if (actor && catalogueOf(rule.namedTypes(actor)).tables.has(table)) noticed();
    },
    governsType(uid) {
      const actor = scopes.actor();
      const isGoverned = actor !== null && rule.governedTypes(actor).has(uid);
      if (isGoverned) noticed();
      return isGoverned;
    },
    touches: (uid) => touchesType(inForce(), uid),
    absentFields() {
      const scope = scopes.current();
      return scope.kind === 'system' ? NO_FIELDS : absentOf(scope.actor);
    },
    isSensitive: (uid) => inForce()?.sensitive.has(uid) ?? false,
    pointers(tableName) {
      const table = inForce()?.tables.get(tableName);
      return table ? pointersOf(table) : NO_POINTERS;
    },
    view(tableName, shape, alias, proven, isTold) {
      const scope = scopes.current();
      if (scope.kind === 'system') return null;
      const { actor, right } = scope;
      const catalogue = catalogueFor(actor);
      const table = catalogue.tables.get(tableName);
      if (!table) return null;
      const fields = fieldsOf(catalogue, actor, right);
      const questions = isTold ? questionsOf(table, actor, right) : NO_QUESTIONS;
      const asked = { catalogue, actor, right, shape, fields, questions };
      const view = { ...asked, rule, dialect, columnsOf };
      return compileTableView(tableName, table, view, alias, proven);
    },
    withRight(right, work) {
      const actor = scopes.actor();
      return actor ? scopes.runAs(actor, work, right) : work();
    },
  };
};
