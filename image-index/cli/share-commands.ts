import { resolve } from 'node:path';
import { readPrivateKey, readPublicKey } from '../share/keys.ts';
import { type PullOutcome, pullIndex } from '../share/pull.ts';
import { pushIndex } from '../share/push.ts';
import { IndexStore, readControl } from '../store.ts';
import type { Arguments } from './arguments.ts';
import { type ExitCode, expectOperands, type Output } from './commands.ts';
import { findImage } from './find-image.ts';
import { humanBytes } from './print.ts';
import { registryName } from './source-name.ts';
import { UsageError } from './usage.ts';

/** `push IMAGE [docker://HOST/REPO[:TAG|@DIGEST]]`: to where it was built from unless that is said. */
export async function push(args: Arguments, out: Output): Promise<ExitCode> {
  const [name = '', target] = expectOperands(args, 1, 2);
  const store = new IndexStore(args.store);
  const signKey = args.signKey === undefined ? undefined : readPrivateKey(args.signKey);
  const index = findImage(store, name);
  const { key, ref: builtFrom } = index;
  index.close();
  const where = target ?? (builtFrom?.startsWith('docker://') === true ? builtFrom : undefined);
  if (where === undefined)
    throw new UsageError(
      `${name} was not built from a registry: say where its image is, as docker://HOST/REPO[:TAG|@DIGEST]`,
    );
  const ref = registryName(where);
  const { platform } = args.store;
  const request = {
    path: store.imagePath(key),
    ref,
    registry: args.registry,
    scratchDir: store.scratchDir,
    ...(platform !== undefined && { platform }),
    signatureFormat: args.signatureFormat,
    ...(signKey !== undefined && { signKey }),
  };
  const { referrersApi, ...pushed } = await pushIndex(request, readControl({}));
  if (args.json) {
    out.line(JSON.stringify({ ref, ...pushed, referrers_api: referrersApi }));
  } else {
    out.line(`${ref}: index of ${humanBytes(pushed.bytes)} attached to ${pushed.subject}`);
    const how = pushed.signed ? 'signed' : 'not signed: no sensor takes it (--sign-key KEY)';
    out.line(
      `artifact ${pushed.artifact}, ${how}${referrersApi ? '' : ', listed under the tag of the image (no referrers API)'}`,
    );
  }
  return 0;
}

/** `pull docker://HOST/REPO[:TAG|@DIGEST]`: into the store only with a key; without one into a file, for looking at. */
export async function pull(args: Arguments, out: Output): Promise<ExitCode> {
  const [name = ''] = expectOperands(args, 1, 1);
  const ref = registryName(name);
  const { output } = args;
  if (args.indexKeys.length === 0 && output === undefined) {
    throw new UsageError(
      'pull needs --index-key FILE: whoever can push could otherwise declare anything part of an image. --output FILE fetches an unverified index for looking at',
    );
  }
  const keys = args.indexKeys.length === 0 ? undefined : args.indexKeys.map(readPublicKey);
  const store = new IndexStore(args.store);
  const { platform } = args.store;
  const request = {
    ref,
    registry: args.registry,
    scratchDir: store.scratchDir,
    ...(platform !== undefined && { platform }),
  };
  const pathOf = (image: { readonly id: string }) =>
    output === undefined ? store.imagePath(image.id) : resolve(output);
  const outcome = await pullIndex(request, keys, pathOf, readControl({}));
  report(outcome, ref, args, out);
  return outcome.pulled ? 0 : 1;
}

function report(outcome: PullOutcome, ref: string, args: Arguments, out: Output): void {
  if (!outcome.pulled) {
    if (args.json) out.line(JSON.stringify({ ref, ...outcome }));
    out.note(`${ref}: no index taken (${outcome.reason}): ${outcome.message}`);
    return;
  }
  const { image, signer, artifact } = outcome;
  const names = { id: image.id, digest: image.digest, artifact, layers: image.diffIds };
  if (args.json) out.line(JSON.stringify({ ref, pulled: true, ...names, ...(signer !== undefined && { signer }) }));
  else out.line(`${ref}: ${image.id}, ${signer === undefined ? 'NOT VERIFIED by any key' : `signed by ${signer}`}`);
}
