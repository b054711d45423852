import { IndexError } from '../error.ts';
import { IndexStore } from '../store.ts';
import type { Arguments } from './arguments.ts';
import { type ExitCode, expectOperands, imageJson, imageLine, type Output } from './commands.ts';
import { progressLine } from './progress.ts';
import { parseSource } from './source-name.ts';

/** Sources whose layers are read as directories, with the helper's attributes. */
const DIRECTORIES: readonly string[] = ['lower_dirs', 'rootfs_baseline', 'containers_storage', 'container'];

/** `build SOURCE…`: one line an image; progress on standard error when that is a terminal. */
export async function build(args: Arguments, out: Output): Promise<ExitCode> {
  const { namespace } = args;
  const options = namespace === undefined ? {} : { namespace };
  const sources = expectOperands(args, 1, Number.POSITIVE_INFINITY).map((text) => parseSource(text, options));
  const store = new IndexStore(args.store);
  if (args.store.helperPath === undefined && sources.some(({ source }) => DIRECTORIES.includes(source.kind))) {
    out.note('the native helper is not built (npm run setup): file capabilities and opaque directories are not read');
  }
  store.tidy(Date.now());
  for (const { source, ref } of sources) {
    const progress = progressLine(ref);
    const started = performance.now();
    try {
      const index = await store.buildSource(source, ref, progress);
      progress.clear();
      const seconds = (performance.now() - started) / 1000;
      if (args.json) out.line(JSON.stringify({ ...imageJson(index), seconds: Number(seconds.toFixed(3)) }));
      else out.line(`${imageLine(index)}  (${seconds.toFixed(1)} s)`);
      out.flush();
      index.close();
    } catch (error) {
      // Of several images somebody wants to know which. Readers that name theirs leave out `[overlay@ROOT]`.
      if (!(error instanceof IndexError) || error.message.includes(ref.replace(/\[.*\]/, ''))) throw error;
      throw new IndexError(error.code, `${ref}: ${error.message}`, { cause: error.cause });
    } finally {
      progress.clear();
    }
  }
  return 0;
}
