import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { IndexError } from '../../error.ts';
import { MAX_CAPABILITY_BYTES } from '../../limits.ts';

/** The extended attributes of a layer's directory that matter; keyed by path relative to it, as latin1 text of its bytes. */
export type LayerXattrs = {
  readonly opaque: ReadonlySet<string>;
  /** Whiteouts that are marked by an attribute instead of being a device. */
  readonly whiteouts: ReadonlySet<string>;
  /** `security.capability`. */
  readonly capabilities: ReadonlyMap<string, Buffer>;
};

export const NO_XATTRS: LayerXattrs = { opaque: new Set(), whiteouts: new Set(), capabilities: new Map() };

/** Only marked files are listed, so that even 64 MiB means some 600,000 of them. */
const MAX_OUTPUT_BYTES = 64 << 20;
const TIMEOUT_MS = 600_000;

const FIELDS = { opaque: 1, whiteout: 1, caps: 2, redirect: 2, metacopy: 1, end: 1 } as const;
type Tag = keyof typeof FIELDS;

/**
 * Runs `HELPER xattrs DIR` (Node has no getxattr): NUL-terminated fields, `opaque PATH`, `whiteout PATH`, `caps PATH HEX`,
 * `redirect PATH VALUE`, `metacopy PATH` and last `end COUNT`. Redirects and metacopy, which make a file appear elsewhere
 * than where it is, do not occur in layers that an engine unpacked: `unsupported`.
 */
export async function readXattrs(helper: string, directory: string, signal?: AbortSignal): Promise<LayerXattrs> {
  return parseXattrs(await runHelper(helper, directory, signal), directory);
}

async function runHelper(helper: string, directory: string, signal: AbortSignal | undefined): Promise<Buffer> {
  try {
    const bounds = { maxBuffer: MAX_OUTPUT_BYTES, timeout: TIMEOUT_MS, ...(signal && { signal }) };
    const options = { encoding: 'buffer', env: {}, ...bounds } as const;
    return (await promisify(execFile)(helper, ['xattrs', directory], options)).stdout;
  } catch (error) {
    throw new IndexError('io', `${helper} xattrs ${directory} failed`, { cause: error });
  }
}

function parseXattrs(output: Buffer, directory: string): LayerXattrs {
  const opaque = new Set<string>();
  const whiteouts = new Set<string>();
  const capabilities = new Map<string, Buffer>();
  const fields = output.toString('latin1').split('\0');
  let records = 0;
  for (let at = 0; at < fields.length; ) {
    const tag = fields[at] ?? '';
    if (!isTag(tag) || at + FIELDS[tag] >= fields.length) break;
    const path = (fields[at + 1] ?? '').replace(/^\.?\/+/, '');
    const extra = fields[at + 2] ?? '';
    at += 1 + FIELDS[tag];
    switch (tag) {
      case 'end':
        if (path !== String(records)) throw cutOff(directory);
        return { opaque, whiteouts, capabilities };
      case 'opaque':
        opaque.add(path === '.' ? '' : path);
        break;
      case 'whiteout':
        whiteouts.add(path);
        break;
      case 'caps':
        capabilities.set(path, capabilityBytes(extra, path));
        break;
      case 'redirect':
      case 'metacopy':
        throw new IndexError('unsupported', `${directory}: overlay ${tag} on ${JSON.stringify(path)}`);
    }
    records++;
  }
  throw cutOff(directory);
}

function isTag(value: string): value is Tag {
  return Object.hasOwn(FIELDS, value);
}

function cutOff(directory: string): IndexError {
  return new IndexError('malformed', `the list of extended attributes of ${directory} is not complete`);
}

function capabilityBytes(hex: string, path: string): Buffer {
  if (hex.length > MAX_CAPABILITY_BYTES * 2 || !/^([0-9a-f]{2})*$/.test(hex)) {
    throw new IndexError('malformed', `capabilities of ${JSON.stringify(path)}: ${hex.slice(0, 32)}`);
  }
  return Buffer.from(hex, 'hex');
}
