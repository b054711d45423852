/** Writes the golden files and docs/formats.md: `node test/sensor/forward/format/generate.ts`. A test compares both. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createFormat, type Format, formatNames } from '../../../../sensor/forward/format/format.ts';
import { ocsfVersions } from '../../../../sensor/forward/format/ocsf.ts';
import { samples } from './samples.ts';

const GOLDEN = new URL('./golden/', import.meta.url);
const PAGE = new URL('../../../../docs/formats.md', import.meta.url);
const HEAD = new URL('./formats-head.md', import.meta.url);

const SAYS: Readonly<Record<string, string>> = {
  native: 'Our own JSON: everything that is known, one object a line. What is unknown is absent.',
  ocsf: 'OCSF Detection Finding (class 2004) with the profiles security_control, container and host.',
  ecs: 'Elastic Common Schema 8.11; what it has no field for stands below `drift_sensor`.',
  falco: "The shape of Falco's alerts, for Falcosidekick and whatever else takes them.",
  cef: 'ArcSight Common Event Format, one line, for syslog.',
  flat: 'One level of plain values, for receivers that cannot take arrays of objects (Wazuh).',
};

/** Every format by the name of its golden file. */
export function formats(): readonly (readonly [string, Format])[] {
  return formatNames.flatMap((name) => {
    const versions = name === 'ocsf' ? ocsfVersions : [ocsfVersions[0]];
    return versions.map((ocsfVersion) => {
      const file = name === 'ocsf' ? `ocsf-${ocsfVersion}` : name;
      return [file, createFormat({ name, ocsfVersion, version: '1.0.0' })] as const;
    });
  });
}

/** One line for each sample. */
export function golden(format: Format): string {
  return Object.values(samples)
    .map((finding) => `${format.text(finding)}\n`)
    .join('');
}

export function page(): string {
  const finding = samples['added-in-pod'];
  if (finding === undefined) throw new Error('there is no such sample');
  const shown = formats().filter(([name]) => !name.startsWith('ocsf') || name === 'ocsf-1.8.0');
  const sections = shown.map(([name, format]) => {
    const value = format.value(finding);
    const text = value === undefined ? format.text(finding) : JSON.stringify(value, undefined, 2);
    const title = name.replace('-', ' ');
    return `### ${title}\n\n${SAYS[format.name] ?? ''}\n\n\`\`\`${value === undefined ? 'text' : 'json'}\n${text}\n\`\`\`\n`;
  });
  return `${readFileSync(HEAD, 'utf8')}\n${sections.join('\n')}`;
}

if (import.meta.main) {
  mkdirSync(GOLDEN, { recursive: true });
  mkdirSync(new URL('.', PAGE), { recursive: true });
  for (const [name, format] of formats()) writeFileSync(new URL(name, GOLDEN), golden(format));
  writeFileSync(PAGE, page());
}
