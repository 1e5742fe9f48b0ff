import { Worker } from 'node:worker_threads';
import { FILE_TEXT_WORKER, type TextAnswer, type TextQuestion } from './file-text-worker';

/** What a file says, as far as it can be read. */
export interface FileTexts {
  readonly texts: readonly string[];
  /** False where something in it may say more: a broken, encrypted or packed file. */
  readonly isRead: boolean;
}

/** Reads what files say, one after the other. */
export interface FileReader {
  read(bytes: Buffer): Promise<FileTexts>;
  /** Ends the thread; one that is needed afterwards is started anew. */
  close(): Promise<void>;
}

/** So long may one document take; a longer one is not read, and stops nobody. */
const TIME_LIMIT_MS = 20_000;
const MEMORY_MB = 512;

type Content = TextQuestion['kind'] | 'packed' | 'plain';

const startsWith = (bytes: Buffer, text: string, at = 0): boolean =>
  bytes.toString('latin1', at, at + text.length) === text;

/** What bytes are, by their beginning: names and types are whatever somebody has said. */
export const contentOf = (bytes: Buffer): Content => {
  // Readers accept what stands before the header of a PDF, up to this length.
  if (bytes.subarray(0, 1_024).includes('%PDF-')) return 'pdf';
  const isImage =
    startsWith(bytes, '\xff\xd8\xff') ||
    startsWith(bytes, '\x89PNG') ||
    startsWith(bytes, 'II*\0') ||
    startsWith(bytes, 'MM\0*') ||
    startsWith(bytes, 'ftyp', 4);
  if (isImage) return startsWith(bytes, 'ftyp', 4) && !isStill(bytes) ? 'plain' : 'image';
  // ZIP (office files too), gzip, 7z, RAR, bzip2, xz, zstd.
  const packed = [
    'PK\x03\x04',
    '\x1f\x8b',
    '7z\xbc\xaf',
    'Rar!',
    'BZh',
    '\xfd7zXZ',
    '\x28\xb5\x2f\xfd',
  ];
  return packed.some((magic) => startsWith(bytes, magic)) ? 'packed' : 'plain';
};

/** Pictures share their container with films, which have no EXIF. */
const isStill = (bytes: Buffer): boolean =>
  /^(hei|hev|mif|avi)/.test(bytes.toString('latin1', 8, 12));

/** Text that stands in a file as it is, of one byte a character or of two. */
const plainTexts = (bytes: Buffer): string[] => [
  bytes.toString('utf8'),
  ...(bytes.includes(0) ? [bytes.toString('latin1').replaceAll('\0', '')] : []),
];

/** Starts a thread; `tell` hears its answers, `lose` that it is no more. */
const startThread = (tell: (answer: TextAnswer) => void, lose: () => void): Worker => {
  const worker = new Worker(FILE_TEXT_WORKER, {
    eval: true,
    // Resolved here: a script that is text has no folder to look from.
    workerData: { pdf: require.resolve('unpdf'), image: require.resolve('exifr') },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    stdout: true,
    stderr: true,
  });
  worker.on('message', tell).on('error', lose).on('exit', lose);
  worker.unref();
  return worker;
};

/** A thread that takes documents apart, one at a time. */
const createThread = () => {
  let worker: Worker | null = null;
  let sequence = 0;
  let settle: (texts: readonly string[] | null) => void = () => undefined;

  const stop = async (): Promise<void> => {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  };

  const begin = (): Worker => {
    const begun = startThread(
      ({ id, texts }) => {
        if (id === sequence) settle(texts);
      },
      () => {
        if (worker !== begun) return;
        worker = null;
        settle(null);
      }
    );
    return begun;
  };

  const ask = async (
    kind: TextQuestion['kind'],
    bytes: Buffer
  ): Promise<readonly string[] | null> => {
    sequence += 1;
    const question: TextQuestion = { id: sequence, kind, bytes: new Uint8Array(bytes) };
    const answer = await new Promise<readonly string[] | null | 'late'>((resolve) => {
      const timer = setTimeout(() => resolve('late'), TIME_LIMIT_MS);
      settle = (texts) => {
        clearTimeout(timer);
        resolve(texts);
      };
      (worker ??= begin()).postMessage(question);
    });
    // Whoever is stuck in a document cannot be asked for another.
    if (answer === 'late') await stop();
    return answer === 'late' ? null : answer;
  };

  return { ask, stop };
};

/**
 * Creates the reader. PDF by PDF.js (`unpdf`), metadata of images by `exifr`, both in a thread of their
 * own with a limit of time and memory: neither a broken nor a hostile file stops whoever searches.
 */
export const createFileReader = (): FileReader => {
  const thread = createThread();
  return {
    async read(bytes) {
      const content = contentOf(bytes);
      const plain = plainTexts(bytes);
      if (content === 'plain' || content === 'packed')
        return { texts: plain, isRead: content === 'plain' };
      const inside = await thread.ask(content, bytes);
      return { texts: [...plain, ...(inside ?? [])], isRead: inside !== null };
    },
    close: () => thread.stop(),
  };
};
