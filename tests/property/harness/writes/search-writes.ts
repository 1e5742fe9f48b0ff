import { writingDoors } from '../../generators/operations/doors';
import type { Operation } from '../../generators/operations/types';
import type { Scenario } from '../../generators/write-policy';
import { startOperation } from '../determinism';
import { isExcluded } from '../exclusions';
import { RECORD_TABLES, loadFilling } from '../filling';
import { tablesOf } from '../load-data';
import { createSource, drawOperation, learn, perform, readable } from '../perform';
import { reduce } from '../reduce';
import type { Numbered } from '../twins/run-twins';
import type { WriteApp } from '../write-app';
import type { InForce, WriteScene } from '../write-scene';
import { createWriteScene } from '../write-scene';
import type { Violation } from './judge';
import { judge } from './judge';
import type { Snapshot } from './snapshot';
import { diffSnapshots, listTables, takeSnapshot } from './snapshot';
import type { Table } from './tables';
import { describeTables } from './tables';
import type { World } from './world';
import { createWorld } from './world';
import type { WritePower } from './write-power';

export interface WriteSearch {
  seed: number;
  writeScenes: number;
  writesPerScene: number;
  /** After this many findings the search ends. */
  findings: number;
  inForce?: InForce;
}

interface Found {
  operations: Numbered[];
  violations: Violation[];
}

/** What came of a write. */
interface Outcome {
  violations: Violation[];
  /** Kinds of wrong that `exclusions.ts` lists. */
  leftOut: string[];
  changed: boolean;
  status: number;
  text: string;
}

interface Watch {
  /** Performs a write and judges everything that it changed. */
  perform(numbered: Numbered): Promise<Outcome>;
}

/** Each write is judged by itself; once in so many every table of the database is read. */
const WRITES_PER_BATCH = 10;

const READS = /^\s*(select|begin|commit|rollback|savepoint|release|set|pragma)\b/i;

const counters = new WeakMap<WriteApp, () => number>();

/** Counts the statements that may have changed something, listening once an app. */
const countWrites = (app: WriteApp): (() => number) => {
  const known = counters.get(app);
  if (known) return known;
  let count = 0;
  app.strapi.db.connection.on('query', ({ sql }: { sql: string }) => {
    if (!READS.test(sql)) count += 1;
  });
  const counter = () => count;
  counters.set(app, counter);
  return counter;
};

const createWatch = async (app: WriteApp, { rules }: WriteScene): Promise<Watch> => {
  const tables: Map<string, Table> = describeTables(app.strapi);
  const names = await listTables(app.strapi);
  let snapshot: Snapshot = await takeSnapshot(app.strapi, names);
  let world: World = createWorld(snapshot, tables, rules);
  const own = new Set([...tablesOf(app.strapi), ...RECORD_TABLES]);
  const ofRecords = names.filter((name) => own.has(name));
  const writes = countWrites(app);
  let count = writes();
  let left = WRITES_PER_BATCH;

  /** Tables of records after each write that sent one to the database, all others once a batch. */
  const read = async (): Promise<Snapshot> => {
    left -= 1;
    const isEnd = left === 0;
    if (isEnd) left = WRITES_PER_BATCH;
    if (!isEnd && writes() === count) return snapshot;
    count = writes();
    return new Map([...snapshot, ...(await takeSnapshot(app.strapi, isEnd ? names : ofRecords))]);
  };

  return {
    async perform({ index, operation }) {
      startOperation(index);
      const answer = await perform(app, operation);
      const next = await read();
      const changes = diffSnapshots(snapshot, next);
      const { status, text } = answer;
      if (changes.length === 0)
        return { violations: [], leftOut: [], changed: false, status, text };
      const after = createWorld(next, tables, rules);
      const { principal } = operation.caller === 'admin' ? app.admin : app.user;
      const { aim } = operation;
      if (!aim) throw new Error('A write is aimed at something');
      const done = status < 300;
      const found = judge({ aim, principal, done, before: world, after, changes, tables });
      const violations = found.filter(({ kind }) => !isExcluded([kind]));
      const leftOut = found.filter(({ kind }) => isExcluded([kind])).map(({ kind }) => kind);
      snapshot = next;
      world = after;
      return { violations, leftOut, changed: true, status, text };
    },
  };
};

const kindsOf = (violations: Violation[]) => new Set(violations.map(({ kind }) => kind));

/** Leaves out writes before the one that did wrong, as long as it still does the same wrong. */
const shrink = async (app: WriteApp, scene: WriteScene, found: Found): Promise<Found> => {
  const last = found.operations.at(-1);
  if (!last) return found;
  const [wanted] = kindsOf(found.violations);
  let small = found;
  const holds = async (before: Numbered[]): Promise<boolean> => {
    await loadFilling(app, scene.left);
    for (const { index, operation } of before) {
      startOperation(index);
      await perform(app, operation);
    }
    const watch = await createWatch(app, scene);
    const { violations } = await watch.perform(last);
    if (!wanted || !kindsOf(violations).has(wanted)) return false;
    small = { operations: [...before, last], violations };
    return true;
  };
  const before = found.operations.slice(0, -1);
  if (!(await holds([]))) await reduce(before, holds);
  return small;
};

const describeFound = (scene: WriteScene, { operations, violations }: Found, seed: number) =>
  [
    `A write changed what it may not. Repeat with PROPERTY_SEED=${seed} (scene ${scene.seed}, ${scene.scenario}).`,
    `Kinds: ${operations.at(-1)?.operation.kinds.join(', ')}`,
    'Requests:',
    ...operations.map(({ operation }) => `  ${readable(operation)}`),
    'Changes:',
    ...violations.slice(0, 12).map(({ kind, what }) => `  ${kind}: ${what.slice(0, 600)}`),
    `Rights: ${JSON.stringify(scene.rules.policy.profiles[0]?.contentTypes)}`,
    `Groups: ${scene.rules.memberships.map(({ principal, group }) => `${principal} in ${group}`).join(', ')}`,
  ].join('\n');

/** Reports of writes that changed what they may not, by kind of wrong, one a scene at most. */
export async function searchWrites(
  app: WriteApp,
  search: WriteSearch,
  power: WritePower
): Promise<string[]> {
  const reports: string[] = [];
  for (let number = 0; number < search.writeScenes; number += 1) {
    const scenario: Scenario = number % 3 === 2 ? 'owner' : 'rep';
    const scene = await createWriteScene(app, search.seed + number, scenario, search.inForce);
    await loadFilling(app, scene.left);
    power.addScene(scene);
    const source = createSource(app, scene, [scene.left], writingDoors(app.strapi));
    const watch = await createWatch(app, scene);
    const operations: Numbered[] = [];
    for (let index = 1; index <= search.writesPerScene; index += 1) {
      const operation: Operation = drawOperation(source);
      operations.push({ index, operation });
      const outcome = await watch.perform({ index, operation });
      const { violations, leftOut, changed, status, text } = outcome;
      power.add(operation, status, changed);
      power.leaveOut(leftOut);
      learn(source, operation, { status, text, headers: {} });
      if (violations.length === 0) continue;
      const found = await shrink(app, scene, { operations, violations });
      reports.push(describeFound(scene, found, search.seed));
      break;
    }
    if (reports.length >= search.findings) break;
  }
  return reports;
}
