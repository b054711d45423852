/** Finds `. FILE` and `source FILE` in the text of a shell's `-c`, where no exec will show them. */

const MAX_CODE = 64 * 1024;
const MAX_SOURCED = 16;
/** A word that the shell would change before it uses it. */
const EXPANDED = undefined;
/** A word before a command that leaves it one. */
const LEAVES_A_COMMAND = /^(?:if|then|elif|else|while|until|do|!|exec|eval|command|builtin|time|\w+=.*)$/;

/** Commands in words of commands (`eval '…'`) are followed this far. */
const MAX_DEPTH = 3;

/** File names as written, below the directory that a literal `cd` before went to. Linear; never throws. */
export function sourcedFiles(code: string, depth = 0): string[] {
  const found: string[] = [];
  let directory = '';
  for (const words of commands(code.slice(0, MAX_CODE))) {
    const [name, file] = words;
    // What `eval` is given in one word stands in its place.
    const inner = name === 'trap' ? file : name?.includes(' ') === true ? name : undefined;
    if (inner !== undefined && depth < MAX_DEPTH) found.push(...sourcedFiles(inner, depth + 1));
    if (file === EXPANDED || file === '') continue;
    if (name === 'cd') directory = file[0] === '/' ? `${file}/` : `${directory}${file}/`;
    if (name !== '.' && name !== 'source') continue;
    found.push(file[0] === '/' ? file : `${directory}${file}`);
    if (found.length >= MAX_SOURCED) break;
  }
  return found.slice(0, MAX_SOURCED);
}

/** Simple commands as words without their quotes; undefined for a word with an expansion. Redirections are left out. */
function* commands(code: string): Generator<readonly (string | undefined)[]> {
  let words: (string | undefined)[] = [];
  let word: string | undefined = '';
  let inWord = false;
  /** The next word is where a redirection leads. */
  let redirected = false;
  const endWord = (): void => {
    if (inWord && !redirected) words.push(word);
    if (inWord) redirected = false;
    word = '';
    inWord = false;
  };
  const add = (text: string): void => {
    inWord = true;
    if (word !== undefined) word += text;
  };
  for (let at = 0; at < code.length; at++) {
    const c = code[at] ?? '';
    if (c === "'") {
      const end = code.indexOf("'", at + 1);
      if (end === -1) return;
      add(code.slice(at + 1, end));
      at = end;
    } else if (c === '"') {
      let end = at + 1;
      while (end < code.length && code[end] !== '"') end += code[end] === '\\' ? 2 : 1;
      const text = code.slice(at + 1, end);
      add(text);
      if (/[$`\\]/.test(text)) word = EXPANDED;
      at = end;
    } else if (c === '\\') add(code[++at] ?? '');
    else if (c === '$' || c === '*' || c === '?' || c === '[') {
      inWord = true;
      word = EXPANDED;
    } else if (c === '#' && !inWord) {
      const end = code.indexOf('\n', at);
      if (end === -1) break;
      at = end - 1;
    } else if (';&|\n(){}`'.includes(c)) {
      // What stands in braces, parentheses or backticks begins a command of its own.
      endWord();
      if (words.length > 0) yield words;
      words = [];
      redirected = false;
    } else if (c === '<' || c === '>') {
      // A number before it is a descriptor's.
      if (word !== undefined && /^\d+$/.test(word)) inWord = false;
      endWord();
      redirected = true;
      if ((code[at + 1] ?? '') === '&') at++;
    } else if (c === ' ' || c === '\t') {
      endWord();
      if (words.length === 1 && LEAVES_A_COMMAND.test(words[0] ?? '')) words = [];
    } else add(c);
  }
  endWord();
  if (words.length > 0) yield words;
}
