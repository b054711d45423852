import { randomBytes } from 'node:crypto';
import { freshName, withNonce } from '../bytes.ts';
import type { Box } from '../engines.ts';
import { INTERPRETERS, LANGUAGES } from '../languages-image.ts';
import type { Case } from './case.ts';
import { given, nonce, perl, python } from './scripts.ts';

/** Loading a gigabyte into every engine would say nothing new about an interpreter: the others get {@link ELSEWHERE}. */
const IN_IMAGE = { box: { image: LANGUAGES }, engines: ['runc'] } as const satisfies Partial<Case>;

const js = (): string => `${nonce('//')}setTimeout(() => {}, 300);\n`;
const ruby = (): string => `${nonce('#')}sleep 0.3\n`;
const php = (): string => `<?php ${nonce('//')}usleep(300000);\n`;
const lua = (): string => `${nonce('--')}os.execute('sleep 0.3')\n`;
const tcl = (): string => `${nonce('#')}after 300\n`;
const gawk = (): string => `${nonce('#')}BEGIN { system("sleep 0.3") }\n`;
/** No archive: the virtual machine reads it and says so. */
const jar = (): string => nonce('jar');

const languages: readonly Case[] = [
  given('D11', 'node FILE', js, (path) => `node --no-warnings ${path}`),
  given('D11', 'nodejs FILE, the extension left out', js, (path) => `mv ${path} ${path}.js && nodejs ${path}`),
  given('D11', 'node --require FILE', js, (path) => `node --require ${path} -e 1`),
  given('D11', 'node DIRECTORY', js, (path) => `mkdir ${path}.d && mv ${path} ${path}.d/index.js && node ${path}.d`),
  given(
    'D11',
    'node DIRECTORY, whose package.json says where',
    js,
    (path) =>
      `mkdir -p ${path}.d/lib && mv ${path} ${path}.d/lib/a.js && echo '{"main":"lib/a"}' >${path}.d/package.json && node ${path}.d`,
  ),
  given(
    'D11',
    'node --require NAME, of a package below the working directory',
    js,
    (path) =>
      `mkdir -p ${path}.d/node_modules ${path}.d/a && mv ${path} ${path}.d/node_modules/evil.js && cd ${path}.d/a && node -r evil -e 1`,
  ),
  given('D11', 'python3 -m cProfile FILE', python, (path) => `python3 -m cProfile -s time ${path} >/dev/null`),
  given(
    'D11',
    'lua -l NAME',
    lua,
    (path) => `cd /tmp && mv ${path} ${path}.lua && lua5.4 -l ${path.slice(5)} -e 'return'`,
  ),
  given('D11', 'node <FILE', js, (path) => `node <${path}`),
  given('D11', 'ruby FILE', ruby, (path) => `ruby -w ${path}`),
  given('D11', 'ruby3.1 -r FILE', ruby, (path) => `mv ${path} ${path}.rb && ruby3.1 -r ${path}.rb -e 1`),
  given(
    'D11',
    'ruby -I DIRECTORY -r NAME',
    ruby,
    (path) => `mv ${path} ${path}.rb && ruby -I /tmp -r ${path.slice(5)} -e 1`,
  ),
  given('D11', 'php FILE', php, (path) => `php ${path}`),
  given('D11', 'php8.2 -f FILE', php, (path) => `php8.2 -f ${path}`),
  given('D11', 'php -d auto_prepend_file', php, (path) => `php -d auto_prepend_file=${path} -r 1\\;`),
  given('D11', 'lua5.4 FILE', lua, (path) => `lua5.4 ${path}`),
  given('D11', 'tclsh FILE', tcl, (path) => `tclsh ${path}`),
  given('D11', 'gawk -f FILE', gawk, (path) => `gawk -f ${path}`),
  given(
    'D11',
    'python3 through two symlinks',
    python,
    (path) => `ln -s /usr/bin/python3 ${path}.py3 && ${path}.py3 ${path}`,
  ),
  given('D11', 'perl with its full version', perl, (path) => `perl5.36.0 ${path}`),
  given('D11', 'java -jar FILE', jar, (path) => `java -jar ${path} 2>/dev/null || true`),
  given(
    'D11',
    'java -cp FILE',
    jar,
    (path) => `mv ${path} ${path}.jar && java -cp ${path}.jar Main 2>/dev/null || true`,
  ),
  given(
    'D30',
    'NODE_OPTIONS=--require NAME',
    js,
    (path) =>
      `mkdir -p ${path}.d/node_modules/evil && mv ${path} ${path}.d/node_modules/evil/index.js && cd ${path}.d && NODE_OPTIONS='-r evil' node -e 1`,
  ),
  given('D30', 'NODE_OPTIONS=--require', js, (path) => `NODE_OPTIONS="--no-warnings --require ${path}" node -e 1`),
  given(
    'D30',
    'NODE_OPTIONS=--import',
    js,
    (path) => `mv ${path} ${path}.mjs && NODE_OPTIONS="--import=file://${path}.mjs" node -e 1`,
  ),
  given('D30', 'RUBYOPT', ruby, (path) => `mv ${path} ${path}.rb && RUBYOPT=-r${path} ruby -e 1`),
  given(
    'D30',
    'RUBYLIB and RUBYOPT',
    ruby,
    (path) => `mv ${path} ${path}.rb && RUBYLIB=/tmp RUBYOPT=-r${path.slice(5)} ruby -e 1`,
  ),
  given('D30', 'LUA_INIT', lua, (path) => `LUA_INIT=@${path} lua5.4 -e 'return'`),
  given(
    'D30',
    'JAVA_TOOL_OPTIONS=-javaagent',
    jar,
    (path) => `JAVA_TOOL_OPTIONS=-javaagent:${path}=x java -version 2>/dev/null || true`,
  ),
  given(
    'D30',
    'JDK_JAVA_OPTIONS=-javaagent',
    jar,
    (path) => `JDK_JAVA_OPTIONS=-javaagent:${path} java -version 2>/dev/null || true`,
  ),
].map((each) => ({ ...each, ...IN_IMAGE }));

