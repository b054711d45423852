import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../../sensor/digest/script/command-line.ts';
import { familyOf, readsRefused } from '../../../../sensor/digest/script/interpreter.ts';

/** What runs: first names of required files, `?` before those that may be missing, `=` code, `<` standard input. */
function read(name: string, ...args: string[]): string[] | undefined {
  const reading = readCommandLine(name, [name, ...args])?.reading;
  if (reading === undefined) return undefined;
  return [
    ...reading.files.map((file) => (file.optional ? '?' : '') + (file.names[0] ?? '')),
    ...reading.code.map((code) => `=${code}`),
    ...(reading.stdin ? ['<'] : []),
  ];
}

describe('programs that run code of others are known by name, whatever their version', () => {
  test.each([
    ['sh', 'shell'],
    ['bash', 'shell'],
    ['zsh-5.9', 'shell'],
    ['ksh93', 'shell'],
    ['bash-static', 'shell'],
    ['tcsh', 'shell'],
    ['fish', 'shell'],
    ['msh', 'shell'],
    ['python3.12', 'python'],
    ['python', 'python'],
    ['pypy3', 'python'],
    ['node', 'node'],
    ['nodejs', 'node'],
    ['perl5.36.0', 'perl'],
    ['perl5.36-x86_64-linux-gnu', 'perl'],
    ['ruby3.1', 'ruby'],
    ['php8.2', 'php'],
    ['php-cgi8.2', 'php'],
    ['php-cgi', 'php'],
    ['lua5.4', 'lua'],
    ['luajit-2.1.0-beta3', 'lua'],
    ['tclsh8.6', 'tcl'],
    ['mawk', 'awk'],
    ['gsed', 'sed'],
    ['tcc', 'tcc'],
    ['busybox', 'busybox'],
    ['ld-linux-x86-64.so.2', 'loader'],
    ['ld-musl-x86_64.so.1', 'loader'],
    ['ld-2.31.so', 'loader'],
  ])('%s is a %s', (name, family) => expect(familyOf(name)).toBe(family));

  test.each([
    'ls',
    'php-fpm8.2',
    'shred',
    'nodeinfo',
    'pythonista',
    'ldconfig',
    'ldd',
    'libc.so.6',
    '',
    'perldoc',
    'constructor',
  ])('%j is none', (name) => expect(familyOf(name)).toBeUndefined());

  test.each(['bash', 'bash-static', 'rbash', 'bash5.2', 'ksh', 'ksh93', 'rksh', 'sh'])(
    '%s reads itself what the kernel refuses to execute',
    (name) => expect(readsRefused(name)).toBe(true),
  );
  test.each(['dash', 'zsh', 'mksh', 'busybox', 'shred', 'python3', 'bashful', ''])(
    '%j executes a shell for it, or gives up',
    (name) => expect(readsRefused(name)).toBe(false),
  );
});

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  // shells
  ['sh', ['x.sh', 'a', 'b'], ['x.sh']],
  ['sh', ['-e', 'x.sh', '-c', 'no'], ['x.sh']],
  ['sh', ['-c', 'echo x', 'x.sh'], ['=echo x']],
  ['sh', ['-ec', 'echo x'], ['=echo x']],
  ['sh', ['-c', '-e', 'echo x'], ['=echo x']],
  ['sh', ['-o', 'pipefail', 'x.sh'], ['x.sh']],
  ['sh', ['-eo', 'pipefail', 'x.sh'], ['x.sh']],
  ['sh', ['-euxo', 'pipefail', '-c', 'y'], ['=y']],
  ['sh', ['+e', '+o', 'nounset', 'x.sh'], ['x.sh']],
  ['sh', ['--', 'x.sh'], ['x.sh']],
  ['sh', ['-', 'x.sh'], ['x.sh']],
  ['sh', ['--', '-c'], ['-c']],
  ['sh', [], ['<']],
  ['sh', ['-s', 'x.sh'], ['<']],
  ['sh', ['-i'], ['<']],
  ['bash', ['--rcfile', 'f', 'x.sh'], ['?f', 'x.sh']],
  ['bash', ['--norc', '--noprofile', 'x.sh'], ['x.sh']],
  ['bash', ['-O', 'extglob', 'x.sh'], ['x.sh']],
  ['bash', ['/proc/self/fd/3'], ['/proc/self/fd/3']],
  // sourcing in -c
  ['sh', ['-c', '. /tmp/x'], ['?/tmp/x', '=. /tmp/x']],
  ['bash', ['-c', 'set -e; source "/tmp/x y" && z'], ['?/tmp/x y', '=set -e; source "/tmp/x y" && z']],
  ['sh', ['-c', 'cd /srv && . ./env'], ['?/srv/./env', '=cd /srv && . ./env']],
  ['sh', ['-c', 'if true; then . /a; fi'], ['?/a', '=if true; then . /a; fi']],
  ['sh', ['-c', "echo '. /tmp/x'"], ["=echo '. /tmp/x'"]],
  ['sh', ['-c', '. "$HOME/x"'], ['=. "$HOME/x"']],
  ['sh', ['-c', '# . /tmp/x'], ['=# . /tmp/x']],
  ['sh', ['-c', 'ls . /tmp'], ['=ls . /tmp']],
  ['sh', ['-c', '. /tmp/x>/dev/null'], ['?/tmp/x', '=. /tmp/x>/dev/null']],
  ['sh', ['-c', '2>&1 >/dev/null . /tmp/x 1'], ['?/tmp/x', '=2>&1 >/dev/null . /tmp/x 1']],
  ['sh', ['-c', 'if . /a; then :; fi'], ['?/a', '=if . /a; then :; fi']],
  ['sh', ['-c', 'while ! . /a; do :; done'], ['?/a', '=while ! . /a; do :; done']],
  ['sh', ['-c', 'eval ". /a"; trap ". /b" EXIT'], ['?/a', '?/b', '=eval ". /a"; trap ". /b" EXIT']],
  ['sh', ['-c', 'x=`. /a`'], ['?/a', '=x=`. /a`']],
  ['python3', ['x.py', 'a'], ['x.py']],
  ['python3', ['-m', 'pdb', '-c', 'continue', 'x.py', 'a'], ['?pdb.py', '?x.py']],
  ['python3', ['-mcProfile', '-o', 'out', '-s', 'time', 'x.py'], ['?cProfile.py', '?x.py']],
  ['python3', ['-m', 'cProfile', '-m', 'a.b', 'x.py'], ['?cProfile.py', '?a/b.py']],
  ['python3', ['-m', 'trace', '--count', '-C', '/tmp', '--ignore-dir=/usr', 'x.py'], ['?trace.py', '?x.py']],
  ['python3', ['-m', 'http.server', 'x.py'], ['?http/server.py']],
  ['python3', ['-m', 'runpy', 'a.b', 'c'], ['?runpy.py', '?a/b.py']],
  ['python3', ['-X', 'y', 'x.py'], ['x.py']],
  ['python3', ['-Xdev', '-W', 'ignore', '-u', 'x.py'], ['x.py']],
  ['python3', ['-uBc', 'print(1)', 'x.py'], ['=print(1)']],
  ['python3', ['-c', 'print(1)', '-m', 'z'], ['=print(1)']],
  ['python3', ['-m', 'http.server', '80'], ['?http/server.py']],
  ['python3', ['-'], ['<']],
  ['python3', ['-u', '-', 'x'], ['<']],
  ['python3', [], ['<']],
  ['python3', ['--check-hash-based-pycs', 'always', 'x.py'], ['x.py']],
  ['node', ['x.js', '-e', '1'], ['x.js']],
  ['node', ['--require', './a.js', 'x.js'], ['?./a.js', 'x.js']],
  ['node', ['-r', '/a.js', 'x.js'], ['?/a.js', 'x.js']],
  ['node', ['--import=file:///a%20b.mjs', 'x.js'], ['?/a b.mjs', 'x.js']],
  ['node', ['-r', 'dotenv/config', 'x.js'], ['?node_modules/dotenv/config', 'x.js']],
  ['node', ['--import', 'data:text/javascript,1', '-r', 'node:fs', 'x.js'], ['x.js']],
  ['node', ['--max-old-space-size=64', '--inspect', 'x.js'], ['x.js']],
  ['node', ['--title', 'x', 'x.js'], ['x.js']],
  ['node', ['-e', '1+1', 'x.js'], ['=1+1']],
  ['node', ['-pe', '1+1'], ['=1+1']],
  ['node', ['--eval=1'], ['=1']],
  ['node', ['inspect', 'x.js'], ['x.js']],
  ['node', ['-', 'x'], ['<']],
  ['node', ['--', '-x.js'], ['-x.js']],
  ['perl', ['-Ilib', '-w', 'x.pl'], ['x.pl']],
  ['perl', ['-I', 'lib', '-MFoo::Bar=a', 'x.pl'], ['?lib/Foo/Bar.pm', 'x.pl']],
  ['perl', ['-I', 'b', '-Mlib=/a,c', '-MFoo', 'x.pl'], ['?/a/lib.pm', '?/a/Foo.pm', 'x.pl']],
  ['perl', ['-ne', 'print'], ['=print']],
  ['perl', ['-0777', '-pe', 's/a/b/', 'data'], ['=s/a/b/']],
  ['perl', ['-0777ne', 'x'], ['=x']],
  ['perl', ['-lane', 'x'], ['=x']],
  ['perl', ['-i.bak', '-pe', 'x', 'data'], ['=x']],
  ['perl', ['-e', 'a', '-e', 'b'], ['=a', '=b']],
  ['perl', ['-MStrict', 'x.pl'], ['x.pl']],
  ['perl', ['--', 'x.pl'], ['x.pl']],
  ['perl', [], ['<']],
  ['ruby', ['-r', './a', '-W0', 'x.rb'], ['?./a', 'x.rb']],
  ['ruby', ['-Ilib', '-rfoo', '-e', '1'], ['?lib/foo', '=1']],
  ['ruby', ['-E', 'UTF-8', 'x.rb'], ['x.rb']],
  ['ruby', ['-C', '/srv', 'x.rb'], ['/srv/x.rb']],
  ['ruby', ['-Ca', '-Xb', '-r', './l', '-Ii', '-rm', '/x.rb'], ['?a/b/./l', '?a/b/i/m', '/x.rb']],
  ['php', ['x.php', '-r', 'z'], ['x.php']],
  ['php', ['-d', 'memory_limit=1G', '-f', 'x.php'], ['x.php']],
  ['php', ['-dauto_prepend_file=/tmp/p.php', 'x.php'], ['?/tmp/p.php', 'x.php']],
  ['php', ['-d', 'auto_append_file = /a.php', 'x.php'], ['?/a.php', 'x.php']],
  ['php', ['-r', 'echo 1;'], ['=echo 1;']],
  ['php', ['-S', '0:80', 'router.php'], ['router.php']],
  ['java', ['-jar', 'x.jar', 'a'], ['x.jar']],
  ['java', ['-Xmx1g', '-javaagent:/a.jar=o=1', '-jar', 'x.jar'], ['?/a.jar', 'x.jar']],
  ['java', ['-cp', 'a.jar:classes', 'com.x.Main', 'a'], ['?classes/com/x/Main.class', '?a.jar']],
  ['java', ['--class-path=a.jar', 'Main'], ['?a.jar']],
  ['java', ['Main'], ['?./Main.class']],
  ['java', ['Main.java', 'a'], ['Main.java']],
  ['java', ['--add-opens', 'java.base/x=ALL', '-p', 'm.jar', '-m', 'x/Y'], ['?m.jar']],
  ['java', ['-version'], []],
  ['java', ['-Xbootclasspath/a:/b.jar:/c.zip', '-version'], ['?/b.jar', '?/c.zip']],
  [
    'java',
    ['-Djava.class.path=a.jar', '--patch-module', 'java.base=/p.jar', 'Main'],
    ['?a.jar', '?/p.jar', '?./Main.class'],
  ],
  ['java', ['--source', '17', 'script', 'a'], ['script']],
  ['lua5.4', ['-e', 'a', 'x.lua'], ['x.lua', '=a']],
  ['lua', ['-l', 'm', 'x.lua'], ['?m.lua', 'x.lua']],
  ['lua', ['-l', 'g=a.b', '-e', '1'], ['?a/b.lua', '=1']],
  ['lua', ['-l', 'm', '-e', '1', 'x.lua'], ['?m.lua', 'x.lua', '=1']],
  ['tclsh', ['-encoding', 'utf-8', 'x.tcl'], ['x.tcl']],
  ['expect', ['-c', 'a'], ['=a']],
  ['expect', ['-f', 'x.exp'], ['x.exp']],
  ['mawk', ['-f', 'x.awk', 'data'], ['x.awk']],
  ['gawk', ['-F:', '--file=x.awk', 'data'], ['x.awk']],
  ['awk', ['-F', ':', '{print}', 'data'], ['={print}']],
  ['gawk', ['-i', 'inplace', '{print}', 'data'], ['?inplace', '={print}']],
  ['gawk', ['--include=x', '-f', 'y'], ['?x', 'y']],
  ['awk', ['-f', '-'], ['<']],
  ['mawk', ['-W', 'exec', 'x.awk', 'data'], ['x.awk']],
  ['mawk', ['-W', 'version', '{print}'], ['={print}']],
  ['sed', ['-n', '-f', 'x.sed', 'data'], ['x.sed']],
  ['sed', ['-i.bak', '-e', 's/a/b/', 'data'], ['=s/a/b/']],
  ['sed', ['-E', 's/a/b/', 'data'], ['=s/a/b/']],
  ['tcc', ['-o', 'out', 'x.c'], []],
  ['tcc', ['-I', 'include', '-lm', 'a.c', '-run', '-DX', 'b.c', 'c.c'], ['a.c', 'b.c']],
  ['tcc', ['-run', '-'], ['<']],
  // the loader runs a program, which is read in turn
  ['ld-linux-x86-64.so.2', ['--library-path', '/l', '/bin/sh', 'x.sh'], ['x.sh']],
  ['ld-musl-x86_64.so.1', ['--preload', '/p.so', '--', '/usr/bin/python3', '-u', 'x.py'], ['x.py']],
];

