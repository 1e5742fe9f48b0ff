import { databaseClient } from '../../../support/database';
import { openDoors } from '../../generators/operations/doors';
import type { Operation } from '../../generators/operations/types';
import { startOperation } from '../determinism';
import type { Filling } from '../filling';
import { loadFilling } from '../filling';
import type { WireAnswer } from '../http';
import { createSource, drawOperation, learn, perform } from '../perform';
import type { WriteApp } from '../write-app';
import { createNormaliser } from './normalise';
import type { TwinScene } from './twin-scene';

/** Operations with the number each has in its run, on which clock and document ids depend. */
export interface Numbered {
  index: number;
  operation: Operation;
}

/** An operation that twins answer differently. */
export interface TwinMismatch extends Numbered {
  left: WireAnswer;
  right: WireAnswer;
}

/** Draws operations while the left twin performs them: later ones aim at what earlier ones made. */
export async function performLeft(
  app: WriteApp,
  scene: TwinScene,
  right: Filling,
  count: number
): Promise<{ operations: Numbered[]; answers: WireAnswer[] }> {
  await loadFilling(app, scene.left);
  const source = createSource(app, scene, [scene.left, right], openDoors(app.strapi));
  const operations: Numbered[] = [];
  const answers: WireAnswer[] = [];
  for (let index = 1; index <= count; index += 1) {
    const operation = drawOperation(source);
    startOperation(index);
    const answer = await perform(app, operation);
    learn(source, operation, answer);
    operations.push({ index, operation });
    answers.push(answer);
  }
  return { operations, answers };
}

/** Performs given operations on a filling. */
export async function performAll(
  app: WriteApp,
  filling: Filling,
  operations: Numbered[]
): Promise<WireAnswer[]> {
  await loadFilling(app, filling);
  const answers: WireAnswer[] = [];
  for (const { index, operation } of operations) {
    startOperation(index);
    answers.push(await perform(app, operation));
  }
  return answers;
}

/** The first operation that two runs answer differently. */
export function firstDifference(
  operations: Numbered[],
  lefts: WireAnswer[],
  rights: WireAnswer[]
): TwinMismatch | null {
  const normaliseLeft = createNormaliser(databaseClient());
  const normaliseRight = createNormaliser(databaseClient());
  for (const [place, numbered] of operations.entries()) {
    const left = lefts[place];
    const right = rights[place];
    if (!left || !right) throw new Error('An answer is missing');
    const { kinds } = numbered.operation;
    if (normaliseLeft(left, kinds) !== normaliseRight(right, kinds))
      return { ...numbered, left, right };
  }
  return null;
}
