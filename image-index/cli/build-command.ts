import { IndexStore, imageKey } from '../store.ts';
import type { Arguments } from './arguments.ts';
import { type ExitCode, expectOperands, imageJson, imageLine, type Output } from './commands.ts';
import { humanBytes } from './print.ts';
import { parseSource } from './source-name.ts';

const REDRAW_MS = 100;

/** `build SOURCE…`: one line an image; progress on standard error when that is a terminal. */
export async function build(args: Arguments, out: Output): Promise<ExitCode> {
  const sources = expectOperands(args, 1, Number.POSITIVE_INFINITY).map(parseSource);
  const store = new IndexStore(args.store);
  if (args.store.helperPath === undefined && sources.some(({ source }) => source.kind !== 'oci_layout')) {
    out.note('the native helper is not built (npm run setup): file capabilities and opaque directories are not read');
  }
  for (const { source, ref } of sources) {
    const { id, digest } = await store.identify(source);
    const names = {
      ref,
      ...(id === undefined ? undefined : { id }),
      ...(digest === undefined ? undefined : { digest }),
    };
    const progress = progressLine(ref);
    const started = performance.now();
    try {
      const index = await store.build({ key: imageKey(source, id), ...names, source }, { onProgress: progress.update });
      progress.clear();
      const seconds = (performance.now() - started) / 1000;
      if (args.json) out.line(JSON.stringify({ ...imageJson(index), seconds: Number(seconds.toFixed(3)) }));
      else out.line(`${imageLine(index)}  (${seconds.toFixed(1)} s)`);
      index.close();
    } finally {
      progress.clear();
    }
  }
  return 0;
}

function progressLine(ref: string) {
  let drawn = 0;
  const { stderr } = process;
  return {
    update: (files: number, bytes: number): void => {
      const now = performance.now();
      if (!stderr.isTTY || now - drawn < REDRAW_MS) return;
      drawn = now;
      stderr.write(`\r\x1b[K${ref.slice(0, 60)}: ${files} files, ${humanBytes(bytes)}`);
    },
    clear: (): void => {
      if (drawn > 0) stderr.write('\r\x1b[K');
      drawn = 0;
    },
  };
}
