/** Writes the documents that are made of the code. A test compares them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { page as configurationPage, example } from './configuration.ts';
import { policyCrd, statusCrd } from './crds.ts';
import { page as metricsPage } from './metrics.ts';

const ROOT = join(import.meta.dirname, '../..');

export const documents: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  'deploy/config.example.yaml': example,
  'docs/metrics.md': metricsPage,
  'deploy/base/crd-driftpolicy.yaml': policyCrd,
  'deploy/base/crd-sensorstatus.yaml': statusCrd,
};

if (import.meta.main) {
  for (const [path, make] of Object.entries(documents)) writeFileSync(join(ROOT, path), make());
  // prom-client's default metrics keep observers.
  process.exit(0);
}
