/** Anything that JSON can hold. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `paused`: somebody stopped it. `failed`: it has been tried often enough, and waits for somebody. */
export type JobState = 'queued' | 'running' | 'paused' | 'done' | 'failed';

/** A piece of background work. */
export interface Job {
  readonly id: number;
  readonly kind: string;
  /** What a caller named it; two jobs of one key cannot exist. */
  readonly key: string | null;
  /** Ids and settings, never personal data. */
  readonly payload: Readonly<Record<string, Json>>;
  readonly state: JobState;
  /** Number of this claim; later claims have higher ones. */
  readonly fence: number;
  readonly attempts: number;
  readonly progress: { readonly done: number; readonly total: number };
  /** Kind of the last error, without the values it may have quoted. */
  readonly lastError: string | null;
  readonly runAt: Date;
  readonly finishedAt: Date | null;
}

/** What a handler works with. */
export interface JobContext {
  readonly job: Job;
  /**
   * Does a part of the work once, whatever crashes: the effect and its done-mark are one transaction,
   * in which the lease is checked first. A part that is done gives its result again without running.
   * @param key unique within the job, at most 191 characters
   * @param effect what it resolves to is kept as JSON
   * @throws JobInterrupted if the job was claimed by another worker, paused, or Strapi is stopping
   */
  readonly step: <T>(key: string, effect: () => Promise<T>) => Promise<T>;
  /** Shows how far the job is. */
  readonly progress: (done: number, total: number) => Promise<void>;
  /**
   * Makes sure, inside the transaction that is open, that this worker still holds the job, and keeps
   * it until the transaction ends. For effects outside of steps. @throws JobInterrupted
   */
  readonly fence: () => Promise<void>;
}

export type JobHandler = (context: JobContext) => Promise<void>;

export interface JobOptions {
  /** How often a failing job is tried before it waits for somebody; 8 unless said otherwise. */
  readonly maxAttempts?: number;
  /** A job that runs again by itself, so many milliseconds after it was done. */
  readonly everyMs?: number;
  /** Runs in the transaction in which the job is given up. */
  readonly onFailed?: (job: Job) => Promise<void>;
}

/** A job to be done. */
export interface NewJob {
  readonly kind: string;
  /** Names the job: enqueueing the same key again returns the job there is. */
  readonly key?: string;
  readonly payload?: Readonly<Record<string, Json>>;
  /** Not before; at once if absent. */
  readonly runAt?: Date;
}

/** The handler must stop: the work is somebody else's now, or nobody's. Nothing was done by halves. */
export class JobInterrupted extends Error {
  override readonly name = 'JobInterrupted';
}
