import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type ProtoModule = {
  /** The `.proto` file. */
  readonly proto: string;
  /** Where the module goes (`….gen.js`); its declarations go beside it (`….gen.d.ts`). */
  readonly out: string;
  /** Name among protobufjs's roots, which are shared by all modules of a program. */
  readonly root: string;
};

/** Makes a static protobufjs module: encoders and decoders only. For developers; its output is committed. */
export function generateProto({ proto, out, root }: ProtoModule): void {
  const pbjs = join(dirname(createRequire(import.meta.url).resolve('protobufjs-cli/package.json')), 'bin', 'pbjs');
  const shape = ['-t', 'static-module', '-w', 'esm', '-r', root, '--dts', '--force-long'];
  const leftOut = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service'].map((part) => `--no-${part}`);
  execFileSync(process.execPath, [pbjs, ...shape, ...leftOut, '-o', out, proto], { stdio: 'inherit' });
}
