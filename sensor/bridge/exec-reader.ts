/**
 * The one message that comes thousands of times a second, read straight from its frame in the form in which the bridge writes
 * it (encode.c): protobufjs and decode.ts, which read every form of every message, take two and a half times as long. Both give the
 * same events, and what has any other form, or breaks a bound, is left to them.
 */
import { blankExec } from './blank.ts';
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
import type { ExecEvent, FileFacts } from './event.ts';
import { Fields, UnusualForm } from './exec-reader/fields.ts';
import { FileReader } from './exec-reader/file.ts';
import { ancestorLists, cgroupLists } from './exec-reader/lists.ts';

export type ReadExec = { readonly seq: bigint; readonly event: ExecEvent };

/** ToSensor: `seq` (tag 0x09, eight bytes), then `exec` (tag 0x1a), whose length follows. */
const SEQ_TAG = 0x09;
const EXEC_AT = 9;
const EXEC_TAG = 0x1a;
const NOTHING: Buffer = Buffer.alloc(0);

export class ExecReader {
  readonly #context: ExecContext;
  readonly #ancestors = ancestorLists();
  readonly #cgroups = cgroupLists();
  readonly #files: FileReader;

  constructor(context: ExecContext) {
    this.#context = context;
    this.#files = new FileReader(context);
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
    // A field of proto3's default is not sent.
    const event = blankExec('ebpf');
    let id = 0n;
    let argv = NOTHING;
    let argc = 0;
    let environ = NOTHING;
    let environComplete = false;
    let rootFd = 0;
    let scriptFd = 0;
    let key = NOTHING;
    let late = false;
    let refused = false;
    let input = NOTHING;
    const files: FileFacts[] = [];
    while (fields.at < end) {
      const start = fields.at;
      switch (fields.u32()) {
        case 0x09:
          id = fields.f64();
          break;
        case 0x11:
          event.timeNs = fields.f64();
          break;
        case 0x18:
          event.pid = fields.u32();
          break;
        case 0x20:
          event.ppid = fields.u32();
          break;
        case 0x29:
          event.startBootNs = fields.f64();
          break;
        case 0x30:
          event.uid = fields.u32();
          break;
        case 0x38:
          event.gid = fields.u32();
          break;
        case 0x42:
          if (event.cgroups.length > 0) throw new UnusualForm('cgroups apart from each other');
          event.cgroups = this.#cgroups.read(fields, start, end);
          break;
        case 0x49:
          event.imageSlot = fields.f64();
          break;
        case 0x50:
          event.mntNs = fields.u32();
          break;
        case 0x58:
          event.pidNs = fields.u32();
          break;
        case 0x60:
          event.userNs = fields.u32();
          break;
        case 0x68:
          event.rootDev = fields.u32();
          break;
        case 0x71:
          event.rootIno = fields.f64();
          break;
        case 0x7a:
          event.comm = fields.text(end, MAX_COMM_BYTES);
          break;
        case 0x82:
          event.filename = fields.text(end, MAX_TEXT_BYTES);
          break;
        case 0x8a:
          event.interp = fields.text(end, MAX_TEXT_BYTES);
          break;
        case 0x92:
          argv = fields.text(end, end);
          break;
        case 0x98:
          argc = fields.u32();
          break;
        case 0xa0:
          event.argvTruncated = fields.bool();
          break;
        case 0xaa:
          event.cwd = fields.text(end, MAX_PATH_BYTES);
          break;
        case 0xb0:
          event.tty = fields.bool();
          break;
        case 0xba:
          if (files.length === MAX_FILES) throw new UnusualForm('more files than an exec has');
          files.push(this.#files.read(fields, fields.end(end)));
          break;
        case 0xc2:
          if (event.ancestors.length > 0) throw new UnusualForm('ancestors apart from each other');
          event.ancestors = this.#ancestors.read(fields, start, end);
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
        case 0xf8:
          refused = fields.bool();
          break;
        case 0x102:
          input = fields.text(end, MAX_PATH_BYTES);
          break;
        default:
          throw new UnusualForm('a field that no bridge of this version writes');
      }
    }
    if (fields.at !== end || files.length === 0 || id > MAX_WIRE_ID) throw new UnusualForm('no exec');
    event.id = this.#context.idBase + id;
    event.files = files;
    const split = splitArgv(argv, argc, event.argvTruncated);
    event.argv = split.argv;
    event.argvTruncated = split.truncated;
    if (rootFd > 0) event.rootPin = heldBy(this.#context, rootFd);
    if (scriptFd > 0) event.scriptPin = heldBy(this.#context, scriptFd);
    if (key.length > 0) event.key = key;
    if (late) event.late = true;
    if (refused) event.refused = true;
    if (input.length > 0) event.input = input;
    if (environComplete) event.environ = environ;
    return event;
  }
}
