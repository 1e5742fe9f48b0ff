import { drawDoor } from '../generators/operations/doors';
import type { CallerName, Door, Operation, Targets } from '../generators/operations/types';
import type { Random } from '../generators/random';
import { createRandom } from '../generators/random';
import type { Scenario } from '../generators/write-policy';
import { isExcluded } from './exclusions';
import type { WireAnswer } from './http';
import { sendRaw } from './http';
import type { Uid } from '../model/types';
import type { Caller } from './app';
import type { Filling } from './filling';
import type { Sight } from './twins/sight';
import type { Created } from './twins/targets';
import { createTargets } from './twins/targets';
import type { WriteApp } from './write-app';

/** Sends an operation as the actor. */
export const perform = (app: WriteApp, operation: Operation): Promise<WireAnswer> =>
  sendRaw(app.url, operation, operation.caller === 'admin' ? app.admin.headers : app.user.headers);

/** What operations of a scene are drawn from. */
export interface Source {
  random: Random;
  scenario: Scenario;
  doors: Door[];
  targets: Record<CallerName, Targets>;
  created: Created;
}

/** The documents of some fillings as each log-in of the actor knows them. */
export function createSource(
  app: WriteApp,
  scene: { seed: number; scenario: Scenario; sight: Sight },
  fillings: Filling[],
  doors: Door[]
): Source {
  const random = createRandom(scene.seed + 1);
  const created: Created = new Map();
  const { user, admin } = app;
  const targetsOf = ({ principal }: Caller, caller: CallerName) => {
    const sees = (uid: Uid, id: number) => scene.sight.seesAs(principal, uid, id);
    return createTargets(random, { fillings, sees, caller }, created);
  };
  const targets = { user: targetsOf(user, 'user'), admin: targetsOf(admin, 'admin') };
  return { random, scenario: scene.scenario, doors, targets, created };
}

const ATTEMPTS = 100;

/** Draws an operation that is not left out. */
export function drawOperation({ random, scenario, doors, targets }: Source): Operation {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const door = drawDoor(random, doors);
    const operation = door.draw({ random, scenario, targets: targets[door.caller] });
    if (!isExcluded(operation.kinds)) return operation;
  }
  throw new Error('Everything that is drawn is left out');
}

/** Takes note of a document that an operation has made. */
export function learn(
  { created }: Source,
  { aim, caller }: Operation,
  { status, text }: WireAnswer
): void {
  if (!aim || status >= 300 || !['create', 'clone'].includes(aim.action)) return;
  const { data } = JSON.parse(text) as { data?: { documentId?: string; id?: number } };
  const { documentId, id } = data ?? {};
  if (!documentId || !id) return;
  created.set(aim.uid, [...(created.get(aim.uid) ?? []), { documentId, id, by: caller }]);
}

/** A request for people to read. */
export function readable({ caller, method, path, body }: Operation): string {
  const sent = body === undefined ? '' : ` ${JSON.stringify(body)}`;
  return `${caller}: ${method} ${decodeURIComponent(path)}${sent}`;
}