/** A native module that the image does not have is loaded. */
function native(technique: string, command: (path: string) => string): Case {
  return {
    ...IN_IMAGE,
    id: 'D15',
    technique,
    expected: 'added/library/writable_layer',
    run: async ({ box, imageFile }) => {
      const path = `/tmp/${freshName('module')}.so`;
      const digest = box.put(path, withNonce(imageFile('/usr/local/lib/harmless.so')), 0o644);
      await box.sh(`${command(path)} >/dev/null 2>&1 || true`);
      return { sha256: digest, object: 'library' };
    },
  };
}

const modules: readonly Case[] = [
  native('a native module of Node.js', (path) => `mv ${path} ${path}.node; node -e 'require("${path}.node")'`),
  native('a native module of Ruby', (path) => `ruby -e 'require "${path}"'`),
  native('a PHP extension', (path) => `php -d extension=${path} -r 1\\;`),
  native('a native library of Lua', (path) => `lua5.4 -e 'package.loadlib("${path}", "*")'`),
  native('a native module of Tcl', (path) => `echo 'load ${path}' | tclsh`),
  native('a native agent of Java (JNI)', (path) => `java -agentpath:${path} -version`),
  {
    ...IN_IMAGE,
    id: 'D13',
    technique: 'musl’s loader',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('loaded')}`;
      await box.sh(
        `{ cat /usr/bin/true; echo ${path}; } >${path}; /lib/ld-musl-x86_64.so.1 ${path} 2>/dev/null || true`,
      );
      return { path };
    },
  },
  {
    ...IN_IMAGE,
    id: 'D18',
    technique: 'what gcc makes is run; gcc itself is quiet',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('compiled')}`;
      box.put(
        `${path}.c`,
        `const char nonce[] = "${randomBytes(8).toString('hex')}"; int main(void) { return 0; }\n`,
        0o644,
      );
      await box.sh(`gcc -O2 -o ${path} ${path}.c && ${path}`);
      return { path };
    },
  },
];

function workload(id: string, technique: string, run: (box: Box) => Promise<unknown>): Case {
  return { ...IN_IMAGE, id, technique, expected: 'quiet', run: async ({ box }) => void (await run(box)) };
}

