/** How a value is compared: the five operators, and globs in time linear in the text, whatever the pattern. */

export const operators = ['Equals', 'StartsWith', 'EndsWith', 'Contains', 'Glob'] as const;
export type Operator = (typeof operators)[number];

export type Matcher = (text: string) => boolean;

/** Bounds of one glob: pattern length × text length is the number of steps of a match. */
export const MAX_GLOB_LENGTH = 512;
/** Of the characters `*` and `?`, whatever they stand for: so the API server's schema can count them, too. */
export const MAX_GLOB_WILDCARDS = 32;

/** What no glob may match: regular expressions that JavaScript and Go's RE2 read alike. */
const refused = [
  { pattern: '(?:^|[^\\\\])(?:\\\\\\\\)*\\\\$', message: 'ends with a lone backslash; write \\\\ for a backslash' },
  { pattern: '\\*{3,}', message: 'holds ***; write * for one path segment or ** for any number of them' },
  {
    pattern: `^(?:[^*?]*[*?]){${MAX_GLOB_WILDCARDS + 1}}`,
    message: `holds more than ${MAX_GLOB_WILDCARDS} wildcards; split it into several`,
  },
];
const refusals = refused.map(({ pattern, message }) => ({ regexp: new RegExp(pattern, 'u'), message }));

/** {@link globFault} as a JSON Schema. */
export const globSchema = {
  maxLength: MAX_GLOB_LENGTH,
  allOf: refused.map(({ pattern }) => ({ not: { pattern } })),
};

/** What of a text a pattern state consumes. A `slashes` state is followed by the state inside a directory name. */
type Token = { readonly kind: 'literal' | 'one' | 'star' | 'globstar' | 'slashes' | 'inside'; readonly code: number };

export function compileOperator(operator: Operator, value: string): Matcher {
  switch (operator) {
    case 'Equals':
      return (text) => text === value;
    case 'StartsWith':
      return (text) => text.startsWith(value);
    case 'EndsWith':
      return (text) => text.endsWith(value);
    case 'Contains':
      return (text) => text.includes(value);
    case 'Glob':
      return compileGlob(value);
  }
}

/** Why a glob is refused, with the fix; undefined for a good one. */
export function globFault(pattern: string): string | undefined {
  if ([...pattern].length > MAX_GLOB_LENGTH) return `is longer than ${MAX_GLOB_LENGTH} characters; shorten it`;
  return refusals.find(({ regexp }) => regexp.test(pattern))?.message;
}

/**
 * `?` is one character and `*` any number of them, neither of them a slash; `**` is any number of any characters, and as a
 * whole segment also none (`/a/` `**` `/b` matches /a/b). `\` takes the next character literally. Everything else, brackets
 * and braces too, means itself. The whole text must match, case counts.
 */
export function compileGlob(pattern: string): Matcher {
  const tokens = parseGlob(pattern);
  const firstWild = tokens.findIndex((token) => token.kind !== 'literal');
  const head = String.fromCodePoint(...tokens.slice(0, firstWild < 0 ? tokens.length : firstWild).map((t) => t.code));
  if (firstWild < 0) return (text) => text === head;
  const rest = tokens.slice(firstWild);
  return (text) => text.startsWith(head) && matches(rest, text, head.length);
}

const SLASH = 0x2f;

function parseGlob(pattern: string): Token[] {
  const characters = [...pattern];
  const tokens: Token[] = [];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? '';
    if (character === '?') tokens.push({ kind: 'one', code: 0 });
    else if (character !== '*') {
      const literal = character === '\\' ? (characters[++i] ?? '\\') : character;
      tokens.push({ kind: 'literal', code: literal.codePointAt(0) ?? 0 });
    } else if (characters[i + 1] !== '*') tokens.push({ kind: 'star', code: 0 });
    else {
      const betweenSlashes = characters[i + 2] === '/' && (i === 0 || characters[i - 1] === '/');
      // Runs of stars beyond two are refused before a glob is compiled; here they mean `**`.
      while (characters[i + 1] === '*') i++;
      if (betweenSlashes) {
        i++;
        tokens.push({ kind: 'slashes', code: 0 }, { kind: 'inside', code: 0 });
      } else tokens.push({ kind: 'globstar', code: 0 });
    }
  }
  return tokens;
}

/** Follows all ways through the pattern at once (Thompson's construction), so that no text makes it go back. */
function matches(tokens: readonly Token[], text: string, from: number): boolean {
  const end = tokens.length;
  let states = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  enter(tokens, states, 0);
  for (let at = from; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    next.fill(0);
    let alive = false;
    for (let state = 0; state < end; state++) {
      if (states[state] === 0) continue;
      const to = step(tokens[state], state, code);
      if (to < 0) continue;
      enter(tokens, next, to);
      alive = true;
    }
    if (!alive) return false;
    [states, next] = [next, states];
  }
  return states[end] === 1;
}

/** The state after `code`, or -1 when this way ends. */
function step(token: Token | undefined, state: number, code: number): number {
  switch (token?.kind) {
    case 'literal':
      return code === token.code ? state + 1 : -1;
    case 'one':
      return code === SLASH ? -1 : state + 1;
    case 'star':
      return code === SLASH ? -1 : state;
    case 'globstar':
      return state;
    case 'slashes':
      return code === SLASH ? state : state + 1;
    case 'inside':
      return code === SLASH ? state - 1 : state;
    case undefined:
      return -1;
  }
}

/** With every state that is reached without a character. */
function enter(tokens: readonly Token[], states: Uint8Array, state: number): void {
  for (let at = state; ; ) {
    if (states[at] === 1) return;
    states[at] = 1;
    const kind = tokens[at]?.kind;
    if (kind === 'star' || kind === 'globstar') at += 1;
    else if (kind === 'slashes') at += 2;
    else return;
  }
}
