/** Bytes from a container → text that is safe in JSON and in a terminal, and the bytes themselves where text cannot say it. */

/** U+FFFD for what is not UTF-8; `base64` only then. */
export function textOf(bytes: Buffer): { text: string; base64: string | undefined } {
  const text = bytes.toString('utf8');
  // Valid UTF-8 survives the round trip; anything else grew a U+FFFD that was not there.
  const exact = !text.includes('�') || Buffer.from(text, 'utf8').equals(bytes);
  return { text, base64: exact ? undefined : bytes.toString('base64') };
}

/** The two fields of a finding for one text: `name`, and `name_base64` where it is not UTF-8. */
export function textFields<Name extends string>(
  name: Name,
  bytes: Buffer,
): { readonly [key in Name]: string } & { readonly [key in `${Name}_base64`]?: string } {
  const { text, base64 } = textOf(bytes);
  const fields = { [name]: text, ...(base64 !== undefined && { [`${name}_base64`]: base64 }) };
  return fields as { readonly [key in Name]: string } & { readonly [key in `${Name}_base64`]?: string };
}

/** Control, format and line-breaking characters, which could forge a line of a log or a terminal, made visible. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export function printable(text: string): string {
  return text.replace(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

const NS_PER_S = 1_000_000_000n;
/** Last second that ECMAScript's Date can print; a container can set any mtime. */
const MAX_SECONDS = 253_402_300_799n;

/** RFC 3339 in UTC with nine decimals. Times outside the years 1970–9999 are clamped to them. */
export function rfc3339(ns: bigint): string {
  const clamped = ns < 0n ? 0n : ns > MAX_SECONDS * NS_PER_S ? MAX_SECONDS * NS_PER_S : ns;
  const seconds = clamped / NS_PER_S;
  const fraction = (clamped % NS_PER_S).toString().padStart(9, '0');
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}

/** Arguments as latin1 text, joined by NUL and cut at `max` characters; no more of them is read than that. */
export function joinedText(argv: readonly Buffer[], max: number): { readonly text: string; readonly cut: boolean } {
  let text = '';
  for (let i = 0; i < argv.length && text.length <= max; i++) {
    const argument = argv[i]?.toString('latin1', 0, max + 1) ?? '';
    text = i === 0 ? argument : `${text}\0${argument}`;
  }
  return text.length > max ? { text: text.slice(0, max), cut: true } : { text, cut: false };
}
