import { createHash } from 'node:crypto';
import { ZipFile } from 'yazl';

/** One file of an archive. */
export interface ArchiveEntry {
  readonly path: string;
  readonly body: Buffer;
}

/** What the manifest says of an entry. */
export interface ManifestEntry {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A name that stays inside of the folder that somebody unpacks to, on every system. */
export const safeName = (name: string): string => {
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^\.+/, '_')
    .slice(-100);
  return safe === '' ? '_' : safe;
};

/**
 * Writes a ZIP as a stream, with a manifest of SHA-256 digests, signed, at its end.
 * @param sign makes a JWS of the manifest
 */
export async function* archive(
  entries: AsyncIterable<ArchiveEntry>,
  sign: (manifest: object) => string,
  written: (manifest: readonly ManifestEntry[]) => void
): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const manifest: ManifestEntry[] = [];
  const fill = async (): Promise<void> => {
    for await (const { path, body } of entries) {
      const sha256 = createHash('sha256').update(body).digest('hex');
      manifest.push({ path, sha256, bytes: body.length });
      zip.addBuffer(body, path);
    }
    const claims = { entries: manifest };
    zip.addBuffer(Buffer.from(JSON.stringify(claims, null, 2)), 'manifest.json');
    zip.addBuffer(Buffer.from(sign(claims)), 'manifest.jws');
    zip.end();
    written(manifest);
  };
  const filled = fill();
  // Fails the stream too: whoever reads must not wait for an end that never comes.
  filled.catch((error: unknown) => {
    zip.outputStream.emit('error', error);
  });
  for await (const chunk of zip.outputStream) yield chunk as Buffer;
  await filled;
}
