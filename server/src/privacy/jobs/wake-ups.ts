import type { Queue, Worker as QueueWorker } from 'bullmq';

/**
 * Tells other nodes that there may be something to do. Jobs are rows of the database and stay so: who
 * is not told finds them when it next looks.
 */
export interface WakeUps {
  /** Tells one node that listens; resolves at once, whether anybody hears it or not. */
  announce(): void;
  /** Calls back whenever a node announces something. */
  listen(wake: () => void): void;
  stop(): Promise<void>;
}

/** Where nodes meet. */
export interface WakeUpSettings {
  /** `redis://…` or `rediss://…`. */
  readonly url: string;
  /** The same on all nodes of an application, and on no others. */
  readonly name: string;
  /** Says what is wrong, in words that name neither address nor password. */
  readonly warn: (message: string) => void;
}

type BullMq = typeof import('bullmq');

const PREFIX = 'custodian';
/** As long as Redis is away it is looked for this often, at most. */
const LONGEST_PAUSE_MS = 20_000;
const FIRST_PAUSE_MS = 250;
const STOP_WITHIN_MS = 1_000;

/** Says once that Redis is away, until it has been there again. */
const createComplaint = (warn: WakeUpSettings['warn']) => {
  let isAway = false;
  return {
    away: (): void => {
      if (!isAway) warn('Redis does not answer: nodes look for work by themselves meanwhile');
      isAway = true;
    },
    back: (): void => {
      isAway = false;
    },
  };
};

/** Within a time: a Redis that is away must not keep Strapi from stopping. */
const within = async (work: Promise<unknown>): Promise<void> => {
  const end = new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref());
  await Promise.race([work.catch(() => undefined), end]);
};

/** Runs work once at a time; what is asked for meanwhile is one more run. */
const coalesced = (work: () => Promise<void>): (() => void) => {
  let running: Promise<void> | null = null;
  let asked = 0;
  const run = async (): Promise<void> => {
    for (let seen = 0; seen !== asked;) {
      seen = asked;
      await work();
    }
    running = null;
  };
  return () => {
    asked += 1;
    running ??= run();
  };
};

/** What BullMQ connects with. */
const createConnection = (
  url: string,
  isStopped: () => boolean,
  away: () => void
): { url: string; retryStrategy(tries: number): number | null } => ({
  url,
  // Asked whenever a connection is lost, or cannot be made.
  retryStrategy: (tries) => {
    if (isStopped()) return null;
    away();
    return Math.min(tries * FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  },
});

/**
 * Creates wake-ups on BullMQ, which is loaded (with `ioredis`) when first needed: a project that sets no
 * `REDIS_URL` need not have it. A Redis that is away stops nothing.
 */
export const createWakeUps = ({ url, name, warn }: WakeUpSettings): WakeUps => {
  let library: Promise<BullMq | null> | null = null;
  let queue: Promise<Queue | null> | null = null;
  let worker: Promise<QueueWorker | null> | null = null;
  let isStopped = false;
  const complaint = createComplaint((message) => {
    if (!isStopped) warn(message);
  });

  const connection = createConnection(url, () => isStopped, complaint.away);

  const load = (): Promise<BullMq | null> =>
    (library ??= import('bullmq').catch(() => {
      warn('REDIS_URL is set, but bullmq and ioredis are not installed: nodes wake by themselves');
      return null;
    }));

  const openQueue = async (): Promise<Queue | null> => {
    const bullmq = await load();
    if (!bullmq) return null;
    const made = new bullmq.Queue(name, { prefix: PREFIX, connection });
    made.on('error', complaint.away);
    return made;
  };

  const openWorker = async (wake: () => void): Promise<QueueWorker | null> => {
    const bullmq = await load();
    if (!bullmq) return null;
    const work = (): Promise<void> => {
      wake();
      return Promise.resolve();
    };
    const made = new bullmq.Worker(name, work, { prefix: PREFIX, connection, concurrency: 1 });
    made.on('error', complaint.away);
    made.on('ready', complaint.back);
    return made;
  };

  const add = async (): Promise<void> => {
    try {
      const opened = await (queue ??= openQueue());
      if (!opened || isStopped) return;
      // While Redis is away this waits; all that is announced meanwhile is one wake-up in the end.
      await opened.add('wake', {}, { removeOnComplete: true, removeOnFail: true });
      complaint.back();
    } catch {
      complaint.away();
    }
  };
  const announce = coalesced(add);

  return {
    announce() {
      if (!isStopped) announce();
    },
    listen(wake) {
      worker ??= openWorker(wake);
      worker.catch(complaint.away);
    },
    async stop() {
      isStopped = true;
      const [opened, listening] = [await queue, await worker];
      // Without waiting for answers: what is lost with them is found by looking.
      await within(Promise.all([listening?.close(true), opened?.close()]));
      await within(Promise.all([listening?.disconnect(), opened?.disconnect()]));
    },
  };
};
