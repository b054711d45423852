import { createReadStream } from 'node:fs';
import type { ReadControl } from '../read/layer-source.ts';
import { digestOf } from '../read/oci-json.ts';
import type { RegistryClient } from '../read/registry/client.ts';
import { RegistryError } from '../read/registry/registry-error.ts';
import { MANIFEST_TYPE } from './artifact.ts';

export type Upload = {
  readonly digest: string;
  readonly size: number;
  /** The bytes, or the file that holds them. */
  readonly content: Buffer | string;
};

/** Sends a blob unless the repository has it (distribution specification, "Pushing a blob monolithically"). */
export async function putBlob(client: RegistryClient, blob: Upload, control: ReadControl): Promise<void> {
  const there = await client.request({ method: 'HEAD', path: `/blobs/${blob.digest}`, accept: [200, 404] }, control);
  there.resume();
  if (there.statusCode === 200) return;
  const headers = { 'content-length': '0' };
  const begun = await client.request({ method: 'POST', path: '/blobs/uploads/', headers, accept: [202] }, control);
  begun.resume();
  const { location } = begun.headers;
  const base = `http${client.secure ? 's' : ''}://${client.address}`;
  if (location === undefined || !URL.canParse(location, base))
    throw new RegistryError('bad_answer', `${client.host} gave no place for an upload`);
  const path = new URL(location, base);
  path.searchParams.set('digest', blob.digest);
  const { content } = blob;
  const done = await client.request(
    {
      method: 'PUT',
      path,
      headers: { 'content-type': 'application/octet-stream', 'content-length': String(blob.size) },
      body: typeof content === 'string' ? () => createReadStream(content) : content,
      accept: [201],
    },
    control,
  );
  done.resume();
}

/** Sends a manifest under a tag or its own digest. `subjectKnown`: the registry keeps the list of referrers itself. */
export async function putManifest(
  client: RegistryClient,
  name: string,
  bytes: Buffer,
  control: ReadControl,
  mediaType: string = MANIFEST_TYPE,
): Promise<{ readonly digest: string; readonly subjectKnown: boolean }> {
  const headers = { 'content-type': mediaType, 'content-length': String(bytes.length) };
  const answer = await client.request(
    { method: 'PUT', path: `/manifests/${name}`, headers, body: bytes, accept: [200, 201, 202] },
    control,
  );
  answer.resume();
  return { digest: digestOf(bytes), subjectKnown: answer.headers['oci-subject'] !== undefined };
}
