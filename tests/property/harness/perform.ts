import { drawDoor } from '../generators/operations/doors';
import type { Door, Operation } from '../generators/operations/types';
import type { Random } from '../generators/random';
import type { Scenario } from '../generators/write-policy';
import { isExcluded } from './exclusions';
import type { WireAnswer } from './http';
import { sendRaw } from './http';
import type { GrowingTargets } from './twins/targets';
import type { WriteApp } from './write-app';

/** Sends an operation as the actor. */
export const perform = (app: WriteApp, operation: Operation): Promise<WireAnswer> =>
  sendRaw(app.url, operation, operation.caller === 'admin' ? app.admin.headers : app.user.headers);

interface Source {
  random: Random;
  scenario: Scenario;
  doors: Door[];
  targets: GrowingTargets;
}

const ATTEMPTS = 100;

/** Draws an operation that is not left out. */
export function drawOperation({ random, scenario, doors, targets }: Source): Operation {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const operation = drawDoor(random, doors).draw({ random, scenario, targets });
    if (!isExcluded(operation.kinds)) return operation;
  }
  throw new Error('Everything that is drawn is left out');
}

/** Takes note of a document that an operation has made. */
export function learn(
  targets: GrowingTargets,
  { aim }: Operation,
  { status, text }: WireAnswer
): void {
  if (!aim || status >= 300 || !['create', 'clone'].includes(aim.action)) return;
  const { data } = JSON.parse(text) as { data?: { documentId?: string; id?: number } };
  if (data?.documentId && data.id) targets.add(aim.uid, data.documentId, data.id);
}

/** A request for people to read. */
export function readable({ caller, method, path, body }: Operation): string {
  const sent = body === undefined ? '' : ` ${JSON.stringify(body)}`;
  return `${caller}: ${method} ${decodeURIComponent(path)}${sent}`;
}
