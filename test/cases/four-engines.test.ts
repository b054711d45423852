/**
 * Quiet is proved by arithmetic while all four engines start and stop containers: what was issued cleanly is what was judged
 * `in_image` or answered in the kernel, to the last exec, also those of containers that live 50 ms; and in each of those that drift it is found.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { busyboxRootfs } from '../support/busybox.ts';
import { program } from '../support/cc.ts';
import { run, waitFor } from '../support/command.ts';
import { elf, writeElf } from '../support/elf.ts';
import { describeIf, need } from '../support/need.ts';
import { layerDirectory } from '../support/oci.ts';
import { cleanExecs, type FindingJson, type Sensor, startSensor } from '../support/sensor.ts';
import { type TempDir, tempDir } from '../support/temp.ts';
import { freshElf, sha256 } from './bytes.ts';
import { Box, type BoxOptions, type Engine, type EngineName, engineNames, openEngine } from './engines.ts';
import { archives, type ImageFiles } from './image.ts';
import { casesPolicy } from './policy.ts';

/** Of each engine: 4 × (4,900 + 20 × 12 + …) is over 20,000. */
const LOOP = 4_900;
const BRIEF_CLEAN = 10;
/** Of 2 ms each: these containers live some 50 ms, too. */
const BRIEF_CLEAN_EXECS = 23;
const BRIEF_DRIFTED = 20;
const BRIEF_MS = 50;
const CLEAN_AT_LEAST = 20_000;

const REF = 'example.test/drift/four:1';
const BIN = '/usr/local/bin';
const TOOL = `${BIN}/tool`;
/** Nobody changes its owner meanwhile: an exec between copy-up and chown(2) is rightly `changed_while_reading`. */
const FLOODED = '/opt/flooded';
/** Of this process: what an earlier run left behind has other names. */
const PREFIX = `four-${process.pid}-`;

const needs = [
  need.root(),
  need.btf(),
  need.bridge(),
  need.compiler(),
  need.engine('busybox', 'umoci', 'skopeo', ...engineNames),
];

