import { AsyncLocalStorage } from 'node:async_hooks';

/** Tells deletions of an erasure from everybody else's. */
export interface Erasing {
  run<T>(work: () => Promise<T>): Promise<T>;
  active(): boolean;
}

/** Creates the mark. It binds nothing but its own AsyncLocalStorage. */
export const createErasing = (): Erasing => {
  const storage = new AsyncLocalStorage<true>();
  return {
    run: (work) => storage.run(true, work),
    active: () => storage.getStore() === true,
  };
};