const POSTGRES = [
  'bin=$(ls -d /usr/lib/postgresql/*/bin); d=$(mktemp -d); chown -R postgres:postgres $d',
  'as() { setpriv --reuid=postgres --regid=postgres --clear-groups env -C / "$@"; }',
  'as $bin/initdb -D $d/data --no-sync --auth=trust',
  'as $bin/pg_ctl -D $d/data -w -o "-c listen_addresses= -c unix_socket_directories=$d -c jit_above_cost=0" -l $d/log start',
  "as $bin/psql -h $d -d postgres -c 'create table t as select generate_series(1, 1000) n' -c 'select sum(n * n) from t'",
  'as $bin/pg_ctl -D $d/data -w -m fast stop',
];
const NGINX = [
  'chown -R www-data:www-data /var/lib/nginx /var/log/nginx; nginx -t',
  "nginx; exec 3<>/dev/tcp/127.0.0.1/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3",
  'nginx -s reload; sleep 0.3; mv /var/log/nginx/access.log /var/log/nginx/access.log.1; nginx -s reopen; nginx -s quit',
];
const JIT = 'let n = 0; for (let i = 0; i < 5e6; i++) n += Math.sqrt(i); new Function("a", "return a + 1")(n)';

const workloads: readonly Case[] = [
  workload('B10', 'Node.js compiles JavaScript and WebAssembly to machine code', (box) =>
    box.run([
      '/usr/bin/node',
      '-e',
      `${JIT}; new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); require('http').createServer().listen(0, '127.0.0.1', function () { this.close(); })`,
    ]),
  ),
  workload('B10', 'Java compiles everything, and makes a key', (box) =>
    box.sh(
      'java -Xcomp -version 2>&1; keytool -genkeypair -keyalg EC -alias a -dname CN=a -storepass changeit -keystore $(mktemp -u)',
    ),
  ),
  workload('B10', 'PHP, Lua, Ruby and awk start and compute', (box) =>
    box.sh(
      `php -d opcache.enable_cli=1 -d opcache.jit_buffer_size=16M -r 'for ($i = 0; $i < 1e6; $i++) $n = $i * 2;'; lua5.4 -e 'return 1'; ruby --jit -e '1000.times { |i| i + 1 }'; gawk 'BEGIN { print 1 }'`,
    ),
  ),
  workload('B01', 'Python starts a server, compiles its modules and runs a child', (box) =>
    box.sh(
      'd=$(mktemp -d); cp /usr/lib/python3.11/json/*.py $d; python3 -m compileall -q $d; python3 -m json.tool </dev/null 2>/dev/null; timeout 1 python3 -m http.server -b 127.0.0.1 0 >/dev/null 2>&1; python3 -c "import ssl, ctypes, sqlite3, subprocess; subprocess.run([\'true\'])"',
    ),
  ),
  workload('B01', 'chown -R of a package, and then node DIRECTORY', (box) =>
    box.sh(
      'cd /usr/share/nodejs/acorn-loose && chown -R nobody . && node . && chown -R root . && touch . && node /usr/share/nodejs/acorn-loose && chmod 755 . && node ../acorn-loose/',
    ),
  ),
  workload('B01', 'nginx: chown -R, start, a request, reload, rotated logs, end', (box) =>
    box.run(['/bin/bash', '-c', NGINX.join(' && ')]),
  ),
  workload('B01', 'PostgreSQL: chown -R, initdb, start, a query with its JIT, stop', (box) =>
    box.run(['/bin/bash', '-c', POSTGRES.join(' && ')]),
  ),
  workload('B01', 'ldconfig, update-alternatives, locales and caches are made anew', (box) =>
    box.sh(
      'ldconfig && update-alternatives --install /usr/local/bin/editor editor /usr/bin/awk 1 >/dev/null && localedef -i C -f UTF-8 /tmp/locale 2>/dev/null; java -Xshare:dump >/dev/null 2>&1; perl -MPOSIX -e 1; /usr/local/bin/editor 1 </dev/null',
    ),
  ),
];

/** One way of each interpreter: how it is read does not depend on the engine, whether its image is known does. */
const ELSEWHERE = [
  ...['node FILE', 'ruby -I DIRECTORY -r NAME', 'php FILE', 'lua5.4 FILE', 'tclsh FILE', 'gawk -f FILE'],
  ...['NODE_OPTIONS=--require', 'RUBYOPT', 'LUA_INIT', 'a native module of Node.js', 'a native module of Ruby'],
];
const onOtherEngines = [...languages, ...modules]
  .filter(({ technique }) => ELSEWHERE.includes(technique))
  .map((each): Case => ({ ...each, box: { image: INTERPRETERS }, engines: ['docker', 'podman', 'containerd'] }));

/** D11, D13, D15, D18, D30, B01, B10 with Debian's interpreters and servers. */
export const inLanguages: readonly Case[] = [...languages, ...modules, ...workloads, ...onOtherEngines];
