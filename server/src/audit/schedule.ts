/** Runs work behind the scenes: soon after it was asked for, and now and then without being asked. */
export interface Schedule {
  /** Asks for a run. Costs nothing; any number of askers share one. */
  ask(): void;
  start(): void;
  stop(): void;
}

/** What is scheduled, and how often. */
export interface ScheduleOptions {
  readonly work: () => Promise<void>;
  /** How often the asking is looked at, in milliseconds. */
  readonly tick: number;
  /** After how long work runs unasked, in milliseconds: what a node that died has left behind. */
  readonly atLeast: number;
  readonly failed: (error: unknown) => void;
}

/**
 * Creates a schedule. One timer, started once: a timer made by whoever asks would run inside their
 * transaction and on their behalf.
 */
export const createSchedule = ({ work, tick, atLeast, failed }: ScheduleOptions): Schedule => {
  let timer: NodeJS.Timeout | null = null;
  let asked = false;
  let working = false;
  let last = performance.now();

  const look = (): void => {
    if (working || !(asked || performance.now() - last >= atLeast)) return;
    [asked, working, last] = [false, true, performance.now()];
    work()
      .catch((error: unknown) => {
        // A database that is being closed fails too, and nobody needs to hear of that.
        if (timer) failed(error);
      })
      .finally(() => {
        working = false;
      });
  };

  return {
    ask() {
      asked = true;
    },
    start() {
      timer ??= setInterval(look, tick).unref();
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
};
