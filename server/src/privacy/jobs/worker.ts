/** The loops of one node that do what is due. */
export interface Worker {
  /** There may be something to do. */
  wake(): void;
  /** Resolves when all loops have come to rest. */
  stop(): Promise<void>;
}

interface Settings {
  readonly concurrency: number;
  readonly pollMs: number;
}

/**
 * Starts the loops. They run in the asynchronous context in which they were started: whoever wakes
 * them only keeps a promise, so that nobody's transaction or request leaks into a job.
 * @param runOne does one job that is due; false if there was none
 */
export const createWorker = (
  runOne: () => Promise<boolean>,
  { concurrency, pollMs }: Settings,
  onError: (error: unknown) => void
): Worker => {
  let isStopped = false;
  const sleeping = new Set<() => void>();

  const sleep = () =>
    new Promise<void>((resolve) => {
      const wakeUp = () => {
        clearTimeout(timer);
        sleeping.delete(wakeUp);
        resolve();
      };
      const timer = setTimeout(wakeUp, pollMs).unref();
      sleeping.add(wakeUp);
    });

  const wake = () => {
    for (const wakeUp of sleeping) wakeUp();
  };

  const loop = async (): Promise<void> => {
    let isBusy = false;
    // Asleep first: the rest of Strapi is still starting.
    for (;;) {
      if (!isBusy) await sleep();
      if (isStopped) return;
      isBusy = await runOne().catch((error: unknown) => {
        onError(error);
        return false;
      });
    }
  };

  const loops = Array.from({ length: concurrency }, loop);
  return {
    wake,
    async stop() {
      isStopped = true;
      wake();
      await Promise.all(loops);
    },
  };
};
