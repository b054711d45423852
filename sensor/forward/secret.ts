import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { errnoOf } from '../runtime/errno.ts';

/** A secret that cannot be had now. The message names where it was looked for, never what was there. */
export class SecretError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SecretError';
  }
}

const MAX_BYTES = 64 << 10;

/** A small file that is read again when it changed: tokens and certificates are rotated under a running sensor. */
export class SecretFile {
  readonly path: string;
  #content: Buffer | undefined;
  #stamp = '';

  constructor(path: string) {
    this.path = path;
  }

  /** Throws a SecretError. */
  read(): Buffer {
    try {
      const { mtimeMs, ctimeMs, ino, size } = statSync(this.path);
      const stamp = `${mtimeMs} ${ctimeMs} ${ino} ${size}`;
      if (this.#content === undefined || stamp !== this.#stamp) {
        this.#content = readSmall(this.path);
        this.#stamp = stamp;
      }
      return this.#content;
    } catch (cause) {
      if (cause instanceof SecretError) throw cause;
      throw new SecretError(`${this.path} cannot be read (${errnoOf(cause)})`, { cause });
    }
  }

  /** Without the white space around it, which editors and `echo` leave. */
  text(): string {
    return this.read().toString('utf8').trim();
  }

  /** Changes whenever the content may have. */
  get stamp(): string {
    return this.#stamp;
  }
}

function readSmall(path: string): Buffer {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > MAX_BYTES) throw new SecretError(`${path} is not a file of at most 64 KiB`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

const PLACEHOLDER = /\$\{(env|file):([^}]{1,1024})\}/g;

/** Text with `${env:NAME}` and `${file:/PATH}` in it, filled in at each use. */
export class SecretText {
  readonly #template: string;
  readonly #files = new Map<string, SecretFile>();

  constructor(template: string) {
    this.#template = template;
    for (const [, kind, name = ''] of template.matchAll(PLACEHOLDER)) {
      if (kind === 'file') this.#files.set(name, new SecretFile(name));
    }
  }

  /** Throws a SecretError. */
  text(): string {
    return this.#template.replace(PLACEHOLDER, (_all, kind: string, name: string) => {
      if (kind === 'file') return this.#files.get(name)?.text() ?? '';
      const value = process.env[name];
      if (value === undefined) throw new SecretError(`the environment variable ${name} is not set`);
      return value;
    });
  }
}
