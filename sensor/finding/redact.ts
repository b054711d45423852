/**
 * Takes secrets out of arguments before anybody else sees them: what a finding says is kept, sent and read by many. Works on
 * bytes, since a container's arguments need not be text; what is taken out shows as `[redacted]`. Doing it twice changes
 * nothing, so that a recording whose arguments were redacted gives the same findings.
 *
 * It knows what flags, assignments, headers and URLs commonly call secrets and what tokens of known issuers look like. A secret
 * that looks like any other word, at a place that says nothing, is not found: the pattern list of the configuration is for it.
 */
import { isSecretName, LOGIN_FLAGS, type LoginFlag } from './secret-names.ts';

export type RedactionOptions = {
  readonly enabled: boolean;
  /** More names of flags and variables, in any case, matched as a whole. */
  readonly names: readonly string[];
  /** More shapes; the whole match is taken out. Applied to the bytes as Latin-1. */
  readonly patterns: readonly RegExp[];
};

export const defaultRedaction: RedactionOptions = { enabled: true, names: [], patterns: [] };

export type RedactArgs = (argv: readonly Buffer[]) => readonly Buffer[];

export const REDACTED = '[redacted]';

/** Tokens that say what they are. */
const SHAPES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g, // AWS access key ids
  /\bgh[pousr]_[A-Za-z0-9]{20,255}/g, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{20,255}/g,
  /\bglpat-[A-Za-z0-9_-]{16,255}/g, // GitLab
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g, // Slack
  /\bAIza[0-9A-Za-z_-]{30,255}/g, // Google
  /\bya29\.[0-9A-Za-z_-]{20,2000}/g,
  /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}/g, // Stripe
  /\bsk-[A-Za-z0-9_-]{20,255}/g,
  /\bnpm_[A-Za-z0-9]{30,255}/g,
  /\bpypi-[A-Za-z0-9_-]{16,1000}/g,
  /\bdckr_pat_[A-Za-z0-9_-]{16,255}/g,
  /\bhv[sbr]\.[A-Za-z0-9_-]{16,1000}/g, // Vault
  /\bSG\.[A-Za-z0-9_-]{16,255}\.[A-Za-z0-9_-]{16,255}/g, // SendGrid
  /\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{0,4000}/g, // JSON web tokens
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
];

