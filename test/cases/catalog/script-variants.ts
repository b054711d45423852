import { freshName, sha256 } from '../bytes.ts';
import type { Case } from './case.ts';
import { given, nonce, perl, python, shell } from './scripts.ts';

const awk = (): string => `${nonce('#')}BEGIN { system("sleep 0.3") }\n`;
const sed = (): string => `${nonce('#')}1e sleep 0.3\n`;

/** Other ways to give an interpreter of the image a file. */
export const scriptVariants: readonly Case[] = [
  given('D11', 'sh <FILE', shell, (path) => `sh <${path}`),
  given('D11', 'bash /dev/fd/3 3<FILE', shell, (path) => `bash --norc /dev/fd/3 3<${path}`),
  given('D11', 'bash --rcfile FILE -i', shell, (path) => `bash --rcfile ${path} -i </dev/null >/dev/null 2>&1`),
  given('D11', 'sh -eu -o pipefail -- FILE', shell, (path) => `bash --norc -eu -o pipefail -- ${path}`),
  given('D11', 'a name of the script without a slash', shell, (path) => `cd /tmp && sh ${path.slice(5)}`),
  given('D11', 'find -exec sh', shell, (path) => `find ${path} -exec sh {} \\;`),
  given('D11', 'xargs sh', shell, (path) => `echo ${path} | xargs sh`),
  given('D11', 'through /proc/self/root', shell, (path) => `sh /proc/self/root${path}`),
  given(
    'D11',
    'through /proc/self/cwd/..',
    shell,
    (path) => `mkdir ${path}.d && cd ${path}.d && sleep 0.1 && sh /proc/self/cwd/../${path.slice(5)}`,
  ),
  given(
    'D11',
    'through .. of a descriptor',
    shell,
    (path) => `mkdir ${path}.d && exec 3<${path}.d && cd / && sleep 0.1 && sh /proc/self/fd/3/../${path.slice(5)}`,
  ),
  given(
    'D11',
    'from a working directory that has been removed',
    shell,
    (path) => `mkdir ${path}.d && cd ${path}.d && rmdir ${path}.d && sleep 0.1 && sh ../${path.slice(5)}`,
  ),
  given(
    'D11',
    'busybox under a name that only begins like its own',
    shell,
    (path) => `bash -c 'exec -a busybox-x busybox sh ${path}'`,
  ),
  given('D11', 'through a symlink', shell, (path) => `ln -s ${path} ${path}.link && sh ${path}.link`),
  given('D11', 'the interpreter renamed', shell, (path) => `cp /usr/bin/dash ${path}.tool && ${path}.tool ${path}`, [
    'relocated/binary/writable_layer',
  ]),
  given(
    'D11',
    'busybox renamed to a shell',
    shell,
    (path) => `mkdir ${path}.d && cp /usr/bin/busybox ${path}.d/ash && ${path}.d/ash ${path}`,
    ['relocated/binary/writable_layer'],
  ),
  given('D11', 'the loader runs the interpreter', shell, (path) => `/lib64/ld-linux-x86-64.so.2 /usr/bin/dash ${path}`),
  given('D11', 'python3.11 FILE', python, (path) => `python3.11 -B -X utf8 ${path}`),
  given(
    'D11',
    'python3 DIRECTORY',
    python,
    (path) => `mkdir ${path}.d && mv ${path} ${path}.d/__main__.py && python3 ${path}.d`,
  ),
  given('D11', 'python3 <FILE', python, (path) => `python3 <${path}`),
  given('D11', 'python3 - after options, from a file', python, (path) => `python3 -u - <${path}`),
  given('D11', 'perl -IDIR -MMODULE', perl, (path) => `mv ${path} ${path}.pm && perl -I/tmp -M${path.slice(5)} -e 1`),
  given('D11', 'perl with options that take a value', perl, (path) => `perl -I /opt -w ${path}`),
  given('D11', 'busybox awk -f', awk, (path) => `busybox awk -f ${path}`),
  given('D11', 'mawk -f', awk, (path) => `awk -f ${path}`),
  given('D11', 'sed -f', sed, (path) => `echo x | sed -f ${path}`),
  {
    id: 'D10',
    technique: 'a script whose first line is env -S',
    expected: 'added/script/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('script')}`;
      const digest = box.put(path, `#!/usr/bin/env -S perl -w\n${perl()}`);
      await box.run([path]);
      return { sha256: digest };
    },
  },
  {
    id: 'D10',
    technique: 'a script whose interpreter is a script',
    expected: 'added/script/writable_layer',
    also: ['added/script/writable_layer'],
    run: async ({ box }) => {
      const [inner, outer] = [`/tmp/${freshName('inner')}`, `/tmp/${freshName('outer')}`];
      const digest = box.put(inner, `#!/bin/sh\n${shell()}`);
      box.put(outer, `#!${inner}\n${nonce('#')}`);
      await box.run([outer]);
      return { sha256: digest };
    },
  },
  {
    id: 'D10',
    technique: 'a script in a memfd',
    expected: 'added/script/memfd',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('script')}`;
      const digest = box.put(path, `#!/bin/sh\n${shell()}`);
      await box.run(['/usr/local/bin/fd-exec', path]);
      return { sha256: digest };
    },
  },
  {
    id: 'D12',
    technique: 'bash -c "$(…)", where the policy asks for it',
    box: { label: 'asked' },
    expected: 'added/script/argument',
    also: ['added/script/argument'],
    run: async ({ box }) => {
      await box.sh(`bash -c "$(echo 'sleep 0.1 # ${freshName('fetched')}')"`);
      return { origin: 'argument' };
    },
  },
  {
    id: 'D12',
    technique: 'a here-document and process substitution, where the policy asks for it',
    box: { label: 'asked-anew' },
    expected: 'added/script/stdin',
    also: ['added/script/argument', 'added/script/stdin'],
    run: async ({ box }) => {
      await box.run([
        '/bin/bash',
        '-c',
        `bash <(echo 'sleep 0.3 # ${freshName('substituted')}'); bash <<E\nsleep 0.3\nE`,
      ]);
      return { origin: 'stdin' };
    },
  },
  given(
    'D30',
    'BASH_ENV of a shell that ends at once',
    () => nonce('#'),
    (path) => `BASH_ENV=${path} bash -c :`,
  ),
  given(
    'D30',
    'PYTHONPATH of a Python that ends at once',
    () => nonce('#'),
    (path) => `mkdir ${path}.d; mv ${path} ${path}.d/sitecustomize.py; PYTHONPATH=${path}.d python3 -c 1`,
  ),
  given(
    'D30',
    'PERL5OPT of a Perl that ends at once',
    () => `${nonce('#')}1;\n`,
    (path) => `mv ${path} ${path}.pm; PERL5LIB=/tmp PERL5OPT=-M${path.slice(5)} perl -e 1`,
  ),
  {
    id: 'L04',
    technique: 'a file that a shell’s -c names by a variable (. $f)',
    expected: 'missed',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('sourced')}`;
      const digest = box.put(path, shell(), 0o644);
      await box.sh(`f=${path}; . $f`);
      return { sha256: digest };
    },
  },
  {
    id: 'L05',
    technique: 'an awk script that busybox’s shell runs without an exec',
    expected: 'missed',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('awk')}`;
      const digest = box.put(path, awk(), 0o644);
      await box.run(['/usr/bin/busybox', 'sh', '-c', `awk -f ${path}; true`]);
      return { sha256: digest };
    },
  },
  {
    id: 'L06',
    technique: 'a file that a shell’s -c writes and then names (. FILE)',
    expected: 'missed',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('written')}`;
      const text = shell();
      await box.sh(`sleep 0.2; printf '%s' '${text}' >${path}; . ${path}`);
      return { sha256: sha256(Buffer.from(text)) };
    },
  },
];
