import { shareRunning, startPlayground, type Started } from './playground';

declare global {
  var playgroundOfThisRun: Started | undefined;
}

/** One playground for all files: to boot and seed it takes longer than most walks. */
export default async function start(): Promise<void> {
  globalThis.playgroundOfThisRun = await startPlayground({
    // One walk reveals a special category, which takes a second person; all other fields are shown at once.
    REVEAL_APPROVAL: 'special',
  });
  shareRunning(globalThis.playgroundOfThisRun);
}
