import { type IncomingMessage, request } from 'node:http';
import * as z from 'zod';
import { errnoOf, IndexError } from '../error.ts';
import { MAX_LAYERS } from '../limits.ts';
import { archiveAt } from './archive/archive.ts';
import { openDockerArchive } from './archive/docker-archive.ts';
import type { Chunks } from './chunks.ts';
import type { LayerSource, ReadControl, SourceImage } from './layer-source.ts';
import { parseDocument } from './oci-json.ts';
import type { ImageSource } from './source.ts';
import { spool } from './spool.ts';

export type DockerDaemonOptions = { readonly scratchDir: string };

const MAX_JSON_BYTES = 8 << 20;
/** The daemon may have to gather a large image before it sends its first byte. */
const SILENCE_MS = 300_000;
/** What a tar archive adds to its files. */
const ARCHIVE_SLACK_BYTES = 256 << 20;

const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const inspected = z.object({
  Id: sha256,
  Size: z.number().nonnegative().optional(),
  RootFS: z.object({ Layers: z.array(sha256).max(MAX_LAYERS).nullish() }),
  /** Docker ≥ 28 with containerd's image store: then `Id` is no config digest. */
  Descriptor: z.object({}).nullish(),
});

/**
 * An image of a Docker daemon (Engine API, "Export an image"). The archive is asked for only when a layer of it must be read, and
 * kept in a temporary file meanwhile: its manifest may come after its layers.
 */
export function dockerDaemon(
  source: Extract<ImageSource, { kind: 'docker_daemon' }>,
  options: DockerDaemonOptions,
): LayerSource {
  const { ref, socket } = source;
  const where = `docker-daemon:${ref}`;
  return {
    open: async (control) => {
      const path = `/images/${encodeURIComponent(ref)}`;
      const { Id, Size, RootFS, Descriptor } = await inspect(socket, `${path}/json`, where);
      const fetch = once(() =>
        exported(socket, `${path}/get`, where, (Size ?? Number.MAX_SAFE_INTEGER) * 2, options, control),
      );
      if (Descriptor != null) return fetch.get();
      const diffIds = RootFS.Layers ?? [];
      const layers = diffIds.map((diffId, at) => ({
        id: diffId,
        storeName: diffId.replace(':', '-'),
        reusable: true,
        write: async (...args: Parameters<SourceImage['layers'][number]['write']>) => {
          const image = await fetch.get();
          const layer = image.layers[at];
          if (image.id !== Id || layer?.id !== diffId)
            throw new IndexError('mismatch', `${where}: the daemon exports ${image.id}, not ${Id}`);
          return layer.write(...args);
        },
      }));
      return { provenance: 'content_store', id: Id, layers, close: fetch.close };
    },
  };
}

async function exported(
  socket: string,
  path: string,
  where: string,
  maxBytes: number,
  options: DockerDaemonOptions,
  control: ReadControl,
): Promise<SourceImage> {
  const answer = await get(socket, path, where);
  const { path: file, remove } = await spool(body(answer), options.scratchDir, maxBytes + ARCHIVE_SLACK_BYTES, control);
  try {
    return openDockerArchive(archiveAt(file, remove), '', where);
  } catch (error) {
    remove();
    throw error;
  }
}

/** Opens the image at its first use and closes it if there was one. */
function once(open: () => Promise<SourceImage>) {
  let image: Promise<SourceImage> | undefined;
  return {
    get: () => {
      image ??= open();
      return image;
    },
    close: async () => {
      const opened = await image?.catch(() => undefined);
      await opened?.close?.();
    },
  };
}

async function inspect(socket: string, path: string, where: string) {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of body(await get(socket, path, where))) {
    length += chunk.length;
    if (length > MAX_JSON_BYTES) throw new IndexError('too_large', `${where}: the daemon's answer`);
    parts.push(chunk);
  }
  return parseDocument(inspected, Buffer.concat(parts), where);
}

function get(socketPath: string, path: string, where: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, timeout: SILENCE_MS, headers: { host: 'docker' } });
    outgoing.on('timeout', () => outgoing.destroy(new Error('the daemon is silent')));
    outgoing.once('error', (cause) => {
      const advice = errnoOf(cause) === 'EACCES' ? ' (no permission)' : '';
      reject(new IndexError('io', `cannot reach the Docker daemon at ${socketPath}${advice}`, { cause }));
    });
    outgoing.once('response', (answer) => {
      if (answer.statusCode === 200) return resolve(answer);
      answer.resume();
      const problem = answer.statusCode === 404 ? 'no such image' : `the daemon answered ${answer.statusCode}`;
      reject(new IndexError('io', `${where}: ${problem}`));
    });
    outgoing.end();
  });
}

async function* body(answer: IncomingMessage): Chunks {
  try {
    for await (const chunk of answer) yield chunk as Buffer;
  } catch (cause) {
    throw new IndexError('io', 'the Docker daemon broke off', { cause });
  }
}
