/**
 * The image that all cases run in: Debian's minbase with busybox, Python and a C compiler, the test programs, and files whose
 * fate the cases need (tools to be tampered with, one that a later layer deletes). Made once per machine and content.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { BUSYBOX } from '../support/busybox.ts';
import { compileC, type ProgramName, program } from '../support/cc.ts';
import { run, tryRun } from '../support/command.ts';
import { debianRootfs } from '../support/debian.ts';
import { compileDynamic } from '../support/dynamic.ts';
import { elf } from '../support/elf.ts';
import { madeOnce } from '../support/made-once.ts';
import { imageArchive, ociImage } from '../support/oci.ts';

/** One image in the forms that the engines take. */
export type ImageFiles = {
  /** Reference to load it under. */
  readonly ref: string;
  /** Directories as OCI layers are laid out, lowest first, whiteouts as `.wh.` files. */
  readonly layers: readonly string[];
  /** The layers as lower directories of an overlay, lowest first, whiteouts as overlayfs has them. */
  readonly lowers: readonly string[];
  /** `oci:LAYOUT:TAG` */
  readonly oci: string;
  readonly ociArchive: string;
  readonly dockerArchive: string;
};

/** Tools `/usr/local/bin/tool-0…`, each for one tampering: a shared container is not to be tampered with twice in one place. */
export const TOOLS = 96;
/** `/usr/local/bin/data-0…`, ELF files without an execute bit. */
export const DATA_TOOLS = 24;
/** Only in the lowest layer: the next one deletes it. */
export const DELETED = '/usr/local/bin/deleted';

/** Where `open-library` looks for libraries; the image has nothing there. */
export const RUNPATH = '/opt/plugins';

const REF = 'example.test/drift/cases:1';
const LAYERS = ['debian', 'programs', 'changes'];
const TOOL_SLEEP_MS = 20;
const LIBRARY = { library: true } as const;
const FORGER = new URL('../sensor/bridge/programs/forge-exe.c', import.meta.url).pathname;
const VERSION = 1;
const SHARED: readonly ProgramName[] = ['memfd-exec', 'same-size-overwrite', 'exec-loop', 'exec-odd'];
const OWN = new URL('./programs/', import.meta.url).pathname;

/** Deterministic, so that the cached image is known without reading it. */
export const toolBytes = (kind: 'tool' | 'data' | 'deleted', number: number): Buffer =>
  elf({ sleepMs: TOOL_SLEEP_MS, nonce: createHash('sha256').update(`${kind}-${number}`).digest() });

export async function casesImage(): Promise<ImageFiles> {
  const debian = await debianRootfs({ include: ['python3-minimal'] });
  const sources = readdirSync(OWN).map((name) => readFileSync(join(OWN, name)));
  const key = createHash('sha256').update(JSON.stringify([VERSION, TOOLS, DATA_TOOLS, process.arch]));
  for (const bytes of [...sources, readFileSync(import.meta.filename), readFileSync(BUSYBOX)]) key.update(bytes);
  const dir = await madeOnce('cases-image', key.digest('hex'), (partial) => build(partial, debian));
  const at = (names: readonly string[]) => names.map((name) => join(dir, name));
  return { ...filesIn(dir, REF, at(LAYERS)), lowers: at(['debian', 'programs', 'changes-overlay']) };
}

async function build(dir: string, debian: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  await debianLayer(debian, join(dir, 'debian'));
  await programsLayer(join(dir, 'programs'), dir);
  changesLayer(join(dir, 'changes'));
  await overlayForm(join(dir, 'changes'), join(dir, 'changes-overlay'));
  await archives(
    dir,
    LAYERS.map((name) => join(dir, name)),
    REF,
  );
}

/** One image of these layer directories, in all forms, below `dir`. Layers have no whiteouts, or `lowers` is to be replaced. */
export async function archives(dir: string, layers: readonly string[], ref: string): Promise<ImageFiles> {
  const image = filesIn(dir, ref, layers);
  const oci = await ociImage({ layout: join(dir, 'layout'), tag: 'cases', layers });
  await imageArchive(oci, 'oci-archive', image.ociArchive, ref);
  await imageArchive(oci, 'docker-archive', image.dockerArchive, ref);
  return image;
}

/** Where `archives` puts them. */
export function filesIn(dir: string, ref: string, layers: readonly string[]): ImageFiles {
  return {
    ref,
    layers,
    lowers: layers,
    oci: `oci:${join(dir, 'layout')}:cases`,
    ociArchive: join(dir, 'oci.tar'),
    dockerArchive: join(dir, 'docker.tar'),
  };
}

