/** rsyslog and syslog-ng as Debian ships them, each with a configuration of its own in a directory of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { terminate, waitFor } from '../../../support/command.ts';
import { need, type Reason } from '../../../support/need.ts';
import type { Certificates } from './certificates.ts';

export type SyslogDaemon = AsyncDisposable & {
  readonly port: number;
  /** What it wrote so far, parsed by its own parser and written as JSON by its own template. */
  messages(): Message[];
  kill(): Promise<void>;
  start(): Promise<void>;
};

export type Message = {
  readonly pri: string;
  readonly time: string;
  readonly host: string;
  readonly app: string;
  readonly id: string;
  readonly data: string;
  readonly msg: string;
};

export type Transport = 'udp' | 'tcp' | 'tls';

/** rsyslog's own module for TLS, in a package apart. */
export function needRsyslogTls(): Reason {
  const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  const there = existsSync(`/usr/lib/${arch}-linux-gnu/rsyslog/lmnsd_gtls.so`);
  return there ? undefined : 'needs rsyslog-gnutls: npm run setup:engines';
}

const UNPACKED = new URL('../../../../build/syslog-ng/', import.meta.url).pathname;

/** Where set-up unpacked it, or the installed one. */
function syslogNg(): { program: string; env: NodeJS.ProcessEnv; args: string[] } | undefined {
  const program = join(UNPACKED, 'usr/sbin/syslog-ng');
  if (!existsSync(program))
    return need.command('syslog-ng') === undefined ? { program: 'syslog-ng', env: {}, args: [] } : undefined;
  const lib = join(UNPACKED, 'usr/lib/syslog-ng');
  const modules = readdirSync(lib).find((name) => /^\d/.test(name)) ?? '';
  return { program, env: { LD_LIBRARY_PATH: lib }, args: ['--module-path', join(lib, modules)] };
}

export function needSyslogNg(): Reason {
  return syslogNg() === undefined ? 'needs syslog-ng: npm run setup:engines' : undefined;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** With `tls` only senders with a certificate of the same authority are heard. */
export async function startRsyslog(dir: string, transport: Transport, pki?: Certificates): Promise<SyslogDaemon> {
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const config = join(dir, 'rsyslog.conf');
  const out = join(dir, 'out');
  const input = transport === 'udp' ? 'imudp' : 'imtcp';
  const tlsFiles =
    pki === undefined
      ? ''
      : ` defaultNetstreamDriverCAFile="${pki.ca}" defaultNetstreamDriverCertFile="${pki.serverCert}" defaultNetstreamDriverKeyFile="${pki.serverKey}"`;
  const tlsDriver =
    pki === undefined ? '' : ' streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid"';
  writeFileSync(
    config,
    `global(workDirectory="${dir}" maxMessageSize="64k"${tlsFiles})
module(load="${input}"${tlsDriver})
template(name="json" type="list" option.jsonf="on") {
  property(outname="pri" name="pri" format="jsonf")
  property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="id" name="msgid" format="jsonf")
  property(outname="data" name="structured-data" format="jsonf")
  property(outname="msg" name="msg" format="jsonf")
}
input(type="${input}" address="127.0.0.1" port="${port}" ruleset="all")
ruleset(name="all") { action(type="omfile" file="${out}" template="json" asyncWriting="off") }
`,
  );
  const args = ['-n', '-f', config, '-i', join(dir, 'pid')];
  return daemon('rsyslogd', args, {}, { port, out, transport, log: join(dir, 'log') });
}

export async function startSyslogNg(dir: string, transport: Transport, pki?: Certificates): Promise<SyslogDaemon> {
  mkdirSync(dir, { recursive: true });
  const found = syslogNg();
  if (found === undefined) throw new Error('no syslog-ng');
  const port = await freePort();
  const config = join(dir, 'syslog-ng.conf');
  const out = join(dir, 'out');
  const fields = ['pri $PRI', 'time $ISODATE', 'host $HOST', 'app $PROGRAM', 'id $MSGID', 'data $SDATA', 'msg $MSG'];
  const tls =
    pki === undefined
      ? ''
      : ` tls(key-file("${pki.serverKey}") cert-file("${pki.serverCert}") ca-file("${pki.ca}") peer-verify(required-trusted))`;
  const pairs = fields.map((field) => field.replace(' ', '=')).join(' ');
  writeFileSync(
    config,
    `@version: 3.38
options { keep-hostname(yes); use-dns(no); log-msg-size(65536); };
source s { syslog(transport("${transport}") ip("127.0.0.1") port(${port})${tls}); };
destination d { file("${out}" template("$(format-json ${pairs})\\n")); };
log { source(s); destination(d); };
`,
  );
  const own = [
    '-F',
    '-f',
    config,
    '-p',
    join(dir, 'pid'),
    '-R',
    join(dir, 'persist'),
    '-c',
    join(dir, 'ctl'),
    '--no-caps',
  ];
  const env = { ...found.env };
  return daemon(found.program, [...own, ...found.args], env, { port, out, transport, log: join(dir, 'log') });
}

async function daemon(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  at: { port: number; out: string; transport: Transport; log: string },
): Promise<SyslogDaemon> {
  let child: ChildProcess | undefined;
  let said = '';
  const start = async () => {
    child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (said += String(bytes)));
    const listens = () => {
      if (child?.exitCode !== null) throw new Error(`${program} ended:\n${said}`);
      const kind = at.transport === 'udp' ? 'udp' : 'tcp';
      const tables = ['', '6'].map((version) => readFileSync(`/proc/net/${kind}${version}`, 'utf8')).join('\n');
      // On any address; nobody is at the other end of a socket that listens.
      const own = new RegExp(`: [0-9A-F]+:${at.port.toString(16).toUpperCase().padStart(4, '0')} 0+:0000 `);
      return own.test(tables);
    };
    await waitFor(`${program} to listen`, listens).catch(async (error: unknown) => {
      if (child !== undefined) await terminate(child);
      throw new Error(`${program} does not listen:\n${said}`, { cause: error });
    });
  };
  await start();
  return {
    port: at.port,
    start,
    messages: () => wholeLines(at.out).flatMap(parsed),
    kill: async () => {
      child?.kill('SIGKILL');
      if (child !== undefined) await terminate(child);
    },
    [Symbol.asyncDispose]: async () => {
      if (child !== undefined) await terminate(child, 3_000);
    },
  };
}

