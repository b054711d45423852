/** Rules and dashboard: by Prometheus' own tools, and a real Prometheus that scrapes a real sensor. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { freshElf } from '../../cases/bytes.ts';
import { run, terminate, waitFor } from '../../support/command.ts';
import { describeIf, need } from '../../support/need.ts';
import { openScene, put, sceneNeeds } from '../../support/scene.ts';
import { tempDir } from '../../support/temp.ts';
import { ROOT } from '../manifest.ts';

const RULES = join(ROOT, 'deploy/prometheus/rules.yaml');
const HERE = import.meta.dirname;

/** What docs/metrics.md names, which is compared with the registry. */
const documented = new Set(
  [...readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8').matchAll(/`([a-z][a-z0-9_]*)`/g)].map(([, name]) => name),
);

function metricsIn(text: string): string[] {
  const names = [...text.matchAll(/drift_sensor_([a-z0-9_]+)/g)].map(([, name = '']) => name);
  return [...new Set(names)];
}

test('every metric of the rules and of the dashboard is one that the sensor has', () => {
  for (const path of [RULES, join(ROOT, 'deploy/grafana/drift-sensor.json')]) {
    const names = metricsIn(readFileSync(path, 'utf8'));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
  }
});

test('the dashboard asks the data source that its reader chooses, and every panel has a place and says what it shows', () => {
  const dashboard = JSON.parse(readFileSync(join(ROOT, 'deploy/grafana/drift-sensor.json'), 'utf8')) as {
    uid: string;
    templating: { list: { name: string; type: string }[] };
    panels: {
      id: number;
      type: string;
      description?: string;
      datasource?: { uid: string };
      gridPos: { x: number; y: number; w: number; h: number };
      targets?: { expr: string; datasource: { uid: string } }[];
    }[];
  };
  expect(dashboard.uid).toBe('drift-sensor');
  expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource' });
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  for (const { type, description, targets, datasource, gridPos } of dashboard.panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    if (type === 'row') continue;
    expect(description).toMatch(/\.$/);
    for (const each of [{ datasource }, ...(targets ?? [])]) expect(each.datasource?.uid).toMatch(/^\$\{datasource\}$/);
    expect(targets?.every(({ expr }) => expr.includes('$instance'))).toBe(true);
  }
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_cell, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

describeIf([need.command('promtool')], 'promtool', () => {
  test('takes the rules, and each alert fires when it should and not before', async () => {
    await run(['promtool', 'check', 'rules', RULES]);
    await run(['promtool', 'test', 'rules', join(HERE, 'rules.test.yaml')]);
  });

  test('has a test for every alert', () => {
    const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: { rules: { alert: string }[] }[] };
    const tested = readFileSync(join(HERE, 'rules.test.yaml'), 'utf8');
    const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(alerts.filter((alert) => !tested.includes(`alertname: ${alert}\n        exp_alerts:\n          -`))).toEqual(
      [],
    );
  });
});

describeIf([...sceneNeeds(), need.command('prometheus')], 'a real Prometheus', () => {
  test('scrapes a sensor without a complaint, and its alert fires on a drift', { timeout: 180_000 }, async () => {
    await using scene = await openScene('prometheus');
    await using temp = tempDir('prometheus');
    const target = new URL(scene.sensor.url).host;
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [RULES],
      scrape_configs: [{ job_name: 'drift-sensor', static_configs: [{ targets: [target] }] }],
    };
    writeFileSync(join(temp.path, 'prometheus.yml'), JSON.stringify(config));
    const port = await freePort();
    const prometheus = spawn(
      'prometheus',
      [
        `--config.file=${temp.path}/prometheus.yml`,
        `--storage.tsdb.path=${temp.path}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    try {
      const ask = async (path: string): Promise<unknown> => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`).catch(() => undefined);
        return answer?.ok === true ? ((await answer.json()) as { data: unknown }).data : undefined;
      };
      const targets = async () => (await ask('targets')) as { activeTargets: { health: string; lastError: string }[] };
      await waitFor('the first scrape', async () => (await targets())?.activeTargets[0]?.health === 'up', 60_000);
      expect((await targets()).activeTargets[0]?.lastError).toBe('');

      put(scene.container, 'tmp/drifted', freshElf());
      await scene.container.exec(['/tmp/drifted']);
      await scene.sensor.waitForFinding(({ file }) => file?.path === '/tmp/drifted');
      type Alert = { labels: Record<string, string>; state: string };
      const firing = async () =>
        ((await ask('alerts')) as { alerts: Alert[] } | undefined)?.alerts.find(
          ({ labels, state }) =>
            labels.alertname === 'ContainerDriftCritical' && labels.verdict === 'added' && state === 'firing',
        );
      expect((await waitFor('the alert', firing, 60_000)).labels).toMatchObject({
        instance: target,
        verdict: 'added',
        severity: 'critical',
      });
    } finally {
      await terminate(prometheus);
    }
  });
});

/** Free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
