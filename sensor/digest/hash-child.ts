/**
 * Entry of a short-lived process that hashes one file on a filesystem whose server may never answer:
 * a blocked thread could not be ended, a blocked process can be killed.
 * Arguments: path, ExpectedFile and ReadLimits as JSON with decimal strings. Prints one ReadResult as JSON.
 */
import { type ReadResult, readAndHash } from './read-file.ts';

const [path = '', ino = '0', realIno = '0', size = '0', ctimeNs = '0', maxBytes = '0', maxLength = '0'] =
  process.argv.slice(2);
const result: ReadResult = readAndHash(
  path,
  { ino: BigInt(ino), realIno: BigInt(realIno), size: BigInt(size), ctimeNs: BigInt(ctimeNs) },
  { maxBytes: BigInt(maxBytes), maxLength: BigInt(maxLength) },
  Buffer.allocUnsafeSlow(1 << 20),
);
process.stdout.write(JSON.stringify(result, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)));
