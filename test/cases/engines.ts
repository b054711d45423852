/** One way to talk to a container, whatever engine runs it: the cases do not know which one they are in. */
import { chmodSync, lstatSync, mkdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { CommandOptions, CommandResult } from '../support/command.ts';
import type { RuncMount } from '../support/runc.ts';
import { sha256, writeElf } from './bytes.ts';
import { openContainerd } from './engines/containerd.ts';
import { openDocker } from './engines/docker.ts';
import { openPodman } from './engines/podman.ts';
import { openRunc } from './engines/runc.ts';
import type { ImageFiles } from './image.ts';

export const engineNames = ['runc', 'docker', 'podman', 'containerd'] as const;
export type EngineName = (typeof engineNames)[number];

export type BoxOptions = {
  /** Part of its name, by which the policy of the run tells containers apart. */
  readonly label?: string;
  /** CAP_SYS_ADMIN and CAP_SYS_PTRACE, no system call filter. */
  readonly privileged?: boolean;
  readonly readonly?: boolean;
  /** One whose ids are the host's; `own`: begin at 100,000, and the root is an idmapped mount. */
  readonly userNamespace?: boolean | 'own';
  /** Mount options of the root's overlay (runc only: other engines have theirs). */
  readonly overlay?: string;
  /** The root is a plain directory (runc only). */
  readonly directory?: string;
  /** More mounts (runc only). */
  readonly mounts?: readonly RuncMount[];
  readonly hostPid?: boolean;
  readonly hostNetwork?: boolean;
  /** Default: the cases' image. */
  readonly image?: string;
  readonly args?: readonly string[];
  /** Joins the process namespace of this container. */
  readonly beside?: Started;
};

/** What every engine makes of {@link BoxOptions}: `volume` on the host is /data inside, and /cache a tmpfs. */
export type StartOptions = BoxOptions & { readonly name: string; readonly volume: string };

export type Started = {
  /** As findings name it in `container.id`. */
  readonly id: string;
  /** Of its first process, on the host. */
  readonly pid: number;
  /** The root's upper directory on the host, where the engine says it (runc). */
  readonly upper?: string | undefined;
  exec(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  remove(): Promise<void>;
};

export type Engine = {
  readonly name: EngineName;
  /** Flags of `drift-sensor run` that make the sensor look here. */
  readonly sensorArgs: readonly string[];
  /** Makes an image startable under its reference; again for a reference that is loaded already replaces what it names. */
  load(image: ImageFiles): Promise<void>;
  start(image: string, options: StartOptions): Promise<Started>;
  /** `run --rm`: a container that the engine itself removes at its end. Gives its id. */
  runToEnd(image: string, args: readonly string[], name: string): Promise<string>;
  stop(): Promise<void>;
};

const OPENERS = {
  runc: openRunc,
  docker: openDocker,
  podman: openPodman,
  containerd: openContainerd,
} as const satisfies Record<EngineName, (dir: string) => Promise<Engine>>;

export function openEngine(name: EngineName, dir: string): Promise<Engine> {
  return OPENERS[name](dir);
}

/** A container that a case works in. */
export class Box {
  readonly engine: Engine;
  readonly #started: Started;
  /** The host's directory behind /data. */
  readonly volume: string;

  constructor(engine: Engine, started: Started, volume: string) {
    this.engine = engine;
    this.#started = started;
    this.volume = volume;
  }

  get started(): Started {
    return this.#started;
  }

  get id(): string {
    return this.#started.id;
  }

  /** The host's path of the container's root. */
  get root(): string {
    return `/proc/${this.#started.pid}/root`;
  }

  exec(args: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return this.#started.exec(args, options);
  }

  /** As {@link exec}; a program that cannot be started or fails is a fault of the case. */
  async run(args: readonly string[], options?: CommandOptions): Promise<string> {
    const result = await this.exec(args, options);
    if (result.code !== 0) throw new Error(`exit ${result.code}: ${args.join(' ')}\n${result.stderr}${result.stdout}`);
    return result.stdout;
  }

  sh(script: string, options?: CommandOptions): Promise<string> {
    return this.run(['/bin/sh', '-c', script], options);
  }

  /** Writes a file as if it had been there all along (kubectl cp does no other); gives its digest. */
  put(path: string, bytes: Buffer | string, mode = 0o755): string {
    const target = this.#makeWay(path);
    writeFileSync(target, bytes);
    chmodSync(target, mode);
    return sha256(Buffer.from(bytes));
  }

  /** Makes the directories of a path. Seen from the host an absolute symbolic link would lead to the host's own files. */
  #makeWay(path: string): string {
    // Where there is no such process, a recursive mkdir below /proc would never end.
    statSync(this.root);
    let at = this.root;
    const parts = path.split('/').filter((part) => part !== '');
    for (const [i, part] of parts.entries()) {
      at = join(at, part);
      const found = lstatSync(at, { throwIfNoEntry: false });
      if (found?.isSymbolicLink() === true && isAbsolute(readlinkSync(at)))
        throw new Error(`${path} leads out of the container at ${part}`);
      if (found === undefined && i < parts.length - 1) mkdirSync(at);
    }
    return at;
  }

  /** An executable of fresh bytes on the volume, for what is to be brought from outside. */
  bring(name: string): { readonly path: string; readonly sha256: string } {
    return { path: `/data/${name}`, sha256: sha256(writeElf(join(this.volume, name))) };
  }

  remove(): Promise<void> {
    return this.#started.remove();
  }
}
