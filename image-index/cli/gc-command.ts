import { IndexStore } from '../store.ts';
import type { Arguments } from './arguments.ts';
import { type ExitCode, expectOperands, type Output } from './commands.ts';
import { humanBytes } from './print.ts';
import { UsageError } from './usage.ts';

/** `gc --max-size BYTES [--keep-running]`. */
export function gc(args: Arguments, out: Output): ExitCode {
  expectOperands(args, 0, 0);
  const { maxBytes, keepRunning } = args;
  if (maxBytes === undefined) throw new UsageError('gc needs --max-size BYTES, such as 500M');
  const store = new IndexStore(args.store);
  store.tidy(Date.now());
  const { removed, bytes, keptInUse } = store.gc({ maxBytes, keepRunning });
  const freed = removed.reduce((sum, item) => sum + item.bytes, 0);
  if (args.json) {
    for (const { path, bytes: size } of removed) out.line(JSON.stringify({ removed: path, bytes: size }));
    out.line(JSON.stringify({ removed: removed.length, freed, bytes, kept_in_use: keptInUse }));
  } else {
    const kept = keptInUse === 0 ? '' : `; ${keptInUse} indexes are in use and stay`;
    out.line(`${removed.length} files removed (${humanBytes(freed)}), ${humanBytes(bytes)} left${kept}`);
  }
  return 0;
}
