import type { Aim } from '../../generators/operations/types';
import type { Right } from '../../model/policy';
import { modelOf } from '../../model/schema';
import { text } from '../../model/types';
import { RECORD_TABLES } from '../filling';
import type { RowChange } from './snapshot';
import { judgeMasks } from './judge-masks';
import { judgeLinks } from './judge-links';
import type { Table } from './tables';
import type { Node, World } from './world';

/** Something that a write changed and should not have. */
export interface Violation {
  kind: string;
  what: string;
}

/** One write and what it changed. */
export interface Deed {
  aim: Aim;
  principal: string;
  /** Whether it was answered as done. */
  done: boolean;
  before: World;
  after: World;
  changes: RowChange[];
  tables: Map<string, Table>;
}

/** Tables in which requests leave traces that have nothing to do with records. */
export const TRACES: Record<string, string> = {
  strapi_sessions: 'log-ins are kept alive by using them',
  custodian_audit_entries: 'what is refused is recorded',
  custodian_audit_payloads: 'what is refused is recorded',
  custodian_audit_subjects: 'what is refused is recorded',
  custodian_audit_chain: 'the log is sealed in the background',
  custodian_audit_checkpoints: 'the log is sealed in the background',
  custodian_audit_keys: 'the log makes its key when it is first sealed',
  custodian_identifiers: 'the index of data subjects follows accounts',
  custodian_subject_links: 'the index of data subjects follows accounts',
  custodian_left_files: 'the files of a record are noted before it can lose them',
  custodian_jobs: 'background work goes on by itself',
  custodian_job_steps: 'background work goes on by itself',
  strapi_core_store_settings: 'the media library notes when it last counted its files',
};

/** The rights that a write needs on every version of a document. */
const rightsFor = ({ action, publishes, discards }: Aim): Right[] => {
  switch (action) {
    case 'update':
      return publishes ? ['update', 'publish'] : ['update'];
    case 'discard':
      return ['update'];
    case 'delete':
      return ['delete'];
    case 'publish':
    case 'unpublish':
      return discards ? ['publish', 'update'] : ['publish'];
    default:
      return [];
  }
};

/** Documents that a write may change, because it names or makes them. */
export function aimedAt({ aim, before, after, changes, tables }: Deed): Set<string> {
  const aimed = new Set(aim.documentIds.map((id) => `${aim.uid}|${id}`));
  if (aim.action !== 'create' && aim.action !== 'clone') return aimed;
  if (aim.action === 'clone') aimed.clear();
  const made = changes.flatMap(({ table, before: old, after: row }) => {
    const described = tables.get(table);
    if (old || !row || described?.kind !== 'type' || described.uid !== aim.uid) return [];
    return [after.documentOf({ uid: aim.uid, id: Number(row.id) })];
  });
  const [first] = made.filter((document) => before.versions(document).length === 0);
  if (first) aimed.add(first);
  return aimed;
}

const sorted = (names: Iterable<string>) => [...names].sort().join(', ');

/** Rights on the documents that were changed: on what there was, on all of it. */
const judgeRights = (deed: Deed, changed: Set<string>): Violation[] => {
  const { aim, principal, before } = deed;
  return [...changed].flatMap((document): Violation[] => {
    const versions = before.versions(document);
    if (versions.length === 0) return [];
    const sees = before.within(principal, 'read');
    if (!versions.some(sees)) return [{ kind: 'hidden-document', what: document }];
    return rightsFor(aim)
      .filter((right) => !versions.every(before.within(principal, right)))
      .map((right) => ({ kind: `without-right.${right}`, what: document }));
  });
};

const describe = ({ table, before, after }: RowChange): string => {
  if (!before) return `${table} + ${JSON.stringify(after)}`;
  if (!after) return `${table} - ${JSON.stringify(before)}`;
  const columns = Object.keys(after).filter(
    (column) => JSON.stringify(before[column]) !== JSON.stringify(after[column])
  );
  const values = columns.map(
    (column) => `${column}: ${JSON.stringify(before[column])} -> ${JSON.stringify(after[column])}`
  );
  return `${table} ${String(before.id)} ${values.join(', ')}`;
};