describeIf(needs, 'with runc, Docker, Podman and containerd at work at the same time', () => {
  let temp: TempDir;
  let image: ImageFiles;
  let sensor: Sensor;
  const engines: Engine[] = [];
  const boxes: Box[] = [];
  /** `name` of each container that drifted for 50 ms → its id and the digest of what it ran. */
  const drifted = new Map<string, { engine: EngineName; id: string; sha256: string }>();
  const allowedBytes = freshElf();
  /** Of containers that ran on this machine before, and that no engine knows. */
  const strangers = new Set<string>();
  let containers = 0;
  let issued = 0;

  const own = (): FindingJson[] =>
    sensor
      .findings()
      .filter(({ container }) => [container.name ?? '', container.id].some((text) => text.startsWith(PREFIX)));
  /** Of whomever, in words: it is what a failure is looked for by. */
  const unverified = (): string[] =>
    sensor
      .findings()
      .filter(({ verdict, container }) => verdict === 'unverified' && !strangers.has(container.id))
      .map(
        (f) =>
          `${f.reason} ${f.count} ${f.container.name ?? f.container.id}: ${f.process?.args.join(' ')} (${f.file?.path})`,
      );
  const numbers = async () => ({
    inImage: await cleanExecs(sensor, {}),
    unverified: await sensor.metric('drift_sensor_unverified_total'),
    lost: await sensor.metric('drift_sensor_lost_total'),
    faults: await sensor.metric('drift_sensor_faults_total'),
  });

  beforeAll(async () => {
    temp = tempDir('four');
    image = await fourImage(temp.path);
    for (const name of engineNames) {
      const dir = join(temp.path, name);
      mkdirSync(dir);
      engines.push(await openEngine(name, dir));
    }
    // B04: an OCI archive, a docker archive, an OCI layout and plain directories.
    await Promise.all(engines.map((engine) => engine.load(image)));
    const policy = join(temp.path, 'policy.yaml');
    writeFileSync(policy, casesPolicy(sha256(allowedBytes)));
    const flags = ['--policy', policy, '--canary-interval-seconds', '86400'];
    sensor = await startSensor({ args: [...flags, ...engines.flatMap((engine) => engine.sensorArgs)] });
    await settled();
    for (const { reason, container } of sensor.findings())
      if (reason === 'unknown_container') strangers.add(container.id);
    // An image's first exec waits for its index; none of what is counted shall.
    for (const engine of engines) {
      const box = await start(engine, {});
      await box.run([TOOL]);
    }
    await settled();
  });

  afterAll(async () => {
    await Promise.all(boxes.map((box) => box.remove()));
    for (const engine of engines) await engine.stop();
    await sensor?.stop();
    await temp?.remove();
  });

  test(`over ${CLEAN_AT_LEAST} clean execs are judged to the last one, and nothing is said about them (B01–B08, B11, B12)`, async () => {
    const before = await settled();
    // Of an attempt before this one.
    const earlier = new Set(own().map(({ id }) => id));
    issued = 0;
    drifted.clear();
    await Promise.all([floods(), ...engines.map(everyday), ...engines.map(brief), hostWork()]);
    const after = await settled();
    expect(issued).toBeGreaterThan(CLEAN_AT_LEAST);
    expect(unverified()).toEqual([]);
    expect(after).toEqual({ ...before, inImage: before.inImage + issued });
    const known = new Set([...drifted.values()].map((each) => each.sha256));
    const others = own().filter(({ id, file }) => !earlier.has(id) && !known.has(file?.sha256 ?? ''));
    expect(others).toEqual([]);
  }, 120_000);

  test(`of ${BRIEF_DRIFTED} containers of each engine that drift and live ${BRIEF_MS} ms, every one is found, with its name and image`, async () => {
    expect(drifted.size).toBe(BRIEF_DRIFTED * engineNames.length);
    const digests = new Set([...drifted.values()].map((each) => each.sha256));
    const found = () => sensor.findings().filter((finding) => digests.has(finding.file?.sha256 ?? ''));
    await waitFor('all of them', () => found().length >= drifted.size, 30_000);
    const byDigest = new Map(found().map((finding) => [finding.file?.sha256, finding]));
    expect(found().length).toBe(drifted.size);
    for (const [name, { engine, id, sha256: digest }] of drifted) {
      expect(byDigest.get(digest), name).toMatchObject({
        verdict: 'added',
        object: 'binary',
        source: 'ebpf',
        count: 1,
        // runc knows neither names nor images: an id is all that its users give.
        container: engine === 'runc' ? { id, runtime: engine } : { id, name, runtime: engine, image: { ref: REF } },
      });
    }
  });

  /** One engine after another at the full exec rate of a CPU. */
  async function floods(): Promise<void> {
    for (const box of boxes.slice(0, engines.length))
      await clean(box, 1 + LOOP, [`${BIN}/exec-loop`, String(LOOP), FLOODED]);
  }

  /** What a container that lives does all day. */
  async function everyday(engine: Engine): Promise<void> {
    const box = boxes.find((each) => each.engine === engine) as Box;
    // B07: written, never run.
    box.put('/tmp/never-run', freshElf());
    writeElf(join(box.volume, 'never-run'));
    // B01, B05: each an exec session of its own.
    await clean(box, 1, ['/bin/chown', '-R', '1000:1000', BIN]);
    await clean(box, 1, ['/bin/chmod', '0700', TOOL, `${BIN}/exec-loop`]);
    await clean(box, 1, ['/bin/touch', TOOL, '/bin/busybox']);
    await clean(box, 1 + 10, [`${BIN}/exec-loop`, '10', TOOL]);
    // B02: a symbolic and a hard link to busybox. B03: what a layer above replaced and made anew.
    await clean(box, 1, ['/bin/true']);
    await clean(box, 1, [`${BIN}/hard/true`]);
    await clean(box, 1, [`${BIN}/replaced`]);
    await clean(box, 1, ['/opt/anew/tool']);
    await expect(box.exec(['/bin/busybox', 'test', '-e', `${BIN}/deleted`])).resolves.toMatchObject({ code: 1 });
    issued += 1;
    // B11: silenced, and counted as what it is.
    box.put('/opt/allowed/hook-1', freshElf());
    await box.run(['/opt/allowed/hook-1']);
    box.put('/tmp/known', allowedBytes);
    await box.run(['/tmp/known']);
    const ignored = await start(engine, { label: 'ignored' });
    issued += 1;
    ignored.put('/tmp/drift', freshElf());
    await ignored.run(['/tmp/drift']);
    // B06.
    const kinds: BoxOptions[] = [{ readonly: true, hostPid: true, hostNetwork: true }];
    if (engine.name === 'runc') kinds.push({ userNamespace: true });
    for (const options of kinds) {
      const other = await start(engine, options);
      issued += 1;
      await clean(other, 1 + 10, [`${BIN}/exec-loop`, '10', '/bin/true']);
    }
  }

  /** Containers that come and go meanwhile (B08). */
  async function brief(engine: Engine): Promise<void> {
    const sleeper = readFileSync(join(image.layers[0] ?? '', BIN, 'sleeper'));
    for (let i = 0; i < Math.max(BRIEF_CLEAN, BRIEF_DRIFTED); i++) {
      if (i < BRIEF_CLEAN) {
        await engine.runToEnd(
          REF,
          [`${BIN}/exec-loop`, String(BRIEF_CLEAN_EXECS), `${BIN}/napper`],
          nextName(engine, 'clean'),
        );
        issued += 1 + BRIEF_CLEAN_EXECS;
      }
      const name = nextName(engine, 'drifted');
      const number = Buffer.alloc(8);
      number.writeBigUInt64LE(BigInt(containers));
      const args = [`${BIN}/distinct-exec`, '1', `${BIN}/sleeper`, '/tmp', String(number.readBigUInt64LE())];
      const digest = createHash('sha256').update(sleeper).update(number).digest('hex');
      const id = await engine.runToEnd(REF, args, name);
      issued += 1;
      drifted.set(name, { engine: engine.name, id, sha256: digest });
    }
  }

  /** B12. */
  async function hostWork(): Promise<void> {
    await run([await program('exec-loop'), '500', '/bin/true']);
  }

  async function clean(box: Box, execs: number, args: readonly string[]): Promise<void> {
    await box.run(args);
    issued += execs;
  }

  async function start(engine: Engine, options: BoxOptions): Promise<Box> {
    const name = nextName(engine, options.label ?? 'box');
    const volume = join(temp.path, `volume-${name}`);
    mkdirSync(volume);
    const box = new Box(engine, await engine.start(REF, { ...options, name, volume }), volume);
    boxes.push(box);
    return box;
  }

  function nextName(engine: Engine, label: string): string {
    containers += 1;
    return `${PREFIX}${engine.name}-${label}-${containers}`;
  }

  /** Once nothing waits any more and the numbers stand still. */
  async function settled(): Promise<Awaited<ReturnType<typeof numbers>>> {
    const events = () => sensor.metric('drift_sensor_events_total');
    await waitFor(
      'the numbers to stand still',
      async () => {
        const before = await events();
        await new Promise((resolve) => setTimeout(resolve, 300));
        return (
          before === (await events()) && (await sensor.metric('drift_sensor_queue_depth', { queue: 'parked' })) === 0
        );
      },
      30_000,
    );
    return numbers();
  }
});

