export type GrpcErrorCode =
  /** Nothing listens there, or the connection broke. */
  | 'unreachable'
  | 'no_permission'
  | 'timeout'
  | 'aborted'
  | 'too_large'
  | 'not_found'
  | 'unimplemented'
  /** Any other status. */
  | 'bad_status'
  /** The answer is not what the method answers. */
  | 'bad_answer';

export class GrpcError extends Error {
  readonly code: GrpcErrorCode;
  constructor(code: GrpcErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GrpcError';
    this.code = code;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GrpcError && error.code === 'not_found';
}

/** gRPC's status codes (grpc/grpc, doc/statuscodes.md) that are told apart here. */
const STATUS = {
  1: 'aborted',
  4: 'timeout',
  5: 'not_found',
  7: 'no_permission',
  8: 'too_large',
  12: 'unimplemented',
  14: 'unreachable',
} as const satisfies Record<number, GrpcErrorCode>;

/** What grpc-js throws → ours. `method` as called, for the message. */
export function toGrpcError(method: string, cause: unknown): GrpcError {
  if (cause instanceof GrpcError) return cause;
  const status = statusOf(cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  const code = status in STATUS ? STATUS[status as keyof typeof STATUS] : 'bad_status';
  if (code === 'unreachable') return connectError(method, text, cause);
  if (code === 'timeout') return new GrpcError(code, `${short(method)}: no answer in time`, { cause });
  return new GrpcError(code, `${short(method)}: ${text.slice(0, 200)}`, { cause });
}

/** Failed system calls on the socket's path; grpc-js names theirs only in its text. */
export function connectError(method: string, text: string, cause: unknown): GrpcError {
  const options = { cause };
  switch (/\b(ENOENT|ECONNREFUSED|EACCES|EPERM)\b/.exec(text)?.[1]) {
    case 'ENOENT':
      return new GrpcError('unreachable', 'its socket does not exist', options);
    case 'ECONNREFUSED':
      return new GrpcError('unreachable', 'nothing listens on its socket', options);
    case 'EACCES':
    case 'EPERM':
      return new GrpcError('no_permission', 'its socket may not be opened; run as root', options);
    default:
      return new GrpcError('unreachable', `${short(method)}: ${text.slice(0, 200)}`, options);
  }
}

function statusOf(cause: unknown): number {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'number' ? cause.code : 2;
}

/** `/containerd.services.tasks.v1.Tasks/Get` → `Tasks/Get`. */
function short(method: string): string {
  return method.slice(method.lastIndexOf('.') + 1);
}
