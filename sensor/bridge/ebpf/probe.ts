import { execFile } from 'node:child_process';
import type { SourceErrorCode } from '../bridge.ts';

/** What `drift-bridge --probe` found by trying: it loads its programs and takes them out again. */
export type BridgeProbe = {
  readonly ok: boolean;
  /** Why it does not work, when not ok. */
  readonly code: SourceErrorCode | undefined;
  readonly detail: string;
  readonly btf: boolean;
  /** The ELF loader of a process is reported with its identity. */
  readonly loaderIdentity: boolean;
  /** The real inode behind an overlay inode is known. */
  readonly overlayIdentity: boolean;
  /** Pins are made under SCHED_FIFO. */
  readonly realtime: boolean;
  readonly realtimeDetail: string;
};

const MAX_OUTPUT_BYTES = 64 * 1024;

/** Runs the bridge's self-test, at most `timeoutMs` (default 10 s). Never rejects: a failure is an answer. */
export function probeBridge(
  bridgePath: string,
  options: { readonly timeoutMs?: number; readonly args?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<BridgeProbe> {
  return new Promise((resolve) => {
    execFile(
      bridgePath,
      [...(options.args ?? []), '--probe'],
      {
        timeout: options.timeoutMs ?? 10_000,
        killSignal: 'SIGKILL',
        maxBuffer: MAX_OUTPUT_BYTES,
        encoding: 'utf8',
        ...(options.signal && { signal: options.signal }),
      },
      (error, stdout) => {
        const answer = parseProbe(stdout);
        if (answer !== undefined) return resolve(answer);
        resolve(error === null ? failed('protocol', 'the probe printed no answer') : spawnFailure(bridgePath, error));
      },
    );
  });
}

type StartFailure = Error & {
  readonly code?: string | number | null | undefined;
  readonly killed?: boolean | undefined;
};

/** Why a bridge could not even be started. */
export function spawnFailure(bridgePath: string, error: StartFailure): BridgeProbe {
  if (error.code === 'ENOENT')
    return failed('not_built', `${bridgePath} is not built; as root, npm run setup builds it`);
  if (error.code === 'EACCES') return failed('no_permission', `${bridgePath} may not be executed`);
  if (error.killed === true) return failed('unsupported', 'the probe did not answer in time');
  return failed('unsupported', `the probe failed: ${error.message.slice(0, 500)}`);
}

function failed(code: SourceErrorCode, detail: string): BridgeProbe {
  const nothing = { btf: false, loaderIdentity: false, overlayIdentity: false, realtime: false, realtimeDetail: '' };
  return { ok: false, code, detail, ...nothing };
}

function parseProbe(stdout: string): BridgeProbe | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const answer = parsed as Readonly<Record<string, unknown>>;
  if (typeof answer.ok !== 'boolean') return undefined;
  const text = (key: string) => (typeof answer[key] === 'string' ? answer[key] : '');
  const flag = (key: string) => answer[key] === true;
  return {
    ok: answer.ok,
    code: answer.ok ? undefined : sourceCode(text('code')),
    detail: text('detail'),
    btf: flag('btf'),
    loaderIdentity: flag('loader_identity'),
    overlayIdentity: flag('overlay_identity'),
    realtime: flag('realtime'),
    realtimeDetail: text('realtime_detail'),
  };
}

function sourceCode(code: string): SourceErrorCode {
  return code === 'no_permission' || code === 'not_built' ? code : 'unsupported';
}
