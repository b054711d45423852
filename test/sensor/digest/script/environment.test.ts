import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../../../sensor/digest/script/command-line.ts';
import { codeOfEnvironment } from '../../../../sensor/digest/script/environment.ts';

function brought(argv: readonly [string, ...string[]], ...variables: string[]): (readonly string[])[] {
  const command = readCommandLine(argv[0], argv);
  if (command === undefined) throw new Error(`${argv[0]} is no interpreter`);
  return codeOfEnvironment(variables.map((v) => `${v}\0`).join(''), command).map((file) => file.names);
}

describe('code that an environment variable brings', () => {
  test('BASH_ENV for scripts and -c of bash, not of sh, nor for a person', () => {
    expect(brought(['bash', '-c', 'x'], 'BASH_ENV=/tmp/e')).toEqual([['/tmp/e']]);
    expect(brought(['bash', 'x'], 'PATH=/bin', 'BASH_ENV=/tmp/e')).toEqual([['/tmp/e']]);
    expect(brought(['sh', 'x'], 'BASH_ENV=/tmp/e')).toEqual([]);
    expect(brought(['bash', '-i'], 'BASH_ENV=/tmp/e')).toEqual([]);
    // From a pipe bash reads no commands of a person.
    expect(brought(['bash'], 'BASH_ENV=/tmp/e')).toEqual([['/tmp/e']]);
    expect(brought(['bash', '-s', 'x'], 'BASH_ENV=/tmp/e')).toEqual([['/tmp/e']]);
  });

  test('ENV for a person’s POSIX shell', () => {
    expect(brought(['sh', '-i'], 'ENV=/tmp/e')).toEqual([['/tmp/e']]);
    expect(brought(['dash', 'x'], 'ENV=/tmp/e')).toEqual([]);
  });

  test('a value that the shell expands names no file that could be told', () => {
    expect(brought(['bash', 'x'], 'BASH_ENV=$(id)')).toEqual([]);
  });

  test('NODE_OPTIONS with every way to preload, quoted or not', () => {
    const options = 'NODE_OPTIONS=--max-old-space-size=1 --require /a.js -r "./b c.js" --import=/d.mjs -r bare';
    expect(brought(['node', 'x'], options).map(([first]) => first)).toEqual([
      '/a.js',
      './b c.js',
      '/d.mjs',
      'node_modules/bare',
    ]);
  });

  test('PYTHONPATH brings sitecustomize, unless python was told to ignore it', () => {
    expect(brought(['python3', 'x'], 'PYTHONPATH=/a:/b')[0]).toEqual(['/a/sitecustomize.py', '/b/sitecustomize.py']);
    expect(brought(['python3', '-E', 'x'], 'PYTHONPATH=/a')).toEqual([]);
    expect(brought(['python3', '-Ic', 'x'], 'PYTHONPATH=/a')).toEqual([]);
    expect(brought(['python3', 'x'], 'PYTHONSTARTUP=/s')).toEqual([]);
    expect(brought(['python3'], 'PYTHONSTARTUP=/s')).toEqual([['/s']]);
  });

  test('PERL5OPT with PERL5LIB, RUBYOPT, LUA_INIT and Java agents', () => {
    expect(brought(['perl', 'x'], 'PERL5OPT=-Mevil::X', 'PERL5LIB=/l')).toEqual([['/l/evil/X.pm']]);
    expect(brought(['perl', 'x'], 'PERL5OPT=-I/i -Mevil')).toEqual([['/i/evil.pm']]);
    expect(brought(['perl', 'x'], 'PERL5OPT=-d:Evil', 'PERL5LIB=/l')).toEqual([['/l/Devel/Evil.pm']]);
    expect(brought(['ruby', 'x'], 'RUBYOPT=-r/tmp/e')).toEqual([['/tmp/e', '/tmp/e.rb']]);
    expect(brought(['lua5.4', 'x'], 'LUA_INIT=@/tmp/e.lua')).toEqual([['/tmp/e.lua']]);
    expect(brought(['java', 'Main'], 'CLASSPATH=/a.jar:/b')).toEqual([['/b/Main.class'], ['/a.jar']]);
    expect(brought(['java', '-cp', '/c', 'Main'], 'CLASSPATH=/a.jar')).toEqual([]);
    expect(brought(['java', '-version'], 'JDK_JAVA_OPTIONS=-cp /a.jar')).toEqual([['/a.jar']]);
    expect(brought(['java', 'Main'], 'JAVA_TOOL_OPTIONS=-Xmx1g -javaagent:/tmp/a.jar=x')).toEqual([['/tmp/a.jar']]);
  });

  test('modules of the command line in the directories of a variable', () => {
    expect(brought(['python3', '-m', 'a.b'], 'PYTHONPATH=/l').at(-1)).toEqual(['/l/a/b.py', '/l/a/b/__main__.py']);
    expect(brought(['perl', '-MFoo::Bar', 'x'], 'PERL5LIB=/l')).toEqual([['/l/Foo/Bar.pm']]);
    expect(brought(['ruby', '-rfoo', 'x'], 'RUBYLIB=/l')).toEqual([['/l/foo', '/l/foo.rb']]);
  });

  test('a directory behind a hundred others is looked into', () => {
    const path = [...Array.from({ length: 100 }, (_, at) => `/${at}`), '/l'].join(':');
    expect(brought(['python3', 'x'], `PYTHONPATH=${path}`)[0]?.at(-1)).toBe('/l/sitecustomize.py');
    expect(brought(['perl', '-MFoo', 'x'], `PERL5LIB=${path}`)[0]?.at(-1)).toBe('/l/Foo.pm');
  });

  test('only the first of two equal names counts, as for getenv(3)', () => {
    expect(brought(['bash', 'x'], 'BASH_ENV=/a', 'BASH_ENV=/b')).toEqual([['/a']]);
  });

  test('no environment is refused', () => {
    const name = fc.constantFrom('bash', 'python3', 'node', 'perl', 'ruby', 'java', 'lua');
    const variable = fc.constantFrom(
      'BASH_ENV',
      'NODE_OPTIONS',
      'PYTHONPATH',
      'PERL5OPT',
      'RUBYOPT',
      'JAVA_TOOL_OPTIONS',
    );
    fc.assert(
      fc.property(name, variable, fc.string(), (interpreter, key, value) => {
        expect(brought([interpreter, 'x'], `${key}=${value}`).length).toBeLessThanOrEqual(65);
      }),
    );
  });
});
