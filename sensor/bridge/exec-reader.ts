/**
 * The one message that comes thousands of times a second, read straight from its frame in the form in which the bridge writes
 * it (encode.c): protobufjs and decode.ts, which read every form of every message, take three times as long. Both give the
 * same events, and what has any other form, or breaks a bound, is left to them.
 */
import {
  type ExecContext,
  heldBy,
  MAX_COMM_BYTES,
  MAX_FILES,
  MAX_KEY_BYTES,
  MAX_PATH_BYTES,
  MAX_TEXT_BYTES,
  MAX_WIRE_ID,
  splitArgv,
} from './decode.ts';
import type { Ancestor, CgroupName, ExecEvent, FileFacts } from './event.ts';
import { Fields, UnusualForm } from './exec-reader/fields.ts';
import { readFile } from './exec-reader/file.ts';
import { ancestorLists, cgroupLists } from './exec-reader/lists.ts';

export type ReadExec = { readonly seq: bigint; readonly event: ExecEvent };

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** ToSensor: `seq` (tag 0x09, eight bytes), then `exec` (tag 0x1a), whose length follows. */
const SEQ_TAG = 0x09;
const EXEC_AT = 9;
const EXEC_TAG = 0x1a;
const NOTHING: Buffer = Buffer.alloc(0);

export class ExecReader {
  readonly #context: ExecContext;
  readonly #ancestors = ancestorLists();
  readonly #cgroups = cgroupLists();

  constructor(context: ExecContext) {
    this.#context = context;
  }

  /** Undefined for what is not an Exec in the bridge's own form. What is returned is no view of `message`. */
  read(message: Buffer): ReadExec | undefined {
    if (message[0] !== SEQ_TAG || message[EXEC_AT] !== EXEC_TAG) return undefined;
    // Once for all texts: each is a view of this copy.
    const fields = new Fields(Buffer.from(message), 1);
    try {
      const seq = fields.f64();
      fields.at = EXEC_AT + 1;
      if (fields.end(message.length) !== message.length) return undefined;
      return { seq, event: this.#exec(fields, message.length) };
    } catch (error) {
      // RangeError: a number that ends behind the frame.
      if (error instanceof UnusualForm || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #exec(fields: Fields, end: number): ExecEvent {
    let [id, timeNs, startBootNs, imageSlot, rootIno] = [0n, 0n, 0n, 0n, 0n];
    let [pid, ppid, uid, gid, mntNs, pidNs, userNs, rootDev, argc] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    let [rootFd, scriptFd] = [0, 0];
    let [argvTruncated, tty, late, environComplete] = [false, false, false, false];
    let [comm, filename, interp, cwd, key, environ] = [NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING];
    let argv = NOTHING;
    let cgroups: readonly CgroupName[] = [];
    let ancestors: readonly Ancestor[] = [];
    const files: FileFacts[] = [];
    while (fields.at < end) {
      const start = fields.at;
      switch (fields.u32()) {
        case 0x09:
          id = fields.f64();
          break;
        case 0x11:
          timeNs = fields.f64();
          break;
        case 0x18:
          pid = fields.u32();
          break;
        case 0x20:
          ppid = fields.u32();
          break;
        case 0x29:
          startBootNs = fields.f64();
          break;
        case 0x30:
          uid = fields.u32();
          break;
        case 0x38:
          gid = fields.u32();
          break;
        case 0x42:
          if (cgroups.length > 0) throw new UnusualForm('cgroups apart from each other');
          cgroups = this.#cgroups.read(fields, start, end);
          break;
        case 0x49:
          imageSlot = fields.f64();
          break;
        case 0x50:
          mntNs = fields.u32();
          break;
        case 0x58:
          pidNs = fields.u32();
          break;
        case 0x60:
          userNs = fields.u32();
          break;
        case 0x68:
          rootDev = fields.u32();
          break;
        case 0x71:
          rootIno = fields.f64();
          break;
        case 0x7a:
          comm = fields.text(end, MAX_COMM_BYTES);
          break;
        case 0x82:
          filename = fields.text(end, MAX_TEXT_BYTES);
          break;
        case 0x8a:
          interp = fields.text(end, MAX_TEXT_BYTES);
          break;
        case 0x92:
          argv = fields.text(end, end);
          break;
        case 0x98:
          argc = fields.u32();
          break;
        case 0xa0:
          argvTruncated = fields.bool();
          break;
        case 0xaa:
          cwd = fields.text(end, MAX_PATH_BYTES);
          break;
        case 0xb0:
          tty = fields.bool();
          break;
        case 0xba:
          if (files.length === MAX_FILES) throw new UnusualForm('more files than an exec has');
          files.push(readFile(fields, fields.end(end), this.#context));
          break;
        case 0xc2:
          if (ancestors.length > 0) throw new UnusualForm('ancestors apart from each other');
          ancestors = this.#ancestors.read(fields, start, end);
          break;
        case 0xc8:
          rootFd = fields.u32();
          break;
        case 0xd0:
          scriptFd = fields.u32();
          break;
        case 0xda:
          key = fields.text(end, MAX_KEY_BYTES);
          break;
        case 0xe0:
          late = fields.bool();
          break;
        case 0xea:
          environ = fields.text(end, MAX_TEXT_BYTES);
          break;
        case 0xf0:
          environComplete = fields.bool();
          break;
        default:
          throw new UnusualForm('a field that no bridge of this version writes');
      }
    }
    if (fields.at !== end || files.length === 0 || id > MAX_WIRE_ID) throw new UnusualForm('no exec');
    const split = splitArgv(argv, argc, argvTruncated);
    const event: Mutable<ExecEvent> = {
      source: 'ebpf',
      id: this.#context.idBase + id,
      timeNs,
      pid,
      ppid,
      startBootNs,
      uid,
      gid,
      cgroups,
      imageSlot,
      mntNs,
      pidNs,
      userNs,
      rootDev,
      rootIno,
      comm,
      tty,
      ancestors,
      backfill: false,
      filename,
      interp,
      argv: split.argv,
      argvTruncated: split.truncated,
      cwd,
      files,
    };
    if (rootFd > 0) event.rootPin = heldBy(this.#context, rootFd);
    if (scriptFd > 0) event.scriptPin = heldBy(this.#context, scriptFd);
    if (key.length > 0) event.key = key;
    if (late) event.late = true;
    if (environComplete) event.environ = environ;
    return event;
  }
}
