import { expect, test } from 'vitest';
import { ownerOf } from '../../../sensor/kubernetes/owners.ts';

const CREATED = Date.parse('2026-11-21T02:42:12Z');
const MINUTES = Math.floor(CREATED / 60_000);

test('a ReplicaSet that carries the hash of its pods belongs to a Deployment', () => {
  const replicaSet = { kind: 'ReplicaSet', name: 'web-56b9487d98' };
  expect(ownerOf(replicaSet, { 'pod-template-hash': '56b9487d98' }, CREATED)).toEqual({
    kind: 'Deployment',
    name: 'web',
  });
});

test('a ReplicaSet of its own, and one of an Argo Rollout, stay ReplicaSets', () => {
  const replicaSet = { kind: 'ReplicaSet', name: 'web-56b9487d98' };
  expect(ownerOf(replicaSet, {}, CREATED)).toEqual(replicaSet);
  expect(ownerOf(replicaSet, undefined, CREATED)).toEqual(replicaSet);
  expect(ownerOf(replicaSet, { 'pod-template-hash': 'b9487d98' }, CREATED)).toEqual(replicaSet);
  const nameless = { kind: 'ReplicaSet', name: '-1' };
  expect(ownerOf(nameless, { 'pod-template-hash': '1' }, CREATED)).toEqual(nameless);
  expect(ownerOf(replicaSet, { 'rollouts-pod-template-hash': '56b9487d98' }, CREATED)).toEqual(replicaSet);
});

test('a Job that is named by the minute for which it was scheduled belongs to a CronJob', () => {
  const job = (minutes: number) => ({ kind: 'Job', name: `backup-db-${minutes}` });
  const cronJob = { kind: 'CronJob', name: 'backup-db' };
  expect(ownerOf(job(MINUTES), {}, CREATED)).toEqual(cronJob);
  expect(ownerOf(job(MINUTES - 60 * 24), {}, CREATED)).toEqual(cronJob);
  expect(ownerOf(job(MINUTES + 30), {}, CREATED)).toEqual(cronJob);
});

test('a Job whose name ends with another number is a Job', () => {
  for (const name of [
    'import-20261121',
    'backup',
    `backup-${MINUTES - 60 * 24 * 31}`,
    `backup-${MINUTES + 61}`,
    `${MINUTES}`,
  ]) {
    expect(ownerOf({ kind: 'Job', name }, {}, CREATED)).toEqual({ kind: 'Job', name });
  }
  expect(ownerOf({ kind: 'Job', name: `b-${MINUTES}` }, {}, Number.NaN)).toEqual({ kind: 'Job', name: `b-${MINUTES}` });
});

test('other controllers, and none, are what they are', () => {
  expect(ownerOf({ kind: 'StatefulSet', name: 'db' }, { 'pod-template-hash': 'x' }, CREATED)).toEqual({
    kind: 'StatefulSet',
    name: 'db',
  });
  expect(ownerOf(undefined, { 'pod-template-hash': 'x' }, CREATED)).toBeUndefined();
});