/**
 * A daemon with a configuration that is shipped (deploy/siem), its port and paths changed to ours and nothing else. Gives what it
 * wrote: one finding a line.
 */
export async function startRecipe(
  dir: string,
  recipe: 'rsyslog.conf' | 'syslog-ng.conf',
  pki: Certificates,
): Promise<AsyncDisposable & { readonly port: number; lines(): string[] }> {
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const out = join(dir, 'findings.json');
  const text = readFileSync(new URL(`../../../../deploy/siem/${recipe}`, import.meta.url), 'utf8')
    .replaceAll('6514', String(port))
    .replaceAll('/var/log/drift-sensor/findings.json', out)
    .replaceAll('/etc/ssl/log/ca.pem', pki.ca)
    .replaceAll('/etc/ssl/log/server.pem', pki.serverCert)
    .replaceAll('/etc/ssl/log/server.key', pki.serverKey);
  const config = join(dir, recipe);
  const at = { port, out, transport: 'tls', log: join(dir, 'log') } as const;
  let started: SyslogDaemon;
  if (recipe === 'rsyslog.conf') {
    writeFileSync(config, `global(workDirectory="${dir}")\n${text}`);
    started = await daemon('rsyslogd', ['-n', '-f', config, '-i', join(dir, 'pid')], {}, at);
  } else {
    const found = syslogNg();
    if (found === undefined) throw new Error('no syslog-ng');
    writeFileSync(config, text);
    const own = ['-F', '-f', config, '-p', join(dir, 'pid'), '-R', join(dir, 'persist'), '-c', join(dir, 'ctl')];
    started = await daemon(found.program, [...own, '--no-caps', ...found.args], found.env, at);
  }
  return {
    port,
    lines: () => wholeLines(out),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

/** Without one that is being written at this moment. */
function wholeLines(path: string): string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line !== '');
}

/** A daemon that is killed while it writes leaves a torn line. */
function parsed(line: string): Message[] {
  try {
    return [JSON.parse(line) as Message];
  } catch {
    return [];
  }
}