describe('command lines', () => {
  test.each(cases)('%s %j runs %j', (name, args, expected) => expect(read(name, ...args)).toEqual(expected));

  test('a script without a slash is looked for where bash looks, and where dash does not', () => {
    const names = (name: string) => readCommandLine(name, [name, 'run.sh'])?.reading.files[0]?.names;
    expect(names('bash')).toContain('/usr/local/bin/run.sh');
    expect(names('dash')).toEqual(['run.sh']);
  });

  test('busybox is what argv[0] says, else its first argument', () => {
    const run = (...argv: string[]) => readCommandLine('busybox', argv)?.reading;
    expect(run('/bin/sh', 'x.sh')?.files[0]?.names).toEqual(['x.sh']);
    expect(run('-ash')?.stdin).toBe(true);
    expect(run('busybox', 'sh', 'x.sh')?.files[0]?.names).toEqual(['x.sh']);
    expect(run('busybox-x', 'busybox.static', 'sh', 'x.sh')?.files[0]?.names).toEqual(['x.sh']);
    expect(run('/bin/busybox', 'busybox', 'awk', '-f', 'x')?.files[0]?.names).toEqual(['x']);
    expect(run('ls', 'x.sh')).toBeUndefined();
    expect(run()).toBeUndefined();
  });

  test('a loader behind a loader is followed a few times only', () => {
    const chain = Array.from({ length: 100 }, () => '/lib/ld.so');
    expect(readCommandLine('ld.so', [...chain, '/bin/sh', 'x'])).toBeUndefined();
    expect(read('ld.so', '/lib/ld.so', '/bin/sh', 'x')).toEqual(['x']);
  });

  test('however many modules come before a script, it is told, and so is what of a long class path is named itself', () => {
    const files = (name: string, ...argv: string[]) => readCommandLine(name, [name, ...argv])?.reading.files ?? [];
    const modules = (count: number) => Array.from({ length: count }, (_, at) => ['-r', `./${at}`]).flat();
    expect(files('node', ...modules(63), 'x.js').at(-1)).toMatchObject({
      names: ['x.js', ...Array(5).fill(expect.any(String))],
    });
    expect(files('node', ...modules(63), 'x.js').some(({ unseen }) => unseen)).toBe(false);
    expect(files('node', ...modules(64), 'x.js').at(-1)).toMatchObject({ unseen: true, optional: false });
    expect(files('node', ...modules(99), 'x.js')).toHaveLength(65);
    const path = Array.from({ length: 99 }, (_, at) => `${at}.jar`).join(':');
    const named = (...argv: string[]) =>
      files('java', '-cp', path, ...argv).map(({ names, unseen }) => unseen ?? names[0]);
    expect(named('-p', path, '-jar', 'x.jar').at(-1)).toBe('x.jar');
    expect(named('-p', path, 'X.java').at(-1)).toBe('X.java');
    expect(named('-p', 'a.jar', 'X')).toHaveLength(63);
    expect(files('java', '-cp', `classes:${path}`, 'X')[0]?.names).toEqual(['classes/X.class']);
  });

  test('whatever the arguments are, nothing is thrown, and all that is named was among them', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '-c',
        '-e',
        '-m',
        '-',
        '--',
        '-o',
        '-r',
        '-I',
        '-M',
        '-f',
        '-jar',
        '-cp',
        '--require',
        '+o',
        '-0777ne',
        '',
      ),
      fc.string({ maxLength: 12 }),
    );
    const names = fc.constantFrom(...'sh bash busybox python3 node perl ruby php java lua tclsh awk ld.so'.split(' '));
    fc.assert(
      fc.property(names, fc.array(word, { maxLength: 12 }), (name, argv) => {
        const reading = readCommandLine(name, argv)?.reading;
        for (const code of reading?.code ?? []) expect(argv.some((arg) => arg.endsWith(code))).toBe(true);
        for (const file of reading?.files ?? []) expect(file.names.length).toBeGreaterThan(0);
      }),
      { numRuns: 3_000 },
    );
  });

  test('a megabyte of hostile text is read within the time of a test, which only linear work is', () => {
    const texts = ['-', '-e"', '"\\', '. ', '-I', '. x;', "'", '(('].map((text) =>
      text.repeat(1_000_000 / text.length),
    );
    for (const name of ['sh', 'python3', 'perl', 'node', 'ruby', 'php', 'java', 'lua', 'tclsh', 'awk', 'ld.so']) {
      for (const text of texts) {
        expect(() => readCommandLine(name, [name, '-c', text, text])).not.toThrow();
        expect(() => readCommandLine(name, [name, ...text.split('', 100_000)])).not.toThrow();
      }
    }
  });
});

