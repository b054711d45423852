import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DebianPackage } from './debian.ts';

type Component = {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
};
type Bom = {
  serialNumber?: string;
  metadata: { timestamp: string; component: { 'bom-ref': string; name: string; type: string } };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
};

export type SbomOptions = {
  /** `NAME@VERSION` of the npm packages in the bundle. */
  readonly bundled: readonly string[];
  /** Linked into, or beside, the programs. */
  readonly packages: readonly DebianPackage[];
  readonly epochSeconds: number;
};

/**
 * A CycloneDX document (1.5, JSON) of what is in the image: of npm's own list of the lockfile what is in the bundle (leaving that to
 * `--omit=dev` would lose what a development tool needs as well), Node, and the Debian packages. The same input gives the same bytes.
 */
export function writeSbom(path: string, { bundled, packages, epochSeconds }: SbomOptions): void {
  const bom = JSON.parse(npmSbom()) as Bom;
  const inImage = new Set(bundled);
  const node = `node-linux-${process.arch}`;
  bom.components = bom.components.filter(({ name, version }) => name === node || inImage.has(`${name}@${version}`));
  const missing = bundled.filter((it) => !bom.components.some(({ name, version }) => it === `${name}@${version}`));
  if (missing.length > 0) throw new Error(`npm's list has not what is bundled: ${missing.join(', ')}`);
  const root = bom.metadata.component;
  root.name = 'drift-sensor';
  root.type = 'application';
  bom.metadata.timestamp = new Date(epochSeconds * 1000).toISOString();
  const debian = packages.map(debianComponent);
  bom.components.push(...debian);
  const refs = new Set([root['bom-ref'], ...bom.components.map((it) => it['bom-ref'])]);
  bom.dependencies = bom.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((it) => refs.has(it)) }));
  bom.dependencies.find(({ ref }) => ref === root['bom-ref'])?.dependsOn?.push(...debian.map((it) => it['bom-ref']));
  // npm draws a random one; documents about the same content may share theirs.
  delete bom.serialNumber;
  bom.serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bom))}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(bom, null, 1)}\n`);
}

function npmSbom(): string {
  const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only', '--loglevel=error'];
  const { status, stdout, stderr } = spawnSync('npm', args, { encoding: 'utf8', maxBuffer: 64 << 20 });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function debianComponent({ name, version, arch, source }: DebianPackage): Component {
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${arch}&distro=debian`;
  return {
    'bom-ref': purl,
    type: 'library',
    name,
    version,
    purl,
    properties: [{ name: 'debian:source', value: source }],
  };
}

/** A UUID of version 8 (RFC 9562: the contents are the application's own), made of the content's digest. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
