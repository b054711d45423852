/** The examples of CI in the documents, run as they stand there. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { run, tryRun } from '../support/command.ts';
import { describeIf, need } from '../support/need.ts';
import { layerDirectory, ociImage } from '../support/oci.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { type Registry, startRegistry } from './support/registry.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** YAML blocks of a document that hold a step which runs image-index: its script and its environment's names. */
function stepsOf(document: string): { run: string; env: Readonly<Record<string, string>> }[] {
  const blocks = readFileSync(join(ROOT, document), 'utf8').matchAll(/^```yaml\n(.*?)^```/gms);
  const steps = [...blocks].flatMap(([, text = '']) => {
    const value = parse(text) as Step[] | { jobs?: Record<string, { steps: Step[] }> };
    return Array.isArray(value) ? value : Object.values(value.jobs ?? {}).flatMap((job) => job.steps);
  });
  return steps
    .filter((step) => step.run?.includes('image-index ') === true)
    .map((step) => ({ run: step.run ?? '', env: step.env ?? {} }));
}
type Step = { readonly run?: string; readonly env?: Readonly<Record<string, string>> };

describeIf(
  [need.command('docker-registry'), need.command('htpasswd'), need.engine('skopeo', 'umoci')],
  'the step for CI',
  () => {
    let temp: TempDir;
    let registry: Registry;
    const at = (name: string) => join(temp.path, name);
    let privateKey: string;

    beforeAll(async () => {
      temp = tempDir('ci');
      registry = await startRegistry({ tls: true, password: 'secret' });
      const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      writeFileSync(at('index.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
      for (const tag of ['latest', 'next']) {
        const layer = layerDirectory(at(`${tag}-layer`), {
          files: { 'bin/tool': { content: `#!/bin/sh\necho ${tag}\n` } },
        });
        const oci = await ociImage({ layout: at(`${tag}-layout`), tag, layers: [layer] });
        const to = `docker://${registry.host}/team/app:${tag}`;
        const dest = ['--dest-cert-dir', registry.certsDir, '--authfile', registry.authFile] as const;
        await run(['skopeo', '--insecure-policy', 'copy', '--quiet', ...dest, oci.ref, to]);
      }
    });
    afterAll(async () => {
      await registry?.stop();
      await temp?.remove();
    });

    for (const document of ['README.md', 'docs/image-index.md']) {
      test(`of ${document} indexes the image, says what changed, and attaches a signed index that a node can pull`, async () => {
        const [step, another] = stepsOf(document);
        expect(another).toBeUndefined();
        if (step === undefined) throw new Error('no step');
        const home = at(document.replace('/', '-'));
        const bin = join(home, 'drift-sensor/bin');
        mkdirSync(bin, { recursive: true });
        // What a runner has set up before: credentials (docker/login-action) and the registry's authority.
        const flags = `--cacert ${registry.ca} --authfile ${registry.authFile} --index-dir ${home}/index`;
        writeFileSync(join(bin, 'image-index'), `#!/bin/sh\nexec ${ROOT}bin/image-index "$@" ${flags}\n`);
        chmodSync(join(bin, 'image-index'), 0o755);
        const script = step.run
          // What GitHub fills in.
          .replaceAll(/ghcr\.io\/\$\{\{ github\.repository \}\}/g, `${registry.host}/team/app`);
        expect(script).not.toContain('${{');
        const env = {
          PATH: `${bin}:${process.env.PATH}`,
          HOME: home,
          IMAGE: `${registry.host}/team/app:next`,
          BEFORE: `${registry.host}/team/app:latest`,
          RUNNER_TEMP: home,
          INDEX_KEY: privateKey,
          COSIGN_PASSWORD: '',
        };
        expect(Object.keys(step.env).every((name) => name in env)).toBe(true);
        // As GitHub runs a script.
        const ran = await tryRun(['bash', '-e', '-c', script], { cwd: home, env });
        expect(ran).toMatchObject({ code: 0, stderr: '' });
        expect(ran.stdout).toMatch(/^~ \/bin\/tool {2}[0-9a-f]{12} 755 /m);
        expect(ran.stdout).toContain('signed, listed under the tag');
        const node = await tryRun([
          join(ROOT, 'bin/image-index'),
          ...['pull', `docker://${registry.host}/team/app:next`, '--index-key', at('index.pub')],
          ...['--cacert', registry.ca, '--authfile', registry.authFile, '--index-dir', join(home, 'node')],
        ]);
        expect(node).toMatchObject({ code: 0, stderr: '' });
      });
    }
  },
);
