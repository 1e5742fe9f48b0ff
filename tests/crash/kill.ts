/**
 * Kills the node that carries out an erasure with SIGKILL at random points, and around the deletion of
 * files, starts another, kills that too, and in the end compares what is left with an erasure that nobody
 * disturbed: the same cells, everything once, and nothing completed before the scan has confirmed it.
 *
 *     DATABASE_CLIENT=sqlite|postgres npm run test:crash -- [kills]
 */
import { live, type Death } from './life';
import { differenceTo, problemIn, type Left, type Life } from './outcome';
import { runScene, say, type Scene } from './scene';

const KILLS = Number(process.argv[2] ?? 30);
/** Lives of one erasure that end by a signal; then it may end. */
const KILLS_PER_ERASURE = 4;

/** One erasure, through all its deaths, to its end. */
const erase = (
  { canary, onCopy }: Scene,
  deaths: (killed: number) => Death
): Promise<{ lives: Life[]; left: Left; problems: string[] }> =>
  onCopy(async (database, folder) => {
    const lives: Life[] = [];
    for (;;) {
      const death = deaths(lives.filter((one) => one.killed).length);
      const life = await live(database, folder, canary, death);
      lives.push(life);
      if (life.left) {
        const problems = lives.flatMap(({ found }) => problemIn(found) ?? []);
        return { lives, left: life.left, problems };
      }
    }
  });

runScene(async (scene) => {
  const calm = await erase(scene, () => null);
  const longest = calm.lives[0]?.worked ?? 0;
  if (calm.left.state !== 'completed' || calm.left.residue.length > 0)
    throw new Error(`Undisturbed: ${JSON.stringify(calm.left)}`);
  say(`undisturbed: ${Math.round(longest)} ms, ${calm.left.digest}`);
  let [kills, bad, erasures] = [0, 0, 0];
  while (kills < KILLS) {
    erasures += 1;
    const first = (['before-bytes', 'after-bytes'] as const)[erasures - 1];
    const most = Math.min(KILLS_PER_ERASURE, KILLS - kills);
    const { lives, left, problems } = await erase(scene, (killed) => {
      if (killed >= most) return null;
      return killed === 0 && first ? first : Math.random() * longest;
    });
    const died = lives.filter(({ killed }) => killed);
    kills += died.length;
    const difference = differenceTo(calm.left, left);
    const wrong = [...problems, ...(difference === null ? [] : [difference])];
    if (wrong.length > 0) bad += died.length;
    const when = died.map(({ worked, found }) => `${found.state} ${Math.round(worked)} ms`);
    say(
      `${kills}: ${when.join(', ')}: ${wrong.length > 0 ? `WRONG: ${wrong.join('; ')}` : 'same'}`
    );
  }
  say(`${kills - bad} of ${kills} kills in ${erasures} erasures: the same end state`);
  return bad === 0;
});
