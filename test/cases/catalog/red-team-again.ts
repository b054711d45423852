import { freshName } from '../bytes.ts';
import { LANGUAGES } from '../languages-image.ts';
import type { Case } from './case.ts';
import { RUNC } from './red-team.ts';
import { given, nonce, perl, python, shell } from './scripts.ts';

const jar = (): string => nonce('jar');

const files: readonly Case[] = [
  given(
    'D11',
    'sh <FILE that ends at once',
    () => nonce('#'),
    (path) => `sh <${path}`,
  ),
  given('D11', 'a condition: if . FILE>/dev/null', shell, (path) => `if . ${path}>/dev/null; then :; fi`),
  given('D11', 'eval "…; . FILE"', shell, (path) => `eval "true; . ${path}"`),
  given(
    'D11',
    'python3 -m MODULE, of PYTHONPATH',
    python,
    (path) => `mkdir ${path}.d && mv ${path} ${path}.d/evil.py && cd / && PYTHONPATH=${path}.d python3 -m evil`,
  ),
  given(
    'D11',
    'perl -MMODULE, of PERL5LIB',
    perl,
    (path) => `mkdir ${path}.d && mv ${path} ${path}.d/Evil.pm && PERL5LIB=${path}.d perl -MEvil -e 1`,
  ),
  given(
    'D11',
    'mawk -W exec FILE',
    () => `${nonce('#')}BEGIN { system("sleep 0.3") }\n`,
    (path) => `mawk -W exec ${path}`,
  ),
  given(
    'D18',
    'tcc -run FILE: what it compiles is in its own memory',
    () => `${nonce('//')}int main(void) { return 0; }\n`,
    (path) => `mv ${path} ${path}.c && tcc -nostdinc -nostdlib -run ${path}.c || true`,
  ),
  given('D30', 'BASH_ENV of a bash that reads a pipe', shell, (path) => `echo sleep 0.05 | BASH_ENV=${path} bash`),
  given(
    'D26',
    'a script below a path of more than 4,095 bytes',
    shell,
    (path) =>
      `mkdir ${path}.d && cd ${path}.d && bash -c 'for i in $(seq 25); do mkdir $0 && cd $0 || exit; done; cp $1 x; sh ./x' $(printf %0200d 0) ${path}`,
  ),
];

const inLanguages: readonly Case[] = [
  given(
    'D11',
    'ruby -C DIRECTORY FILE',
    () => `${nonce('#')}sleep 0.3\n`,
    (path) => `cd / && ruby -C /tmp ${path.slice(5)}`,
  ),
  given(
    'D11',
    'php -d with blanks around the sign',
    () => `<?php ${nonce('//')}usleep(300000);\n`,
    (path) => `php -d 'auto_prepend_file = ${path}' -r 1\\;`,
  ),
  given(
    'D11',
    'java -Xbootclasspath/a',
    jar,
    (path) => `mv ${path} ${path}.jar && java -Xbootclasspath/a:${path}.jar -version 2>/dev/null || true`,
  ),
  given(
    'D30',
    'CLASSPATH',
    jar,
    (path) =>
      `mkdir ${path}.d && mv ${path} ${path}.d/Main.class && cd / && CLASSPATH=${path}.d java Main 2>/dev/null || true`,
  ),
].map((each) => ({ ...each, box: { image: LANGUAGES } }));

/** D11, D12, D18, D26 and D30 as somebody would try them who has seen the cases. */
export const redTeamAgain: readonly Case[] = [
  ...[...files, ...inLanguages].map((each) => ({ ...each, engines: RUNC })),
  {
    id: 'D12',
    technique: 'curl … | sh that ends at once, where the policy asks for it',
    engines: RUNC,
    box: { label: 'asked-again' },
    expected: 'added/script/stdin',
    also: ['added/script/argument'],
    run: async ({ box }) => {
      await box.sh(`printf true | sh; sleep 0.1 # ${freshName('piped')}`);
      return { origin: 'stdin' };
    },
  },
  {
    id: 'L07',
    technique: 'a script that bash finds by a PATH of its own',
    engines: RUNC,
    expected: 'missed',
    run: async ({ box }) => {
      const name = freshName('found');
      const digest = box.put(`/opt/found/${name}`, shell(), 0o644);
      await box.sh(`cd / && PATH=/opt/found:$PATH bash ${name}`);
      return { sha256: digest };
    },
  },
];
