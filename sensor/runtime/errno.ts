/** The errno name of a failed system call (`ENOENT`), or `UNKNOWN` for anything else. The one place that looks at `code`. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'UNKNOWN';
}
