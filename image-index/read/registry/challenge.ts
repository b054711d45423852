/** One challenge of a WWW-Authenticate header (RFC 9110, section 11.6.1). */
export type Challenge = { readonly scheme: string; readonly parameters: ReadonlyMap<string, string> };

const MAX_HEADER = 8_192;

/** The challenges of these headers; what cannot be read is left out. Schemes and names in lower case. */
export function parseChallenges(headers: readonly string[]): readonly Challenge[] {
  return headers.flatMap((header) => parseHeader(header.slice(0, MAX_HEADER)));
}

function parseHeader(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  // A scheme is a word that no `=` follows; a parameter is `name=token` or `name="quoted"`.
  const part = /([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?\s*,?\s*/y;
  while (part.lastIndex < header.length) {
    const match = part.exec(header.trimEnd());
    if (match === null) break;
    const [, name = '', quoted, token] = match;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? token;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}