test.each([
  ['zsh --emulate sh x a', ['x']],
  ['fish x a', ['x']],
  ['fish -C init x', ['x', '=init']],
  ['fish --init-command=init --profile out x', ['x', '=init']],
  ['fish -d all -o out -f qmark-noglob x', ['x']],
  ['fish -C .\u00a0y -c code', ['?y', '=. y', '=code']],
  ['fish --command=code', ['=code']],
  ['fish -i', ['<']],
])('shells of another syntax: %s', (line, expected) => {
  const [name = '', ...args] = line.split(' ').map((word) => word.replace('\u00a0', ' '));
  expect(read(name, ...args)).toEqual(expected);
});

test('gawk finds a program also without its .awk', () => {
  const reading = readCommandLine('gawk', ['gawk', '-f', 'x', '-i', 'y'])?.reading;
  expect(reading?.files.map(({ names }) => names)).toEqual([
    ['y', 'y.awk'],
    ['x', 'x.awk'],
  ]);
});

test('modules that a debugger, a reporter of tests or their set-up are', () => {
  expect(read('perl', '-I', 'a', '-d:Foo=b', 'x')).toEqual(['?a/Devel/Foo.pm', 'x']);
  expect(read('perl', '-Ia', '-dt:Foo::Bar', 'x')).toEqual(['?a/Devel/Foo/Bar.pm', 'x']);
  expect(read('perl', '-Ia', '-d', 'x')).toEqual(['x']);
  expect(read('node', '--test-reporter=./r.mjs', '--test-global-setup', './s.mjs', '--test', 'x.js')).toEqual([
    '?./r.mjs',
    '?./s.mjs',
    'x.js',
  ]);
});
