import type { IndexEntry } from '../lookup.ts';

/** What `show --json` and the other commands say of a file. Invalid UTF-8 becomes U+FFFD and `path_base64` has the bytes. */
export function entryJson(entry: IndexEntry) {
  return {
    ...pathJson(entry.path),
    sha256: entry.sha256,
    size: entry.size,
    mode: octal(entry.mode),
    uid: entry.uid,
    gid: entry.gid,
    kind: entry.kind,
    layer: entry.layer,
    ...(entry.interpreter === undefined ? undefined : { interpreter: entry.interpreter.toString() }),
    ...(entry.capabilities === undefined ? undefined : { capabilities: entry.capabilities.toString('hex') }),
  };
}

export function pathJson(path: Buffer): { readonly path: string; readonly path_base64?: string } {
  const text = path.toString();
  return Buffer.from(text).equals(path) ? { path: text } : { path: text, path_base64: path.toString('base64') };
}

export function entryLine(entry: IndexEntry): string {
  const columns = [
    entry.sha256.slice(0, 12),
    octal(entry.mode).padStart(4),
    entry.kind.padEnd(10),
    String(entry.size).padStart(11),
  ];
  return `${columns.join('  ')}  ${printable(entry.path)}`;
}

export function octal(mode: number): string {
  return mode.toString(8);
}

/** A name for a terminal: what could move the cursor or look like another line is escaped. */
export function printable(path: Buffer): string {
  return harmless(path.toString().replaceAll('\\', '\\\\')).replaceAll('\ufffd', '\\u{fffd}');
}

/** A message, which may hold what an image, an archive or a registry says. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

export function humanBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
