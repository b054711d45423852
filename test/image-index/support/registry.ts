import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { run, terminate, waitFor } from '../../support/command.ts';
import { type TempDir, tempDir } from '../../support/temp.ts';

export type Registry = AsyncDisposable & {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** The certificate authority's file, where it speaks TLS. */
  readonly ca: string;
  /** An auth.json with the right credentials. */
  readonly authFile: string;
  /** Holds nothing but the authority, as skopeo wants it. */
  readonly certsDir: string;
  stop(): Promise<void>;
};

export type RegistryOptions = { readonly tls?: boolean; readonly password?: string };

/** Debian's docker-registry (distribution 2.8) on loopback, its data below a temporary directory. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const temp = tempDir('registry');
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const { ca, key, cert } = await makeCertificates(temp);
  const authFile = join(temp.path, 'auth.json');
  const user = `user:${options.password ?? 'none'}`;
  const auths = { [host]: { auth: Buffer.from(user).toString('base64') } };
  writeFileSync(authFile, JSON.stringify({ auths: options.password === undefined ? {} : auths }));
  if (options.password !== undefined) {
    const line = await run(['htpasswd', '-nbB', '-C', '4', 'user', options.password]);
    writeFileSync(join(temp.path, 'htpasswd'), line);
  }
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(temp.path, 'data') } },
    http: { addr: host, ...(options.tls === true && { tls: { certificate: cert, key } }) },
    ...(options.password !== undefined && { auth: { htpasswd: { realm: 'test', path: join(temp.path, 'htpasswd') } } }),
  };
  // JSON is YAML.
  writeFileSync(join(temp.path, 'config.yml'), JSON.stringify(config));
  const log = openSync(join(temp.path, 'log'), 'a');
  const child: ChildProcess = spawn('docker-registry', ['serve', join(temp.path, 'config.yml')], {
    stdio: ['ignore', log, log],
  });
  const stop = async (): Promise<void> => {
    await terminate(child, 2_000);
    await temp.remove();
  };
  await waitFor('docker-registry', () => answers(host, options.tls === true));
  return { host, ca, authFile, certsDir: join(temp.path, 'certs'), stop, [Symbol.asyncDispose]: stop };
}

/** A certificate authority and a certificate for 127.0.0.1 and localhost. */
export async function makeCertificates(temp: TempDir) {
  const at = (name: string) => join(temp.path, name);
  const script = `
    set -e; cd "$1"
    openssl ecparam -name prime256v1 -genkey -noout -out ca.key
    openssl req -x509 -new -key ca.key -subj /CN=test-authority -days 2 -out ca.crt
    openssl ecparam -name prime256v1 -genkey -noout -out server.key
    openssl req -new -key server.key -subj /CN=localhost -out server.csr
    printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\\n' >ext
    mkdir certs && cp ca.crt certs/
    openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out server.crt`;
  await run(['sh', '-c', script, 'sh', temp.path]);
  return { ca: at('ca.crt'), cert: at('server.crt'), key: at('server.key') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(host: string, tls: boolean): Promise<boolean> {
  if (!tls)
    return fetch(`http://${host}/v2/`).then(
      ({ status }) => status < 500,
      () => false,
    );
  return new Promise((resolve) => {
    const outgoing = request(`https://${host}/v2/`, { rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve((answer.statusCode ?? 500) < 500);
    });
    outgoing.on('error', () => resolve(false));
    outgoing.end();
  });
}
