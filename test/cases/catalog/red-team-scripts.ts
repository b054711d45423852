import { basename } from 'node:path';
import { freshName } from '../bytes.ts';
import { LANGUAGES } from '../languages-image.ts';
import type { Case, Outcome } from './case.ts';
import { RUNC } from './red-team.ts';
import { given, nonce, perl, python, shell } from './scripts.ts';

/** A script whose first line is `first`, at a fresh path, is run by a shell's command. */
function firstLine(technique: string, first: string, command: (path: string) => string = (path) => path): Case {
  return {
    id: 'D10',
    technique,
    engines: RUNC,
    expected: 'added/script/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('script')}`;
      const digest = box.put(path, `${first}${shell()}`);
      await box.sh(command(path));
      return { sha256: digest };
    },
  };
}

const padded = (bytes: number): string => `#!${'/'.repeat(bytes - '#!bin/sh'.length)}bin/sh\n`;

const firstLines: readonly Case[] = [
  firstLine(
    'a first line that ends in CR: the interpreter’s name does, too',
    '#!/tmp/sh\r\n',
    (path) => `ln -sf /bin/sh "$(printf '/tmp/sh\\r')" && ${path}`,
  ),
  firstLine('a first line of 255 bytes', padded(255)),
  firstLine('a first line whose argument the kernel cuts (over 256 bytes)', `#!/bin/sh -e${' '.repeat(300)}x\n`),
  firstLine('blanks and tabs in the first line', '#! \t/bin/sh\t-e \t\n'),
  firstLine('an interpreter by a relative path', '#!dash\n', (path) => `cd /usr/bin && ${path}`),
  firstLine('an interpreter by /proc/self/root', '#!/proc/self/root/bin/sh\n'),
  firstLine('no first line: env starts a shell for it (ENOEXEC)', '', (path) => `env ${path}`),
  firstLine('no first line, by find -exec', '', (path) => `find ${path} -exec {} \\;`),
];

const files: readonly Case[] = [
  given('D11', 'sh /dev/stdin <FILE', shell, (path) => `sh /dev/stdin <${path}`),
  given('D11', 'sh -s with arguments, from a file', shell, (path) => `sh -s a b <${path}`),
  given('D11', 'python3 /dev/stdin <FILE', python, (path) => `python3 /dev/stdin <${path}`),
  given('D11', 'perl - <FILE', perl, (path) => `perl - a <${path}`),
  given(
    'D11',
    'perl -x FILE',
    () => `${nonce('')}#!perl\n${perl()}`,
    (path) => `perl -x ${path}`,
  ),
  given('D11', 'a shell’s -c that runs its $0', shell, (path) => `sh -c 'exec sh "$0"' ${path}`),
  given('D11', 'bash -O OPTION +x FILE', shell, (path) => `bash --norc -O extglob +x ${path}`),
  given('D11', 'bash --init-file=FILE', shell, (path) => `bash --init-file ${path} -i </dev/null >/dev/null 2>&1`),
  given('D11', 'busybox timeout sh FILE', shell, (path) => `busybox timeout 5 sh ${path}`),
  given('D11', 'busybox find -exec busybox sh', shell, (path) => `busybox find ${path} -exec busybox sh {} \\;`),
  given('D11', 'busybox setsid busybox ash FILE', shell, (path) => `busybox setsid busybox ash ${path}`),
  given('D11', 'python3 -W and -X with values, -OO', python, (path) => `python3 -OO -W ignore -X dev ${path}`),
  given('D11', 'python3 -BmNAME', python, (path) => `cd /tmp && mv ${path} ${path}.py && python3 -Bm${path.slice(5)}`),
  given(
    'D11',
    'perl -Mlib=DIR -MNAME',
    perl,
    (path) => `mv ${path} ${path}.pm && perl -Mlib=/tmp -M${path.slice(5)} -e 1`,
  ),
  given(
    'D11',
    'sed -nEf FILE',
    () => `${nonce('#')}1e sleep 0.3\n`,
    (path) => `echo x | sed -nEf ${path}`,
  ),
  given(
    'D11',
    'sed --file=FILE',
    () => `${nonce('#')}1e sleep 0.3\n`,
    (path) => `echo x | sed --file=${path}`,
  ),
  given(
    'D11',
    'an interpreter by setpriv, nice and env with a changed directory',
    shell,
    (path) => `setpriv --nnp nice env -C /tmp sh ./${path.slice(5)}`,
  ),
].map((each) => ({ ...each, engines: RUNC }));

