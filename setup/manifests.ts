/**
 * Writes what is made of deploy/: daemonset.yaml, the files of deploy/base in the order of its kustomization, with their comments
 * (kustomize loses them); and the PrometheusRule of the overlay, which wraps deploy/prometheus/rules.yaml.
 *
 *   node setup/manifests.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const DEPLOY = new URL('../deploy/', import.meta.url).pathname;

const HEAD = `# drift-sensor on every Linux node: kubectl apply -f daemonset.yaml
# Made of deploy/base by npm run manifests; change that, or use the overlays: kubectl apply -k deploy/overlays/…
`;

const RULE_HEAD = `# Made of deploy/prometheus/rules.yaml by npm run manifests; change that.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: drift-sensor
  namespace: drift-sensor
  labels:
    app.kubernetes.io/name: drift-sensor
spec:
`;

/** Path below the checkout → content. */
export function manifests(): ReadonlyMap<string, string> {
  return new Map([
    ['daemonset.yaml', singleFile()],
    ['deploy/overlays/prometheus-operator/prometheusrule.yaml', prometheusRule()],
  ]);
}

function singleFile(): string {
  const { resources } = parse(read('base/kustomization.yaml')) as { resources: readonly string[] };
  return [HEAD, ...resources.map((name) => read(join('base', name)))].join('---\n');
}

function prometheusRule(): string {
  const rules = read('prometheus/rules.yaml').replace(/^(#.*\n)+/, '');
  return RULE_HEAD + rules.replace(/^(?=.)/gm, '  ');
}

function read(path: string): string {
  return readFileSync(join(DEPLOY, path), 'utf8');
}

if (import.meta.main) {
  for (const [path, content] of manifests()) writeFileSync(join(DEPLOY, '..', path), content);
}
