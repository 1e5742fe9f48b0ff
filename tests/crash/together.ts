/**
 * Lets two nodes carry out one erasure at once, each a process of its own on the same database, and counts
 * by triggers of the database what happened: everything once, and the end is that of one node alone.
 *
 *     DATABASE_CLIENT=sqlite|postgres npm run test:together -- [rounds]
 */
import { readEffects, watchEffects } from './effects';
import { live } from './life';
import { differenceTo, type Left } from './outcome';
import { runScene, say, type Scene } from './scene';

const ROUNDS = Number(process.argv[2] ?? 3);

interface Round {
  readonly lefts: readonly Left[];
  /** How often each effect was seen. */
  readonly effects: ReadonlyMap<string, number>;
}

/** One erasure by so many nodes at once. */
const erase = ({ canary, onCopy }: Scene, nodes: number): Promise<Round> =>
  onCopy(async (database, folder) => {
    await watchEffects(database);
    const more = { CRASH_TOGETHER: String(nodes) };
    const lives = await Promise.all(
      Array.from({ length: nodes }, () => live(database, folder, canary, null, more))
    );
    const lefts = lives.flatMap(({ left }) => left ?? []);
    return { lefts, effects: await readEffects(database) };
  });

/** What is wrong with a round of two, held against one node alone. */
const problemsIn = (calm: Round, { lefts, effects }: Round): string[] => {
  const [alone] = calm.lefts;
  const differences = lefts.map((left) => (alone ? differenceTo(alone, left) : 'nobody ended'));
  const repeated = [...effects]
    .filter(([, count]) => count !== 1)
    .map(([what, count]) => `${what} ${count} times`);
  const missing = [...calm.effects.keys()].filter((what) => !effects.has(what));
  return [
    ...differences.filter((one) => one !== null),
    ...repeated,
    ...missing.map((what) => `${what} never`),
    ...(lefts.length === 2 ? [] : ['a node did not end']),
  ];
};

runScene(async (scene) => {
  const calm = await erase(scene, 1);
  say(`alone: ${calm.effects.size} effects, ${calm.lefts[0]?.digest ?? ''}`);
  let good = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const both = await erase(scene, 2);
    const problems = problemsIn(calm, both);
    if (problems.length === 0) good += 1;
    const said = problems.length === 0 ? 'each once, the same end' : problems.join('; ');
    say(`${round}: ${both.effects.size} effects: ${said}`);
  }
  say(`${good} of ${ROUNDS} rounds of two nodes: everything exactly once`);
  return good === ROUNDS;
});
