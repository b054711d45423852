/** What a real API server (1.36) said of the pods of a node: a list in two pages, a watch, and a version that is too old. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Pods } from '../../../sensor/kubernetes/pods.ts';
import { silentLogger } from '../../../sensor/runtime/log.ts';
import { startApiDouble } from '../../support/api-double.ts';
import { waitFor } from '../../support/command.ts';
import { clientOf } from './support.ts';

const RECORDINGS = join(import.meta.dirname, '../../../../shared/data/kubernetes-recordings');
const read = (name: string): string => readFileSync(join(RECORDINGS, name), 'utf8');

type Object = {
  readonly metadata: { readonly name?: string; readonly uid?: string; readonly resourceVersion: string };
};
type Event = { readonly type: string; readonly object: Object };

describe.runIf(existsSync(RECORDINGS))('a recorded API server', () => {
  test('its list and its watch leave the pods that it has at last, with owners and labels', async () => {
    await using api = await startApiDouble();
    const more = new URLSearchParams({
      continue: JSON.parse(read('pods-list-page1.json')).metadata.continue as string,
    });
    const [, token = ''] = more.toString().split('=');
    const body = (name: string) => ({ status: 200, times: 1, body: read(name) });
    api.fault({ match: /pods\?resourceVersion=0/, ...body('pods-list-page1.json') });
    api.fault({
      match: new RegExp(`continue=${token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
      ...body('pods-list-page2.json'),
    });
    api.store.version = 1_000;
    const pods = new Pods({ nodeName: 'node-1', annotations: [] }, { client: clientOf(api), log: silentLogger });
    const stop = new AbortController();
    const running = pods.reflector.run(stop.signal);
    await waitFor('the watch', () => api.watches === 1 || undefined);

    const listed = ['pods-list-page1.json', 'pods-list-page2.json'].flatMap(
      (name) => JSON.parse(read(name)).items as Object[],
    );
    expect(pods.reflector.size).toBe(listed.length);
    const expected = new Set(listed.map(({ metadata }) => metadata.uid));
    const lines = read('pods-watch.ndjson').trimEnd().split('\n');
    const owners = new Set<string>();
    for (const line of lines) {
      const { type, object } = JSON.parse(line) as Event;
      api.raw(`${line}\n`);
      if (type === 'ADDED') expected.add(object.metadata.uid);
      if (type === 'DELETED') expected.delete(object.metadata.uid);
    }
    await waitFor('all events', () => pods.reflector.counts.events === lines.length || undefined);
    for (const uid of expected) expect(pods.get(uid ?? '')).toBeDefined();
    expect(pods.reflector.size).toBe(expected.size);
    for (const line of lines) {
      const { object } = JSON.parse(line) as Event;
      const owner = pods.get(object.metadata.uid ?? '')?.owner;
      if (owner !== undefined) owners.add(`${owner.kind}/${owner.name}`);
    }
    expect([...owners].sort()).toEqual(['DaemonSet/agent', 'Deployment/web']);
    expect(pods.reflector.counts.malformed).toBe(0);

    // What it then says to a version that is too old makes the sensor list again.
    const before = pods.reflector.counts.lists;
    api.raw(read('pods-watch-too-old.ndjson'));
    await waitFor('another list', () => pods.reflector.counts.lists > before || undefined);
    expect(pods.reflector.counts.failures.get('gone')).toBe(1);
    stop.abort();
    await running;
  });
});