/** Without a first line the kernel refuses a file (ENOEXEC), and shells take it for a script all the same. */
function refused(technique: string, command: (path: string) => readonly string[], more = ''): Case {
  return {
    id: 'D10',
    technique: `no first line: ${technique}`,
    expected: 'added/script/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('script')}`;
      const digest = box.put(path, `${shell()}${more}`);
      await box.run(command(path));
      return { sha256: digest, path };
    },
  };
}

const refusals: readonly Case[] = [
  refused('bash reads it itself', (path) => ['/bin/bash', '-c', '"$0" an argument; true', path]),
  refused(
    'bash, which found it in the working directory, and it deletes itself',
    (path) => ['/bin/bash', '-c', `cd /tmp; ./${basename(path)}; true`],
    'rm "$0"\n',
  ),
  refused(
    'bash by a symlink, and it makes itself something else',
    (path) => ['/bin/bash', '-c', `ln -s ${path} ${path}.link; ${path}.link; true`],
    'chmod 644 "$0"; mv "$0" /tmp/old-script\n',
  ),
  refused('dash executes a shell for it', (path) => ['/bin/dash', '-c', path]),
  refused('busybox sh executes itself for it', (path) => ['/bin/busybox', 'sh', '-c', path]),
  {
    id: 'B07',
    technique: 'what the kernel refuses and bash does not read either',
    expected: 'quiet',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('data')}`;
      box.put(`${path}.elf`, '\x7fELF of no machine');
      box.put(`${path}.data`, 'M\0Z');
      box.put(`${path}.lost`, `#!/no/such/interpreter\n${shell()}`);
      await box.run(['/bin/bash', '-c', 'for x in elf data lost; do "$0.$x" 2>/dev/null; done; true', path]);
      return undefined;
    },
  },
];

/** A script in memory, given to an interpreter. */
const inMemory: Case = {
  id: 'D11',
  technique: 'sh /proc/self/fd/N of a memfd',
  engines: RUNC,
  expected: 'added/script/memfd' satisfies Outcome,
  run: async ({ box }) => {
    const path = `/tmp/${freshName('script')}`;
    const digest = box.put(path, shell(), 0o644);
    await box.run([
      '/usr/bin/python3',
      '-c',
      'import os,sys; m=os.memfd_create("x",0); os.write(m,open(sys.argv[1],"rb").read()); os.lseek(m,0,0); os.execv("/bin/sh",["sh",f"/proc/self/fd/{m}"])',
      path,
    ]);
    return { sha256: digest };
  },
};

/** The name of the working directory leads elsewhere, or nowhere. */
const hidden = (technique: string, script: string): Case => ({
  id: 'D11',
  technique,
  box: { privileged: true },
  engines: RUNC,
  expected: 'added/script/tmpfs',
  run: async ({ box }) => {
    const path = `/tmp/${freshName('hidden')}`;
    const digest = box.put(path, shell(), 0o644);
    const steps = `mkdir ${path}.d && mount -t tmpfs none ${path}.d && cp ${path} ${path}.d/ldd && cd ${path}.d`;
    await box.sh(`${steps} && ${script} && sleep 0.1 && sh ./ldd; umount -l ${path}.d 2>/dev/null || true`);
    return { sha256: digest };
  },
});

const unreachable: readonly Case[] = [
  hidden('a script in a working directory that has been unmounted', 'umount -l .'),
  hidden('a script in a working directory that the image’s own scripts are mounted over', 'mount --bind /usr/bin .'),
];

const archive: Case = {
  id: 'D11',
  technique: 'python3 FILE.zip',
  box: { image: LANGUAGES },
  engines: RUNC,
  expected: 'added/script/writable_layer',
  run: async ({ box }) => {
    const path = `/tmp/${freshName('archive')}`;
    box.put(`${path}.d/__main__.py`, python(), 0o644);
    await box.sh(
      `cd ${path}.d && python3 -c 'import zipfile; zipfile.ZipFile("${path}","w").write("__main__.py")' && python3 ${path}`,
    );
    return { path };
  },
};

/** D10 and D11 as somebody would try them who has read our documents. */
export const redTeamScripts: readonly Case[] = [
  ...firstLines,
  ...files,
  ...unreachable,
  ...refusals,
  inMemory,
  archive,
];
