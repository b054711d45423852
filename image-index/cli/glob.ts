/**
 * Matches absolute paths as bytes: `*` and `?` stay within a name, `**` crosses slashes (and with its slash also matches nothing), `[a-z]`
 * is a set, a backslash takes the next character literally. A pattern without a leading slash matches anywhere below.
 */
export function globMatcher(pattern: string): (path: Buffer) => boolean {
  const bytes = Buffer.from(pattern.startsWith('/') ? pattern : `**/${pattern}`).toString('latin1');
  const expression = new RegExp(`^${translate(bytes.startsWith('/') ? bytes : `/${bytes}`)}$`, 's');
  return (path) => expression.test(path.toString('latin1'));
}

function translate(glob: string): string {
  let out = '';
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at);
    if (glob.startsWith('**/', at)) {
      out += '(?:.*/)?';
      at += 2;
    } else if (glob.startsWith('**', at)) {
      out += '.*';
      at++;
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '[' && glob.indexOf(']', at + 2) > 0) {
      const end = glob.indexOf(']', at + 2);
      const set = glob
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\\]]/g, '\\$&');
      out += `(?![/])[${set}]`;
      at = end;
    } else {
      if (char === '\\' && at + 1 < glob.length) at++;
      out += glob.charAt(at).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  return out;
}
