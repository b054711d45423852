/**
 * Lays out the image's root filesystem (Dockerfile, stage `bundle`) as two trees: `runtime`, which seldom changes, and `sensor`.
 * Only what runs, the licences of it, and an SBOM. Runs inside the build, on Debian.
 *
 *   SOURCE_DATE_EPOCH=N node setup/image.ts IN OUT
 *
 * IN holds `bundle` and `native`. The same input gives the same bytes: every time is SOURCE_DATE_EPOCH (seconds, default 0).
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { debianPackages } from './image/debian.ts';
import { writeSbom } from './image/sbom.ts';

const APP = 'opt/drift-sensor';
const DOC = 'usr/share/doc/drift-sensor';
/**
 * Read by the launchers: what a thread held is returned when it ends (docs/performance.md). A first line has room for one flag; the young
 * generation's is in NODE_OPTIONS (Dockerfile), which does not take this one.
 */
const NODE_FLAG = '--no-memory-pool-share-memory-on-teardown';
/** Linked into the native programs (sensor/bridge/native/Makefile, STATIC=1). */
const LINKED = ['libbpf-dev', 'libelf-dev', 'zlib1g-dev', 'libc6-dev'];

function layOut(from: string, out: string, epochSeconds: number): void {
  const runtime = join(out, 'runtime');
  const libraries = layOutRuntime(runtime);
  const app = join(out, 'sensor');
  place(join(from, 'bundle'), join(app, APP, 'bundle'));
  for (const name of ['drift-bridge', 'drift-helper', 'drift-payload', 'drift-actor']) {
    place(join(from, 'native', name), join(app, APP, 'native', name));
  }
  for (const name of ['drift-sensor', 'image-index']) {
    const launcher = `#!/usr/local/bin/node ${NODE_FLAG}\nimport '/${APP}/bundle/${name}.mjs';\n`;
    write(join(app, 'usr/local/bin', name), launcher, 0o755);
  }
  const packages = debianPackages([...LINKED, ...libraries]);
  for (const { name, copyright } of packages) place(copyright, join(app, DOC, 'debian', `${name}.copyright`));
  place(join(from, 'bundle/THIRD-PARTY-LICENCES.txt'), join(app, DOC, 'THIRD-PARTY-LICENCES.txt'));
  const bundled = JSON.parse(readFileSync(join(from, 'bundle/packages.json'), 'utf8')) as string[];
  writeSbom(join(app, DOC, 'sbom.cdx.json'), { bundled, packages, epochSeconds });
  setTimes(out, epochSeconds);
}

/** Node, the libraries that it is linked to, and what these look for. Gives the libraries' files on this machine. */
function layOutRuntime(root: string): string[] {
  const node = join(root, 'usr/local/bin/node');
  place(process.execPath, node);
  // Symbols for debuggers: 33 of 150 MB.
  must(['llvm-strip', node]);
  chmodSync(node, 0o755);
  const libraries: string[] = [];
  for (const [, path] of must(['ldd', node]).matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)) {
    if (path === undefined) continue;
    const real = realpathSync(path);
    libraries.push(real);
    // The interpreter's path stands in every program; the rest is found in the directory of the C library.
    place(
      real,
      join(root, basename(path).startsWith('ld-') ? path : join('lib', basename(dirname(real)), basename(path))),
    );
  }
  write(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532::/:/sbin/nologin\n');
  write(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
  write(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  place('/etc/os-release', join(root, 'etc/os-release'));
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
  return libraries;
}

function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
}

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
}

function setTimes(directory: string, seconds: number): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) setTimes(path, seconds);
    else utimesSync(path, seconds, seconds);
  }
  utimesSync(directory, seconds, seconds);
}

/** What a program prints; throws when it fails. */
function must([program, ...args]: readonly [string, ...string[]]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined || status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error ?? stderr}`);
  return stdout;
}

const [from, out] = process.argv.slice(2);
if (from === undefined || out === undefined) throw new Error('usage: image.ts IN OUT');
layOut(from, out, Number(process.env.SOURCE_DATE_EPOCH ?? 0));
