import { differences } from '../compare';
import { readable } from '../perform';
import type { WireAnswer } from '../http';
import type { SmallTwins } from './shrink';

const MOST_LINES = 12;

const bodyOf = ({ status, headers, text }: WireAnswer): unknown => {
  const { date: _date, 'content-length': _length, ...rest } = headers;
  try {
    return { status, headers: rest, body: JSON.parse(text) as unknown };
  } catch {
    return { status, headers: rest, body: text };
  }
};

const indented = (lines: string[]) => lines.map((line) => `  ${line}`);

/** A difference as a text from which it can be repeated and understood. */
export function reportTwins(small: SmallTwins, seed: number): string {
  const { scene, operations, steps, mismatch } = small;
  const { left, right, operation } = mismatch;
  return [
    `Twins answer differently. Repeat with PROPERTY_SEED=${seed} (scene ${scene.seed}, ${scene.scenario}).`,
    `Kinds: ${operation.kinds.join(', ')}`,
    'Requests:',
    ...indented([...operations.map((item) => readable(item.operation)), readable(operation)]),
    'The twin differs in:',
    ...indented(steps.map(({ kind, what }) => `${kind}: ${what}`)),
    'Differences (left, right):',
    ...indented(differences(bodyOf(left), bodyOf(right)).slice(0, MOST_LINES)),
    `Rights: ${JSON.stringify(scene.rules.policy.profiles[0]?.contentTypes)}`,
    `Placement: ${JSON.stringify(scene.rules.policy.contentTypes)}`,
    `Groups: ${scene.rules.memberships.map(({ principal, group }) => `${principal} in ${group}`).join(', ')}`,
  ].join('\n');
}
