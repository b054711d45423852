/** Executable mappings on their way through the pipeline: who mapped what, and what the bridge need not tell again. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { HostIdentity } from './bridge/bridge.ts';
import type { ExecEvent, FileFacts } from './bridge/event.ts';
import type { Attribution } from './container/container.ts';
import { Programs } from './finding/programs.ts';
import { Tally } from './observe/metrics.ts';

export type MappedModules = {
  readonly host: HostIdentity;
};

const MAX_PROCESSES = 16_384;

export class Mapped {
  readonly #modules: MappedModules;
  readonly #programs = new Programs({ maxProcesses: MAX_PROCESSES });
  /** Mappings that came to user space, by what became of them. */
  readonly counts = new Tally('answer');

  constructor(modules: MappedModules) {
    this.#modules = modules;
  }

  /** An exec. */
  saw(event: ExecEvent): void {
    this.#programs.saw(event);
  }

  /** The event with what its process runs. A program that the loader was asked to run is a binary, as if executed. */
  complete(event: ExecEvent): ExecEvent {
    const program = this.#programs.of(event);
    if (program === undefined) return event;
    const [file] = event.files;
    const { exe, argv, argvTruncated, cwd } = program;
    const named = isLoader(exe) || isLoader(argv[0]) ? programOfLoader(argv) : undefined;
    const started = file !== undefined && named !== undefined && baseName(named) === baseName(file.path);
    return {
      ...event,
      filename: exe,
      interp: exe,
      argv,
      argvTruncated,
      cwd,
      ...(started && { files: [{ ...file, role: 'exe' as const }] }),
    };
  }

  /** Whether there is nothing to judge. Counts. */
  passes(event: ExecEvent, file: FileFacts, attribution: Attribution): boolean {
    const answer = this.#answerOf(event, file, attribution);
    this.counts.add(1, answer);
    return answer !== 'judged';
  }

  #answerOf(event: ExecEvent, file: FileFacts, attribution: Attribution): string {
    if (attribution.kind === 'host') return 'host';
    // Its execs have been reported as what they are, unverified.
    if (attribution.kind === 'unknown') return 'unknown_container';
    // A process in the host's view, or its engine's own copy of that, maps the host's libraries: its exec has been reported.
    if (attribution.kind === 'container' && attribution.hostNamespaces && this.#isHosts(event, file)) return 'host';
    if (this.#wasHosts(event, file)) return 'host';
    return isAnonymousCode(file) ? 'anonymous' : 'judged';
  }

  #isHosts(event: ExecEvent, file: FileFacts): boolean {
    return file.mountNs !== 0 && (file.mountNs === this.#modules.host.mntNs || file.mountNs === event.mntNs);
  }

  /**
   * A file on the host's root filesystem, of which nothing could be seen but in the host's own view, and a process that
   * executed what it runs in that view: `runc init`, which has meanwhile moved into the container, or ended.
   */
  #wasHosts(event: ExecEvent, file: FileFacts): boolean {
    const { host } = this.#modules;
    const unseen = file.pin === undefined && file.mountNs === 0;
    if (file.dev !== host.rootDev || !(unseen || file.mountNs === host.mntNs)) return false;
    return event.mapping?.hosts === true;
  }
}

/** The kernel's own tmpfs mount is the first filesystem without a device that it makes (shmem_init in mm/shmem.c): no container has that number. */
const SHARED_MEMORY_DEV = 1;
/** MAP_SHARED | MAP_ANONYMOUS (shmem_zero_setup). A memfd's name begins with `memfd:` there. */
const SHARED_ANONYMOUS = Buffer.from('/dev/zero (deleted)');
const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');

/**
 * A just-in-time compiler maps a memfd, or shared anonymous memory, to have its pages both writable and executable. Code
 * that was never a file is no library; an ELF object in there is one that somebody loads.
 */
function isAnonymousCode(file: FileFacts): boolean {
  if (file.pin === undefined) return file.dev === SHARED_MEMORY_DEV && file.path.equals(SHARED_ANONYMOUS);
  if (!file.internalMount) return false;
  const head = Buffer.alloc(ELF_MAGIC.length);
  try {
    const fd = openSync(file.pin.path, 'r');
    try {
      return readSync(fd, head, 0, head.length, 0) < head.length || !head.equals(ELF_MAGIC);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}

/** ld-linux-x86-64.so.2, ld-musl-x86_64.so.1, ld64.so.2, ld.so.1, ld-2.31.so; musl's loader is its libc.so. */
function isLoader(path: Buffer | undefined): boolean {
  return path !== undefined && /(^|\/)(ld(64)?([-.][^/]*)?\.so(\.\d+)?|libc\.so)$/.test(path.toString('latin1'));
}

/** Options of glibc's and musl's loaders that take the next argument as their value. */
const WITH_VALUE = new Set(
  `--library-path --inhibit-rpath --audit --preload --argv0 --glibc-hwcaps-prepend --glibc-hwcaps-mask`.split(' '),
);

/** ld.so(8): the first argument that is no option. */
function programOfLoader(argv: readonly Buffer[]): Buffer | undefined {
  for (let at = 1; at < argv.length; at++) {
    const argument = argv[at];
    if (argument === undefined || !argument.toString('latin1').startsWith('--')) return argument;
    if (WITH_VALUE.has(argument.toString('latin1'))) at++;
  }
  return undefined;
}

function baseName(path: Buffer): string {
  return path.toString('latin1', path.lastIndexOf(0x2f) + 1);
}
