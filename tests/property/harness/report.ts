import type { Mismatch } from './check';
import { toReadable } from './query-string';
import type { Scene } from './scene';
import { urlOf } from './send';

const MOST_LINES = 25;

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

const documents = ({ data }: Scene): string[] =>
  Object.entries(data.rows)
    .filter(([uid]) => uid.startsWith('api::'))
    .flatMap(([uid, rows]) => rows.map((row) => `${uid} ${JSON.stringify(row)}`));

const links = ({ data }: Scene): string[] =>
  Object.entries(data.links).flatMap(([set, list]) =>
    list.map(({ from, to, toType, field }) => `${set} ${from} -> ${toType} ${to} ${field}`)
  );

/** Placements of the documents that are left. */
const placements = ({ data, rules }: Scene) =>
  rules.placements.filter(({ contentType, documentId }) =>
    data.rows[contentType]?.some((row) => row.documentId === documentId)
  );

/** A failure as a text from which it can be reproduced and understood. */
export function report(scene: Scene, mismatch: Mismatch, seed: number): string {
  const { principal, request } = mismatch;
  const own = scene.rules.memberships.filter((item) => item.principal === principal);
  return [
    `Wrong answer. Repeat with PROPERTY_SEED=${seed} (scene ${scene.seed}).`,
    `Actor: ${principal}`,
    `Request: GET ${urlOf(request)}`,
    `         ${toReadable(request.params)}`,
    `Differences:`,
    ...mismatch.differences.slice(0, MOST_LINES).map((line) => `  ${line}`),
    `Expected: ${pretty(mismatch.expected)}`,
    `Actual: ${pretty(mismatch.actual)}`,
    `Policy: ${pretty(scene.rules.policy)}`,
    `Memberships of the actor: ${pretty(own)}`,
    `Placements: ${pretty(placements(scene))}`,
    `Shares: ${pretty(scene.rules.shares)}`,
    `Restrictions: ${pretty(scene.rules.restrictions)}`,
    `Rows:`,
    ...documents(scene).map((line) => `  ${line}`),
    `Links:`,
    ...links(scene).map((line) => `  ${line}`),
  ].join('\n');
}
