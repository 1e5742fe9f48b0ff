import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ActorName, PolicyName } from './scenario';

/** What a worker process is for. */
export type WorkerTask =
  | { readonly kind: 'seed'; readonly contacts: number }
  | { readonly kind: 'serve'; readonly policy: PolicyName | null };

/** A running worker; all but `pid` and `stop` is there when it serves. */
export interface Worker {
  readonly url: string;
  readonly pid: number;
  /** Name and version of the database. */
  readonly database: string;
  readonly authorizations: Record<ActorName, string>;
  stop(): Promise<void>;
}

const PRODUCTION = {
  NODE_ENV: 'production',
  STRAPI_TELEMETRY_DISABLED: 'true',
};

/**
 * Starts a worker and waits until its task is done or it serves.
 * @throws if it ends before that; what it had to say is on standard error
 */
export const spawnWorker = async (
  task: WorkerTask,
  env: Record<string, string>
): Promise<Worker> => {
  const child = fork(join(__dirname, 'worker.ts'), [JSON.stringify(task)], {
    // Strapi's use of pg is deprecated, which would be said once per process.
    execArgv: ['--no-deprecation', '-r', join(__dirname, '..', 'register.js')],
    env: { ...process.env, ...PRODUCTION, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const ended = exited.then(([code]) => {
    throw new Error(`A worker (${task.kind}) ended with exit code ${String(code)}`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [Omit<Worker, 'stop'>];
  ended.catch(() => undefined);
  return {
    ...message,
    pid: child.pid ?? 0,
    async stop() {
      child.send('stop');
      await exited;
    },
  };
};
