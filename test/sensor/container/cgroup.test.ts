import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cgroupCandidates, cgroupPath, isContainerId, podUid } from '../../../sensor/container/cgroup.ts';

const A = 'a'.repeat(64);
const B = '0123456789abcdef'.repeat(4);
const UID = '2f7c0d1e-1111-2222-3333-444455556666';

/** Root first, as in /proc/PID/cgroup; the nearest four, numbered from the root. */
function cgroups(path: string) {
  const names = path.split('/').filter((n) => n !== '');
  return names
    .map((name, i) => ({ id: BigInt(i + 10), name }))
    .reverse()
    .slice(0, 4);
}

const nearest = (path: string) => {
  const [c] = cgroupCandidates(cgroups(path));
  return c === undefined ? undefined : { id: c.id, runtime: c.runtime, strength: c.strength, depth: c.depth };
};

describe('cgroup names of container engines', () => {
  test.each([
    [`/docker/${A}`, A, 'docker', 0],
    [`/system.slice/docker-${A}.scope`, A, 'docker', 0],
    [`/docker/${A}/init.scope`, A, 'docker', 1],
    [`/kubepods/burstable/pod${UID}/${A}`, A, undefined, 0],
    [
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID.replaceAll('-', '_')}.slice/cri-containerd-${A}.scope`,
      A,
      'containerd',
      0,
    ],
    [`/system.slice/containerd.service/kubepods-besteffort-pod${UID}.slice:cri-containerd:${A}`, A, 'containerd', 0],
    [`/kubepods.slice/kubepods-pod${UID}.slice/crio-${A}.scope`, A, 'cri-o', 0],
    [`/kubepods.slice/kubepods-pod${UID}.slice/crio-${A}.scope/container`, A, 'cri-o', 1],
    [`/machine.slice/libpod-${A}.scope`, A, 'podman', 0],
    [`/machine.slice/libpod-${A}.scope/container`, A, 'podman', 1],
    [`/libpod_parent/libpod-${A}`, A, 'podman', 0],
    [`/libpod_parent/${B}/libpod-${A}`, A, 'podman', 0],
    [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${A}.scope`, A, 'podman', 0],
    [`/system.slice/nerdctl-${A}.scope`, A, 'containerd', 0],
    ['/docker/buildkit/e3x9k1m2n4p5q6r7s8t9u0v1w', 'e3x9k1m2n4p5q6r7s8t9u0v1w', undefined, 0],
    [`/default/${A}`, A, undefined, 0],
  ])('%s is found', (path, id, runtime, depth) => {
    expect(cgroupCandidates(cgroups(path)).find((c) => c.strength === 'engine')).toMatchObject({ id, depth });
    expect(cgroupCandidates(cgroups(path)).find((c) => c.strength === 'engine')?.runtime).toBe(runtime);
  });

  test.each([
    `/machine.slice/libpod-conmon-${A}.scope`,
    `/kubepods.slice/kubepods-pod${UID}.slice/crio-conmon-${A}.scope`,
    '/system.slice/docker.service',
    '/init.scope',
    '/user.slice/user-0.slice/session-3.scope',
    `/kubepods/burstable/pod${UID}`,
    '/libpod_parent/conmon',
    `/libpod_parent/${A}/conmon`,
    `/libpod_parent/${A}`,
    '/',
  ])('%s is no container', (path) => {
    expect(nearest(path)).toBeUndefined();
  });

  test('any other directory may be a runc container of that name', () => {
    expect(nearest('/web-1')).toEqual({ id: 'web-1', runtime: 'runc', strength: 'name', depth: 0 });
  });

  test('docker in docker gives the inner container first', () => {
    const ids = cgroupCandidates(cgroups(`/docker/${A}/docker/${B}`)).map((c) => [c.id, c.cgroupId]);
    expect(ids).toEqual([
      [B, 13n],
      [A, 11n],
    ]);
  });

  test('63 and 65 hex digits and capital letters are no engine id', () => {
    for (const id of [A.slice(1), `${A}a`, A.toUpperCase()]) {
      expect(cgroupCandidates(cgroups(`/docker/${id}`)).filter((c) => c.strength === 'engine')).toEqual([]);
    }
  });

  test('the pod is read from both drivers’ names', () => {
    expect(podUid(cgroups(`/kubepods/besteffort/pod${UID}/${A}`))).toBe(UID);
    expect(podUid(cgroups(`/kubepods.slice/kubepods-pod${UID.replaceAll('-', '_')}.slice/crio-${A}.scope`))).toBe(UID);
    expect(podUid(cgroups(`/docker/${A}`))).toBeUndefined();
  });

  test('names that could leave a directory are never ids', () => {
    for (const name of ['..', '.', '', 'a/b', 'a\0b', 'a\nb', 'x'.repeat(256)]) expect(isContainerId(name)).toBe(false);
  });

  test('whatever the names are, ids are safe in a path, ordered by nearness and carry their cgroup', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('..', `docker-${A}.scope`, A, 'docker', 'pod', `crio-${B}`));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 4 }), (names) => {
        const list = names.map((n, i) => ({ id: BigInt(i + 1), name: n }));
        const found = cgroupCandidates(list);
        for (const c of found) {
          expect(isContainerId(c.id)).toBe(true);
          expect(c.cgroupId).toBe(BigInt(c.depth + 1));
          expect(names[c.depth]).toContain(c.id);
        }
        expect(found.map((c) => c.depth)).toEqual(found.map((c) => c.depth).toSorted((x, y) => x - y));
      }),
    );
  });

  test('the path is written as /proc writes it', () => {
    expect(cgroupPath(cgroups('/a/b/c'))).toBe('/a/b/c');
  });
});