/** Whether only links changed, which are judged as links. */
const isOnlyLinks = ({ before, after }: RowChange, table: Table): boolean => {
  if (!before || !after || table.kind !== 'type') return false;
  const keys = table.keys.flatMap(({ end }) => [end.column, end.typeColumn]);
  return Object.keys(after).every(
    (column) =>
      keys.includes(column) || JSON.stringify(before[column]) === JSON.stringify(after[column])
  );
};

/** Rows of records, components and everything else. */
const judgeRow = (deed: Deed, aimed: Set<string>, change: RowChange): Violation[] => {
  const { before, after, principal, tables } = deed;
  const table = tables.get(change.table);
  if (change.table in TRACES || table?.kind === 'links') return [];
  if (RECORD_TABLES.includes(change.table)) return judgeRecordTable(deed, aimed, change);
  if (!table) return [{ kind: 'other-table', what: describe(change) }];
  if (isOnlyLinks(change, table)) return [];
  const node: Node = { uid: table.uid, id: Number((change.before ?? change.after)?.id) };
  const document = change.before ? before.documentOf(node) : after.documentOf(node);
  if (aimed.has(document)) return [];
  if (change.before && document === '' && !change.after) return [];
  const seen = change.before ? before.within(principal, 'read')(node) : false;
  const kind = !change.before ? 'row-added' : seen ? 'visible-row-unaimed' : 'hidden-row';
  return [{ kind, what: `${document}: ${describe(change)}` }];
};

/** A record is placed when it is made; it takes everything said of it along when it goes. */
const judgeRecordTable = (deed: Deed, aimed: Set<string>, change: RowChange): Violation[] => {
  const row = change.before ?? change.after ?? {};
  const document = `${text(row.content_type)}|${text(row.document_id)}`;
  const isNew = deed.before.versions(document).length === 0;
  const isGone = deed.after.versions(document).length === 0;
  const isPlaced = isNew && !change.before && change.table === 'custodian_placements';
  const isFine = aimed.has(document) && (isPlaced || (isGone && !change.after));
  return isFine ? [] : [{ kind: change.table, what: describe(change) }];
};

/** Documents of which something changed. */
const changedDocuments = ({ before, after, changes, tables }: Deed): Set<string> =>
  new Set(
    changes.flatMap(({ table, before: old, after: row }) => {
      const described = tables.get(table);
      if (described?.kind !== 'type') return [];
      const { uid } = described;
      if (old) return [before.documentOf({ uid, id: Number(old.id) })];
      return [after.documentOf({ uid, id: Number(row?.id) })];
    })
  );

/** What a write did that it may not have done, by the model. */
export function judge(deed: Deed): Violation[] {
  const changes = deed.changes.filter(({ table }) => !(table in TRACES));
  if (changes.length === 0) return [];
  if (!deed.done) {
    return [{ kind: 'refused-but-changed', what: changes.slice(0, 5).map(describe).join('; ') }];
  }
  const aimed = aimedAt(deed);
  const changed = new Set([...changedDocuments(deed)].filter((document) => aimed.has(document)));
  const violations = [
    ...judgeRights(deed, changed),
    ...changes.flatMap((change) => judgeRow(deed, aimed, change)),
    ...judgeLinks(deed, aimed),
    ...judgeMasks(deed, changes),
  ];
  return violations.map(({ kind, what }) => ({
    kind,
    what: `${what} (aimed at ${sorted(aimed)})`,
  }));
}

/** Whether a type keeps drafts apart from what is published. */
export const hasDrafts = (uid: string) => uid.startsWith('api::') && modelOf(uid).draftAndPublish;
