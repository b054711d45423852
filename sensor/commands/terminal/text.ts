/** Text in columns of a terminal: how wide it is, how it is cut and filled. Input must be `printable` already. */

/** Takes no column: combining marks, variation selectors. */
const MARK = /^[\p{M}\u200b-\u200d]$/u;

/** East Asian wide and emoji, from Unicode's EastAsianWidth.txt (W and F), coarsely. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += widthOfChar(char);
  return width;
}

/** Filled with blanks on the right; a longer text is cut, with `…` in its last column, unless it shall stay whole. */
export function fill(text: string, width: number, longer: 'cut' | 'whole' = 'cut'): string {
  const own = widthOf(text);
  if (own <= width) return text + ' '.repeat(width - own);
  if (longer === 'whole') return text;
  if (width < 1) return '';
  return fill(`${head(text, width - 1)}…`, width);
}

/** As `fill`, but keeps the end of the text: a path's last names say more than its first. */
export function fillEnd(text: string, width: number): string {
  const own = widthOf(text);
  if (own <= width) return text + ' '.repeat(width - own);
  if (width < 1) return '';
  return fill(`…${tail(text, width - 1)}`, width);
}

function head(text: string, width: number): string {
  let out = '';
  let used = 0;
  for (const char of text) {
    used += widthOfChar(char);
    if (used > width) break;
    out += char;
  }
  return out;
}

function tail(text: string, width: number): string {
  const chars = [...text];
  let used = 0;
  let from = chars.length;
  while (from > 0) {
    used += widthOfChar(chars[from - 1] ?? '');
    if (used > width) break;
    from--;
  }
  return chars.slice(from).join('');
}

function widthOfChar(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (MARK.test(char)) return 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}