const URL_PASSWORD = /\b([A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s/:@'"]{0,256}):([^\s/@'"]{1,1024})@/g;
/** A user alone before the host is a token when it is as long as one. */
const URL_TOKEN = /\b([A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/)[^\s/:@'"[]{20,1024}@/g;
const AUTHORIZATION =
  /(authorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)((?:[A-Za-z][A-Za-z-]{1,20}[ \t]{1,4})?)[^\s"']+/gi;
const COOKIE = /(cookie2?[ \t]{0,4}:)[^'"\r\n]+/gi;
const BEARER = /\b(bearer[ \t]{1,4})[A-Za-z0-9._~+/=-]{6,}/gi;
/** `pass:…`, as openssl takes it. */
const OPENSSL_PASS = /^(pass:).+$/;
const QUOTED = /([A-Za-z_][A-Za-z0-9_.-]{0,63})(["']?[ \t]{0,4}[=:][ \t]{0,4})(["'])([^"']{1,2048})\3/g;
const ASSIGNED = /([A-Za-z_][A-Za-z0-9_.-]{0,63})(["']?[ \t]{0,4}[=:][ \t]{0,4})([^\s"'&;,|)}\]]{1,2048})/g;

export function compileRedaction(options: RedactionOptions): RedactArgs {
  if (!options.enabled) return (argv) => argv;
  const own = new Set(options.names.map((name) => name.toLowerCase()));
  const secret = (name: string): boolean => own.has(name.replace(/^-+/, '').toLowerCase()) || isSecretName(name);
  const patterns = options.patterns.map((each) => new RegExp(each.source, `${each.flags.replace('g', '')}g`));
  return (argv) => {
    const before = argv.map((arg) => arg.toString('latin1'));
    const after = redactWords(before, secret, patterns);
    return argv.map((arg, at) => (after[at] === before[at] ? arg : Buffer.from(after[at] ?? '', 'latin1')));
  };
}

type IsSecret = (name: string) => boolean;

/** Words of a command line, one after the other: a flag can make the next word a secret. */
function redactWords(words: readonly string[], secret: IsSecret, patterns: readonly RegExp[]): string[] {
  let flags: readonly LoginFlag[] = [];
  const seen = new Set<string>();
  let next: LoginFlag['value'] | undefined;
  return words.map((word) => {
    const wanted = next;
    next = undefined;
    if (wanted !== undefined && word !== '' && !/^-{1,2}[A-Za-z]/.test(word)) return redactValue(word, wanted);
    flags = LOGIN_FLAGS.get(word.slice(word.lastIndexOf('/') + 1)) ?? flags;
    seen.add(word);
    for (const { flag, value, attached, after } of flags) {
      if (after !== undefined && !seen.has(after)) continue;
      if (word === flag && !attached) next = value;
      const joined = flag.startsWith('--') ? `${flag}=` : flag;
      if (word.length > joined.length && word.startsWith(joined) && joined.startsWith('--') === word.startsWith('--'))
        return joined + redactValue(word.slice(joined.length), value);
    }
    if (next === undefined && /^--?[A-Za-z][\w.-]*$/.test(word) && secret(word)) next = 'secret';
    return redactWord(word, secret, patterns);
  });
}

function redactValue(word: string, kind: LoginFlag['value']): string {
  if (kind === 'secret') return REDACTED;
  const at = word.indexOf(kind === 'after_colon' ? ':' : '%');
  return at < 0 ? word : word.slice(0, at + 1) + REDACTED;
}

/** Of what SHAPES match: `xoxb-` and ten characters. All else needs a colon, an equals sign or white space. */
const SHORTEST_TOKEN = 15;

/** One word, which may be a whole script (`sh -c`): most of its hundreds of words are short, and say nothing. */
function redactWord(word: string, secret: IsSecret, patterns: readonly RegExp[]): string {
  if (word.length < SHORTEST_TOKEN && patterns.length === 0 && !/[\s:=]/.test(word)) return word;
  let text = word;
  if (/\s/.test(text)) {
    // Words at even places, the white space between them at odd ones.
    const parts = text.split(/(\s+)/);
    const words = redactWords(
      parts.filter((_, at) => at % 2 === 0),
      secret,
      [],
    );
    text = parts.map((part, at) => (at % 2 === 0 ? (words[at / 2] ?? '') : part)).join('');
  }
  for (const shape of [...SHAPES, ...patterns]) text = text.replace(shape, REDACTED);
  text = text
    .replace(URL_PASSWORD, `$1:${REDACTED}@`)
    .replace(URL_TOKEN, `$1${REDACTED}@`)
    .replace(COOKIE, `$1 ${REDACTED}`)
    .replace(AUTHORIZATION, `$1$2${REDACTED}`)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(OPENSSL_PASS, `$1${REDACTED}`);
  const assigned = (all: string, name: string, sign: string, quoteOrValue: string, value?: string): string => {
    if (!secret(name) || /^authorization$|cookie/i.test(name)) return all;
    if (typeof value === 'string') return `${name}${sign}${quoteOrValue}${REDACTED}${quoteOrValue}`;
    return quoteOrValue.startsWith('[redacted') || quoteOrValue.startsWith('//') ? all : `${name}${sign}${REDACTED}`;
  };
  return text
    .replace(QUOTED, (all, name: string, sign: string, quote: string, value: string) =>
      assigned(all, name, sign, quote, value),
    )
    .replace(ASSIGNED, (all, name: string, sign: string, value: string) => assigned(all, name, sign, value));
}
