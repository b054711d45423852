import { chownSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { imageKey } from '../../../image-index/store.ts';
import type { ContainerDescription } from '../../../sensor/container/container.ts';
import { keeperOf } from '../../../sensor/container/keeper.ts';
import { defaultRegistryOptions } from '../../../sensor/container/registry-options.ts';
import { ContainerTable, type Owner } from '../../../sensor/container/table.ts';
import { describeIf, need } from '../../support/need.ts';
import { tempDir } from '../../support/temp.ts';

const ID = 'a'.repeat(64);
const USER = 1_001;
const ROOTS: Owner = { type: 'podman', label: 'podman /var/lib/containers/storage' };
const USERS: Owner = { type: 'podman', label: 'podman /home/user/storage', keeper: USER };

/** As root's container is described, and as a user describes it who has read its id and its process. */
const described = (name: string): ContainerDescription => ({
  id: ID,
  name,
  runtime: 'podman',
  image: { id: `sha256:${'b'.repeat(64)}`, source: { kind: 'lower_dirs', dirs: [`/${name}`] } },
  cgroupIds: [7n],
  rootDev: 40,
  rootIno: 5n,
  mounts: [],
});

describe('a user’s word for a container of root’s', () => {
  let table: ContainerTable;
  let slots: Map<bigint, bigint>;

  beforeEach(() => {
    slots = new Map();
    table = new ContainerTable(defaultRegistryOptions, {
      nowMs: () => 0,
      registerSlot: (cgroup, slot) => slots.set(cgroup, slot),
    });
  });

  const whose = () => [table.byId(ID), table.byCgroup(7n), table.byRoot(40, 5n)[0]].map((e) => e?.container.name);

  test.each([
    ['after root’s', [ROOTS, USERS]],
    ['before root’s', [USERS, ROOTS]],
  ] as const)('%s changes nothing: its id, its cgroup and its root are root’s container’s', (_when, owners) => {
    for (const owner of owners) table.appeared(owner, described(owner === ROOTS ? 'good' : 'evil'));
    expect(whose()).toEqual(['good', 'good', 'good']);
    expect(table.byId(ID)?.container.image.keeper).toBeUndefined();
    expect(slots.get(7n)).toBe(table.byId(ID)?.container.slot);
  });

  test('does not end it', () => {
    table.appeared(ROOTS, described('good'));
    table.appeared(USERS, described('evil'));
    table.ended(USERS, ID);
    expect(whose()).toEqual(['good', 'good', 'good']);
    expect(slots.get(7n)).toBe(table.byId(ID)?.container.slot);
  });

  test('counts for what is the user’s alone, and its image is marked as their word', () => {
    table.appeared(USERS, described('own'));
    expect(whose()).toEqual(['own', 'own', 'own']);
    expect(table.byId(ID)?.container.image.keeper).toBe(USER);
  });
});

test('an image that bears a digest on a user’s word has an index that nobody else’s has', () => {
  const { image } = described('any');
  const keys = [undefined, USER, USER + 1].map((keeper) => imageKey(image.source, image.id, keeper));
  expect(keys[0]).toBe(image.id);
  expect(new Set(keys).size).toBe(3);
});

describeIf([need.root()], 'who keeps an engine', () => {
  test('is who owns a directory on the way to it, also where it is a link to root’s, or not there', async () => {
    await using temp = tempDir('keeper');
    const [root, home] = [join(temp.path, 'root'), join(temp.path, 'home')];
    for (const dir of [root, home]) mkdirSync(dir);
    chownSync(home, USER, USER);
    mkdirSync(join(home, 'storage'));
    expect(keeperOf(join(root, 'storage'))).toBeUndefined();
    expect(keeperOf(join(home, 'storage'))).toBe(USER);
    rmSync(join(home, 'storage'), { recursive: true });
    expect(keeperOf(join(home, 'storage'))).toBe(USER);
    symlinkSync(root, join(home, 'storage'));
    expect(keeperOf(join(home, 'storage'))).toBe(USER);
  });
});
