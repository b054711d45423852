import { randomBytes } from 'node:crypto';
import { freshName } from '../bytes.ts';
import type { Case, Outcome } from './case.ts';

/** A script with bytes of its own that lives long enough to be looked at. */
export const shell = (): string => `# ${randomBytes(8).toString('hex')}\nsleep 0.3\n`;

/** An interpreter of the image is given a file that is not the image's. */
export function given(
  id: string,
  technique: string,
  text: () => string,
  command: (path: string) => string,
  also: readonly Outcome[] = [],
): Case {
  return {
    id,
    technique,
    expected: 'added/script/writable_layer',
    also,
    run: async ({ box }) => {
      const path = `/tmp/${freshName('code').replace('-', '_')}`;
      const digest = box.put(path, text(), 0o644);
      await box.sh(command(path));
      return { sha256: digest };
    },
  };
}

export const nonce = (comment: string): string => `${comment} ${randomBytes(8).toString('hex')}\n`;
export const python = (): string => `${nonce('#')}import time\ntime.sleep(0.3)\n`;
export const perl = (): string => `${nonce('#')}select(undef, undef, undef, 0.3); 1;\n`;

/** D10–D12, D27, D30: code that an interpreter reads. */
export const scripts: readonly Case[] = [
  {
    id: 'D10',
    technique: './script.sh with an interpreter of the image',
    expected: 'added/script/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('script')}.sh`;
      const digest = box.put(path, `#!/bin/sh\n${shell()}`);
      await box.run([path]);
      return { sha256: digest, path };
    },
  },
  {
    id: 'D10',
    technique: './script.sh whose interpreter is drift too',
    expected: 'added/binary/writable_layer',
    also: ['added/script/writable_layer'],
    run: async ({ box }) => {
      const interpreter = `/tmp/${freshName('interpreter')}`;
      const path = `/tmp/${freshName('script')}`;
      box.put(path, `#!${interpreter}\n${shell()}`);
      await box.sh(`{ cat /usr/bin/dash; echo ${path}; } >${interpreter}; chmod 755 ${interpreter}; ${path}`);
      return { path: interpreter };
    },
  },
  given('D11', 'sh FILE', shell, (path) => `sh ${path}`),
  given('D11', 'bash FILE', shell, (path) => `bash --norc ${path}`),
  given('D11', 'busybox sh FILE', shell, (path) => `busybox sh ${path}`),
  given('D11', '. FILE', shell, (path) => `. ${path}`),
  given('D11', 'python3 FILE', python, (path) => `python3 ${path}`),
  given(
    'D11',
    'python3 -m MODULE',
    python,
    (path) => `cd /tmp && mv ${path} ${path}.py && python3 -m ${path.slice(5)}`,
  ),
  given('D11', 'perl FILE', perl, (path) => `perl -w ${path}`),
  given('D11', 'env -S', perl, (path) => `env -S 'perl -w' ${path}`),
  given('D30', 'BASH_ENV', shell, (path) => `BASH_ENV=${path} bash -c 'sleep 0.05'`),
  given('D30', 'ENV of an interactive shell', shell, (path) => `echo 'sleep 0.05' | ENV=${path} dash -i 2>/dev/null`),
  given(
    'D30',
    'PERL5OPT',
    perl,
    (path) => `mv ${path} ${path}.pm; PERL5LIB=/tmp PERL5OPT=-M${path.slice(5)} perl -e 'sleep 0'`,
  ),
  given('D30', 'PYTHONSTARTUP', python, (path) => `PYTHONSTARTUP=${path} python3 -i </dev/null 2>/dev/null`),
  given(
    'D30',
    'PYTHONPATH',
    python,
    (path) => `mkdir ${path}.d; mv ${path} ${path}.d/sitecustomize.py; PYTHONPATH=${path}.d python3 -c 1`,
  ),
  {
    id: 'D12',
    technique: 'curl … | sh: on standard input, where the policy asks for it',
    box: { label: 'asked' },
    expected: 'added/script/stdin',
    also: ['added/script/argument'],
    run: async ({ box }) => {
      await box.sh(`echo 'sleep 0.3 # ${freshName('piped')}' | sh`);
      return { origin: 'stdin' };
    },
  },
  {
    id: 'D12',
    technique: 'python3 -c: in an argument, where the policy asks for it',
    box: { label: 'asked' },
    expected: 'added/script/argument',
    run: async ({ box }) => {
      await box.run(['/usr/bin/python3', '-c', `"${freshName('argued')}"`]);
      return { origin: 'argument' };
    },
  },
  {
    id: 'D12',
    technique: 'code on standard input and in arguments, where no policy asks for it',
    expected: 'quiet',
    run: async ({ box }) => {
      await box.sh('echo true | sh; sh <<EOF\ntrue\nEOF\npython3 -c 1');
      return undefined;
    },
  },
];
