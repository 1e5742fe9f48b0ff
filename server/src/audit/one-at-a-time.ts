/**
 * Runs work once at a time. Who asks while it runs gets a run that begins afterwards: whatever was
 * there when they asked may have come too late for the one that runs. Any number share that one.
 */
export const oneAtATime = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;

  const start = (): Promise<void> => {
    running = work().finally(() => {
      running = null;
    });
    return running;
  };

  return () => {
    if (!running) return start();
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = null;
        return start();
      });
    return queued;
  };
};
