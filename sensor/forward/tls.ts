import type { ConnectionOptions } from 'node:tls';
import { SecretFile } from './secret.ts';

export type TlsOptions = {
  /** PEM; instead of the system's own authorities. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** The name in the server's certificate, where it is not the one in the address. */
  readonly serverName?: string | undefined;
  /** False takes any certificate: whoever is on the way can read and change everything. */
  readonly verify?: boolean | undefined;
};

/** What `tls.connect` and an https agent take, from files that may be rotated. */
export class TlsFiles {
  readonly #options: TlsOptions;
  readonly #files: Readonly<Record<'ca' | 'cert' | 'key', SecretFile | undefined>>;

  constructor(options: TlsOptions) {
    const file = (path: string | undefined) => (path === undefined ? undefined : new SecretFile(path));
    this.#options = options;
    this.#files = { ca: file(options.caFile), cert: file(options.certFile), key: file(options.keyFile) };
  }

  /** Throws a SecretError. `stamp` changes when a file did. */
  read(): { readonly options: ConnectionOptions; readonly stamp: string } {
    const { serverName, verify } = this.#options;
    const options: ConnectionOptions = { rejectUnauthorized: verify !== false, minVersion: 'TLSv1.2' };
    if (serverName !== undefined) options.servername = serverName;
    let stamp = '';
    for (const [name, file] of Object.entries(this.#files)) {
      if (file === undefined) continue;
      options[name as 'ca' | 'cert' | 'key'] = file.read();
      stamp += `${file.stamp};`;
    }
    return { options, stamp };
  }
}
