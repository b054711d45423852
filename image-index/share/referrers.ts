import * as z from 'zod';
import type { ReadControl } from '../read/layer-source.ts';
import { digestOf, MAX_JSON_BYTES, parseDocument } from '../read/oci-json.ts';
import type { RegistryClient } from '../read/registry/client.ts';
import { RegistryError } from '../read/registry/registry-error.ts';
import { readBody } from '../read/registry/transport.ts';
import { blobSchema, INDEX_TYPE, MANIFEST_TYPE } from './artifact.ts';
import { putManifest } from './upload.ts';

const referrer = blobSchema.extend({ artifactType: z.string().nullish() });
export type Referrer = z.infer<typeof referrer>;

const list = z.object({ manifests: z.array(referrer).max(10_000) });

const MAX_PAGES = 10;
const ATTEMPTS = 3;

/**
 * What refers to the manifest `digest` with this type: by the referrers API, or where a registry has none (404) by the tag that
 * takes its place (distribution specification 1.1, "Listing referrers", "Referrers tag schema").
 */
export async function listReferrers(
  client: RegistryClient,
  digest: string,
  artifactType: string,
  control: ReadControl,
): Promise<readonly Referrer[]> {
  const found = (await fromApi(client, digest, artifactType, control)) ?? (await fromTag(client, digest, control));
  // A registry may ignore the filter.
  return found.filter((one) => one.artifactType === artifactType);
}

/** Undefined: the registry has no such API. */
async function fromApi(client: RegistryClient, digest: string, artifactType: string, control: ReadControl) {
  const all: Referrer[] = [];
  let path: string | URL = `/referrers/${digest}?artifactType=${encodeURIComponent(artifactType)}`;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.request({ path, headers: { accept: INDEX_TYPE }, accept: [200, 404] }, control);
    const body = await readBody(answer, MAX_JSON_BYTES);
    if (answer.statusCode === 404) return page === 0 ? undefined : all;
    all.push(...parseDocument(list, body, `${client.host}: referrers of ${digest}`).manifests);
    const next = /<([^>]*)>\s*;\s*rel="?next"?/.exec(String(answer.headers.link ?? ''))?.[1];
    const base = `http${client.secure ? 's' : ''}://${client.address}`;
    if (next === undefined || !URL.canParse(next, base)) return all;
    path = new URL(next, base);
    // The next page is the same registry's.
    if (path.host !== client.address) throw new RegistryError('refused', `${client.host} continues at ${path.host}`);
  }
  return all;
}

async function fromTag(client: RegistryClient, digest: string, control: ReadControl): Promise<readonly Referrer[]> {
  const request = { path: `/manifests/${fallbackTag(digest)}`, headers: { accept: INDEX_TYPE }, accept: [200, 404] };
  const answer = await client.request(request, control);
  const body = await readBody(answer, MAX_JSON_BYTES);
  if (answer.statusCode === 404) return [];
  return parseDocument(list, body, `${client.host}: ${fallbackTag(digest)}`).manifests;
}

/**
 * Sends a manifest that names `subject` in itself, and lists it under the subject's tag where the registry does not keep referrers
 * itself (`subjectKnown`).
 */
export async function putReferrer(
  client: RegistryClient,
  manifest: Buffer,
  facts: {
    readonly subject: string;
    readonly artifactType: string;
    readonly annotations?: Readonly<Record<string, string>>;
  },
  control: ReadControl,
): Promise<{ readonly digest: string; readonly subjectKnown: boolean }> {
  const digest = digestOf(manifest);
  const { subjectKnown } = await putManifest(client, digest, manifest, control);
  if (!subjectKnown) {
    const { subject, artifactType, annotations } = facts;
    const entry = { mediaType: MANIFEST_TYPE, digest, size: manifest.length, artifactType };
    await addToFallbackTag(client, subject, { ...entry, ...(annotations && { annotations }) }, control);
  }
  return { digest, subjectKnown };
}

/** `sha256:<hex>` → `sha256-<hex>`. */
function fallbackTag(digest: string): string {
  return digest.replace(':', '-');
}

/**
 * Adds a manifest to the tag of `subject`, where the registry does not keep referrers itself. Two writers can overwrite each
 * other there: it is read again, and written again where the entry got lost.
 */
async function addToFallbackTag(
  client: RegistryClient,
  subject: string,
  added: Referrer,
  control: ReadControl,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const known = await fromTag(client, subject, control);
    if (known.some(({ digest }) => digest === added.digest)) return;
    const index = { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [...known, added] };
    await putManifest(client, fallbackTag(subject), Buffer.from(JSON.stringify(index)), control, INDEX_TYPE);
  }
  const known = await fromTag(client, subject, control);
  if (!known.some(({ digest }) => digest === added.digest))
    throw new RegistryError('busy', `${client.host}: others keep overwriting ${fallbackTag(subject)}`);
}
