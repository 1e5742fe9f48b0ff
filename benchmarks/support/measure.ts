import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';

/** One way of asking: a server, and who asks. */
export interface Variant {
  readonly name: string;
  readonly url: string;
  readonly authorization: string;
  /** The server's process. */
  readonly pid: number;
}

/** One question, asked of every variant. */
export interface Operation {
  readonly name: string;
  /** Path for the nth round, so that a detail is not the same record all the time. */
  path(round: number): string;
}

/** The answers of one variant to one operation. */
export interface Samples {
  readonly variant: string;
  /** Milliseconds from sending the request to the last byte, by round. */
  readonly milliseconds: number[];
  /**
   * Milliseconds that the server's main thread was at work, by round: unlike the above, it hardly
   * grows when other programs want the machine. Empty where the system does not tell.
   */
  readonly busy: number[];
  /** Records in an answer, and the total where it was counted. */
  readonly records: number;
  readonly total: number | null;
}

export interface Pace {
  readonly warmUpRounds: number;
  readonly minRounds: number;
  readonly maxRounds: number;
  /** Rounds go on until this much time is spent on an operation. */
  readonly budgetMs: number;
}

interface Answer {
  data: unknown;
  meta?: { pagination?: { total?: number } };
}

const fetchBody = (
  agent: Agent,
  { name, url, authorization }: Variant,
  path: string
): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url + path, { agent, headers: { authorization } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`${name}: ${path} answered ${String(response.statusCode)}: ${body}`));
      });
    }).on('error', reject);
  });

/** Time that the main thread of a process has had on a CPU (Linux), in milliseconds. */
const busyTime = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
};

const EMPTY: Pick<Samples, 'records' | 'total'> = { records: 0, total: null };

const sizeOf = (body: string): typeof EMPTY => {
  const { data, meta } = JSON.parse(body) as Answer;
  return {
    records: Array.isArray(data) ? data.length : 1,
    total: meta?.pagination?.total ?? null,
  };
};

/** Another order in each round: nobody is always the one after a slow neighbour. */
const shuffled = <T>(values: readonly T[]): T[] =>
  values
    .map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);

/** Runs rounds until the time is spent, but so many at least and at most. */
const inRounds = async (
  limits: { readonly min: number; readonly max: number; readonly milliseconds: number },
  work: (round: number) => Promise<void>
): Promise<void> => {
  const deadline = performance.now() + limits.milliseconds;
  for (let round = 0; round < limits.max; round += 1) {
    if (round >= limits.min && performance.now() > deadline) return;
    await work(round);
  }
};

/**
 * Asks one operation of all variants in turn, one request at a time over kept connections, so that
 * what disturbs the machine disturbs all variants alike. Rounds that only warm up come first.
 * @throws if any answer is not 200
 */
export const measure = async (
  operation: Operation,
  variants: readonly Variant[],
  pace: Pace
): Promise<Samples[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const samples = variants.map((variant) => ({
    variant: variant.name,
    milliseconds: [] as number[],
    busy: [] as number[],
    ...EMPTY,
  }));
  const pairs = variants.map((variant, index) => ({ variant, own: samples[index] as Samples }));

  const { warmUpRounds, minRounds, maxRounds, budgetMs } = pace;
  const warmUp = { min: 2, max: warmUpRounds, milliseconds: budgetMs / 4 };
  await inRounds(warmUp, async (round) => {
    for (const { variant, own } of pairs)
      Object.assign(own, sizeOf(await fetchBody(agent, variant, operation.path(round))));
  });
  const measured = { min: minRounds, max: maxRounds, milliseconds: budgetMs };
  await inRounds(measured, async (round) => {
    for (const { variant, own } of shuffled(pairs)) {
      const busyBefore = busyTime(variant.pid);
      const before = performance.now();
      await fetchBody(agent, variant, operation.path(round));
      own.milliseconds.push(performance.now() - before);
      const busy = busyTime(variant.pid) - busyBefore;
      if (!Number.isNaN(busy)) own.busy.push(busy);
    }
  });
  agent.destroy();
  return samples;
};
