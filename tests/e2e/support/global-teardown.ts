/** Ends what the set-up has started. */
export default async function stop(): Promise<void> {
  await globalThis.playgroundOfThisRun?.stop();
}
