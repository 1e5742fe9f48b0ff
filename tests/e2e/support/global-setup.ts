import { shareRunning, startPlayground, type Started } from './playground';

declare global {
  var playgroundOfThisRun: Started | undefined;
}

/** One playground for all files: to boot and seed it takes longer than most walks. */
export default async function start(): Promise<void> {
  globalThis.playgroundOfThisRun = await startPlayground();
  shareRunning(globalThis.playgroundOfThisRun);
}
