import { type ExecContext, layers, MAX_PATH_BYTES, roles } from '../decode.ts';
import type { FileFacts } from '../event.ts';
import { type Fields, UnusualForm } from './fields.ts';

const NS_PER_SECOND = 1_000_000_000n;
const MAX_PIN_ERROR_BYTES = 64;
const NOTHING: Buffer = Buffer.alloc(0);

/** A File message that ends at `end`, as `decodeFile` gives it. Throws UnusualForm. */
export function readFile(fields: Fields, end: number, { bridgePid }: ExecContext): FileFacts {
  let [roleNumber, layerNumber, dev, magic, realDev, realGeneration, realMagic] = [0, 0, 0, 0, 0, 0, 0];
  let [mode, uid, gid, nlink, writers, writableMappings, mountNs, fd] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [ino, realIno, size, parentIno, mountRootIno] = [0n, 0n, 0n, 0n, 0n];
  let [ctimeSec, ctimeNsec, mtimeSec, mtimeNsec] = [0n, 0, 0n, 0];
  let [pathTruncated, unlinked, internalMount, pinned] = [false, false, false, false];
  let [path, pinError] = [NOTHING, ''];
  while (fields.at < end) {
    switch (fields.u32()) {
      case 0x08:
        roleNumber = fields.u32();
        break;
      case 0x10:
        layerNumber = fields.u32();
        break;
      case 0x18:
        dev = fields.u32();
        break;
      case 0x21:
        ino = fields.f64();
        break;
      case 0x28:
        magic = fields.u32();
        break;
      case 0x30:
        realDev = fields.u32();
        break;
      case 0x39:
        realIno = fields.f64();
        break;
      case 0x40:
        realGeneration = fields.u32();
        break;
      case 0x48:
        realMagic = fields.u32();
        break;
      case 0x51:
        size = fields.f64();
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
        mode = fields.u32();
        break;
      case 0x80:
        uid = fields.u32();
        break;
      case 0x88:
        gid = fields.u32();
        break;
      case 0x90:
        nlink = fields.u32();
        break;
      case 0x98:
        writers = fields.s32();
        break;
      case 0xa0:
        writableMappings = fields.s32();
        break;
      case 0xaa:
        path = fields.text(end, MAX_PATH_BYTES);
        break;
      case 0xb0:
        pathTruncated = fields.bool();
        break;
      case 0xb8:
        unlinked = fields.bool();
        break;
      case 0xc0:
        internalMount = fields.bool();
        break;
      case 0xc9:
        parentIno = fields.f64();
        break;
      case 0xd1:
        mountRootIno = fields.f64();
        break;
      case 0xd8:
        mountNs = fields.u32();
        break;
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
  const role = roles[roleNumber];
  const layer = layers[layerNumber];
  if (fields.at !== end || role === undefined || layer === undefined) throw new UnusualForm('no file');
  return {
    role,
    layer,
    dev,
    ino,
    magic,
    realDev,
    realIno,
    realGeneration,
    realMagic,
    size,
    ctimeNs: ctimeSec * NS_PER_SECOND + BigInt(ctimeNsec),
    mtimeNs: mtimeSec * NS_PER_SECOND + BigInt(mtimeNsec),
    mode,
    uid,
    gid,
    nlink,
    writers,
    writableMappings,
    path,
    pathTruncated,
    unlinked,
    internalMount,
    parentIno,
    mountRootIno,
    mountNs,
    pin: pinned ? { path: `/proc/${bridgePid}/fd/${fd}` } : undefined,
    pinError: pinned || pinError === '' ? undefined : pinError,
  };
}

function ascii(text: Buffer): string {
  if (text.some((byte) => byte >= 0x80)) throw new UnusualForm('an error without a name');
  return text.toString('latin1');
}