/** Two layers: the second deletes, replaces, and makes a directory anew. */
async function fourImage(dir: string): Promise<ImageFiles> {
  const lowest = await busyboxRootfs(join(dir, 'layer-0'));
  const bin = join(lowest, BIN);
  for (const name of ['exec-loop', 'distinct-exec'] as const) copyFileSync(await program(name), join(bin, name));
  for (const name of ['tool', 'deleted', 'replaced']) writeElf(join(bin, name));
  writeElf(join(bin, 'sleeper'), { sleepMs: BRIEF_MS });
  writeElf(join(bin, 'napper'), { sleepMs: 2 });
  for (const path of [`${BIN}/hard`, 'opt/anew', 'opt/allowed', 'cache'])
    mkdirSync(join(lowest, path), { recursive: true });
  linkSync(join(lowest, 'bin/busybox'), join(bin, 'hard/true'));
  writeElf(join(lowest, 'opt/anew/gone'));
  writeElf(join(lowest, FLOODED));

  const [replaced, anew] = [elf(), elf()];
  const files = { 'usr/local/bin/replaced': { content: replaced }, 'opt/anew/tool': { content: anew } };
  const changes = { files, whiteouts: ['usr/local/bin/deleted'], opaque: ['opt/anew'] };
  const upper = layerDirectory(join(dir, 'layer-1'), changes);
  // As an engine unpacks it (overlayfs.rst).
  const unpacked = layerDirectory(join(dir, 'layer-1-overlay'), { files });
  await run(['mknod', join(unpacked, 'usr/local/bin/deleted'), 'c', '0', '0']);
  await run(['setfattr', '-n', 'trusted.overlay.opaque', '-v', 'y', join(unpacked, 'opt/anew')]);
  return { ...(await archives(dir, [lowest, upper], REF)), lowers: [lowest, unpacked] };
}