/** Without what nobody runs: an engine has less to unpack. */
async function debianLayer(debian: string, to: string): Promise<void> {
  mkdirSync(to);
  const without = [
    'usr/share/doc',
    'usr/share/man',
    'usr/share/locale',
    'usr/share/zoneinfo',
    'var/cache',
    'var/lib/apt',
  ];
  const excludes = [
    ...without.map((path) => `--exclude=./${path}/*`),
    '--exclude=./dev/*',
    '--exclude=./usr/share/i18n',
  ];
  const script =
    'set -o pipefail; from=$1; to=$2; shift 2; tar --xattrs -C "$from" "$@" -c . | tar --xattrs -C "$to" -x';
  await run(['bash', '-c', script, 'bash', debian, to, ...excludes]);
}

async function programsLayer(dir: string, scratch: string): Promise<void> {
  const bin = join(dir, 'usr/local/bin');
  for (const path of ['usr/bin', 'usr/local/bin', 'usr/local/lib', 'opt/replaced', 'opt/allowed', 'data', 'cache'])
    mkdirSync(join(dir, path), { recursive: true });
  copyFileSync(BUSYBOX, join(dir, 'usr/bin/busybox'));
  for (const name of SHARED) copyFileSync(await program(name), join(bin, name));
  for (const file of readdirSync(OWN)) {
    const [name = '', kind] = file.split('.');
    const source = readFileSync(join(OWN, file), 'utf8');
    if (kind === 'c') copyFileSync(await compileC(source, name), join(bin, name));
    if (kind === 'dynamic')
      await run(['clang', '-O1', `-Wl,-rpath,${RUNPATH}`, '-o', join(bin, name), join(OWN, file)]);
    if (kind === 'library') await compileDynamic(join(OWN, file), join(dir, 'usr/local/lib', `${name}.so`), LIBRARY);
  }
  await compileDynamic(FORGER, join(bin, 'forge-exe'));
  await compileDynamic(FORGER, join(dir, 'usr/local/lib/forger.so'), LIBRARY);
  for (let i = 0; i < TOOLS; i++) writeFileSync(join(bin, `tool-${i}`), toolBytes('tool', i), { mode: 0o755 });
  for (let i = 0; i < DATA_TOOLS; i++) writeFileSync(join(bin, `data-${i}`), toolBytes('data', i), { mode: 0o644 });
  writeFileSync(join(dir, DELETED), toolBytes('deleted', 0), { mode: 0o755 });
  writeFileSync(join(dir, 'opt/replaced/old'), toolBytes('deleted', 1), { mode: 0o755 });
  writeFileSync(join(bin, 'replaced-later'), toolBytes('deleted', 2), { mode: 0o755 });
  linkSync(join(dir, 'usr/bin/busybox'), join(bin, 'hardlinked'));
  symlinkSync('/etc/alternatives/pager', join(bin, 'pager'));
  mkdirSync(join(dir, 'etc/alternatives'), { recursive: true });
  symlinkSync('/usr/bin/busybox', join(dir, 'etc/alternatives/pager'));
  await packages(dir, scratch, ['tcc']);
}

/** Debian packages unpacked as they are, of the kind that has nothing outside /usr. One that the mirror does not have is left out. */
async function packages(dir: string, scratch: string, names: readonly string[]): Promise<void> {
  const debs = join(scratch, 'debs');
  mkdirSync(debs);
  for (const name of names) await tryRun(['apt-get', 'download', name], { cwd: debs });
  for (const deb of readdirSync(debs)) await run(['dpkg-deb', '--extract', join(debs, deb), dir]);
  rmSync(debs, { recursive: true });
  rmSync(join(dir, 'usr/share/doc'), { recursive: true, force: true });
}

/** Deletes a file, replaces a file, and replaces a directory as a whole. */
function changesLayer(dir: string): void {
  mkdirSync(join(dir, 'usr/local/bin'), { recursive: true });
  mkdirSync(join(dir, 'opt/replaced'), { recursive: true });
  writeFileSync(join(dir, 'usr/local/bin/.wh.deleted'), '');
  writeFileSync(join(dir, 'usr/local/bin/replaced-later'), toolBytes('deleted', 3), { mode: 0o755 });
  writeFileSync(join(dir, 'opt/replaced/.wh..wh..opq'), '');
  writeFileSync(join(dir, 'opt/replaced/new'), toolBytes('deleted', 4), { mode: 0o755 });
}

/** As an engine unpacks it: a whiteout is a character device 0/0, an opaque directory has an attribute (overlayfs.rst). */
async function overlayForm(layer: string, to: string): Promise<void> {
  await run(['cp', '-a', layer, to]);
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    if (!entry.name.startsWith('.wh.')) continue;
    rmSync(join(entry.parentPath, entry.name));
    if (entry.name === '.wh..wh..opq') {
      await run(['setfattr', '-n', 'trusted.overlay.opaque', '-v', 'y', entry.parentPath]);
    } else {
      await run(['mknod', join(entry.parentPath, entry.name.slice('.wh.'.length)), 'c', '0', '0']);
    }
  }
}
