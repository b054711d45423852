import { blankFile } from '../blank.ts';
import { type ExecContext, layers, MAX_PATH_BYTES, roles } from '../decode.ts';
import type { FileFacts } from '../event.ts';
import { Fields, UnusualForm } from './fields.ts';
import { Repeated } from './repeated.ts';

const NS_PER_SECOND = 1_000_000_000n;
const MAX_PIN_ERROR_BYTES = 64;
/** What is said of the pin follows after all that is said of the file. */
const PINNED_TAG = 0xe0;

/** Files of Exec messages. What was said of one before is read once, and shared by the events that have it. */
export class FileReader {
  readonly #bridgePid: number;
  readonly #known = new Repeated<FileFacts>();

  constructor({ bridgePid }: ExecContext) {
    this.#bridgePid = bridgePid;
  }

  /** A File message that ends at `end`, as `decodeFile` gives it. Throws UnusualForm. */
  read(fields: Fields, end: number): FileFacts {
    const start = fields.at;
    while (fields.at < end) {
      const { at } = fields;
      const tag = fields.u32();
      fields.at = at;
      if (tag >= PINNED_TAG) break;
      fields.pass(end);
    }
    const facts = this.#known.get(fields.bytes, start, fields.at, factsOf);
    let pinned = false;
    let fd = 0;
    let pinError = '';
    while (fields.at < end) {
      switch (fields.u32()) {
        case 0xe0:
          pinned = fields.bool();
          break;
        case 0xe8:
          fd = fields.u32();
          break;
        case 0xf2:
          pinError = ascii(fields.text(end, MAX_PIN_ERROR_BYTES));
          break;
        default:
          throw new UnusualForm('no file');
      }
    }
    if (fields.at !== end) throw new UnusualForm('a file of another length');
    return {
      ...facts,
      pin: pinned ? { path: `/proc/${this.#bridgePid}/fd/${fd}` } : undefined,
      pinError: pinned || pinError === '' ? undefined : pinError,
    };
  }
}

/** Throws UnusualForm. */
function factsOf(bytes: Buffer): FileFacts {
  const fields = new Fields(bytes, 0);
  const end = bytes.length;
  const file = blankFile();
  // A field of proto3's default is not sent.
  file.writers = 0;
  file.writableMappings = 0;
  let role = roles[0];
  let layer = layers[0];
  let ctimeSec = 0n;
  let ctimeNsec = 0;
  let mtimeSec = 0n;
  let mtimeNsec = 0;
  while (fields.at < end) {
    switch (fields.u32()) {
      case 0x08:
        role = roles[fields.u32()];
        break;
      case 0x10:
        layer = layers[fields.u32()];
        break;
      case 0x18:
        file.dev = fields.u32();
        break;
      case 0x21:
        file.ino = fields.f64();
        break;
      case 0x28:
        file.magic = fields.u32();
        break;
      case 0x30:
        file.realDev = fields.u32();
        break;
      case 0x39:
        file.realIno = fields.f64();
        break;
      case 0x40:
        file.realGeneration = fields.u32();
        break;
      case 0x48:
        file.realMagic = fields.u32();
        break;
      case 0x51:
        file.size = fields.f64();
        break;
      case 0x59:
        ctimeSec = fields.signed64();
        break;
      case 0x60:
        ctimeNsec = fields.u32();
        break;
      case 0x69:
        mtimeSec = fields.signed64();
        break;
      case 0x70:
        mtimeNsec = fields.u32();
        break;
      case 0x78:
        file.mode = fields.u32();
        break;
      case 0x80:
        file.uid = fields.u32();
        break;
      case 0x88:
        file.gid = fields.u32();
        break;
      case 0x90:
        file.nlink = fields.u32();
        break;
      case 0x98:
        file.writers = fields.s32();
        break;
      case 0xa0:
        file.writableMappings = fields.s32();
        break;
      case 0xaa:
        file.path = fields.text(end, MAX_PATH_BYTES);
        break;
      case 0xb0:
        file.pathTruncated = fields.bool();
        break;
      case 0xb8:
        file.unlinked = fields.bool();
        break;
      case 0xc0:
        file.internalMount = fields.bool();
        break;
      case 0xc9:
        file.parentIno = fields.f64();
        break;
      case 0xd1:
        file.mountRootIno = fields.f64();
        break;
      case 0xd8:
        file.mountNs = fields.u32();
        break;
      default:
        throw new UnusualForm('no file');
    }
  }
  if (fields.at !== end || role === undefined || layer === undefined) throw new UnusualForm('no file');
  file.role = role;
  file.layer = layer;
  file.ctimeNs = ctimeSec * NS_PER_SECOND + BigInt(ctimeNsec);
  file.mtimeNs = mtimeSec * NS_PER_SECOND + BigInt(mtimeNsec);
  return file;
}

function ascii(text: Buffer): string {
  if (text.some((byte) => byte >= 0x80)) throw new UnusualForm('an error without a name');
  return text.toString('latin1');
}
