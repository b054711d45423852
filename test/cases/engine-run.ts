/** All cases on one engine, one after another: a finding's time then says which case it belongs to. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingJson, Sensor } from '../support/sensor.ts';
import { freshElf, freshName } from './bytes.ts';
import { type Case, type Kit, outcomes, type Target } from './catalog/case.ts';
import { Box, type BoxOptions, type Engine } from './engines.ts';
import { DATA_TOOLS, type ImageFiles, TOOLS } from './image.ts';
import { INTERPRETERS, interpretersImage, LANGUAGES, languagesImage } from './languages-image.ts';
import type { Result } from './runner.ts';
import { settled } from './settled.ts';
import type { Seen, Tail } from './tail.ts';

/** From the exec to the finding; a busy machine is no miss. */
const FOUND_MS = Number(process.env.DRIFT_CASES_FOUND_MS ?? 45_000);
/** What is known not to be found is not waited for as long. */
const MISSED_MS = 500;

const LANGUAGE_IMAGES = [
  [LANGUAGES, languagesImage],
  [INTERPRETERS, interpretersImage],
] as const;

export type EngineRunOptions = {
  readonly engine: Engine;
  readonly image: ImageFiles;
  readonly dir: string;
  /** Prefix of the names of this run's containers. */
  readonly run: string;
  readonly policyFile: string;
  readonly allowedBytes: Buffer;
};

type Context = {
  readonly sensor: Sensor;
  readonly tail: Tail;
  readonly repeat: number;
  readonly onResult: (result: Result) => void;
};

type Attempt = {
  readonly found: readonly Seen[];
  readonly got: string;
  readonly extras: readonly Seen[];
  readonly fault?: string;
};

export class EngineRun {
  readonly engine: Engine;
  readonly #options: EngineRunOptions;
  readonly #prefix: string;
  #shared: Box | undefined;
  readonly #boxes = new Map<string, Box>();
  readonly #early = new Map<Case, Target>();
  #tools = 0;
  #data = 0;
  #names = 0;

  constructor(options: EngineRunOptions) {
    this.engine = options.engine;
    this.#options = options;
    this.#prefix = `${options.run}-${options.engine.name}-`;
  }

  get shared(): Box {
    if (this.#shared === undefined) throw new Error('prepare() first');
    return this.#shared;
  }

  /** What is there before the sensor: one of each image. */
  get prepared(): readonly Box[] {
    return [this.shared, ...this.#boxes.values()];
  }

  /** What has to be there before the sensor: the image, the container that cases share, and what some of them start. */
  async prepare(cases: readonly Case[]): Promise<void> {
    await this.engine.load(this.#options.image);
    this.#shared = await this.#start({});
    for (const [ref, make] of LANGUAGE_IMAGES) {
      const speaking = this.#of(cases).find(({ box }) => box?.image === ref);
      if (speaking === undefined) continue;
      await this.engine.load(await make());
      await this.#boxOf(speaking);
    }
    for (const each of this.#of(cases)) {
      if (each.before === undefined) continue;
      this.#early.set(each, await each.before(await this.#kit(each, [])));
    }
  }

  async all(cases: readonly Case[], context: Context): Promise<Result[]> {
    const results: Result[] = [];
    for (const each of this.#of(cases)) {
      const result = await this.#case(each, context);
      results.push(result);
      context.onResult(result);
    }
    return results;
  }

  async close(): Promise<void> {
    for (const box of this.#boxes.values()) await box.remove();
    await this.#shared?.remove();
    await this.engine.stop();
  }

  #of(cases: readonly Case[]): Case[] {
    return cases.filter((each) => each.engines?.includes(this.engine.name) ?? true);
  }

  async #case(each: Case, context: Context): Promise<Result> {
    const attempts: Attempt[] = [];
    const repeat = each.run === undefined ? 1 : context.repeat;
    for (let i = 0; i < repeat; i++) attempts.push(await this.#attempt(each, context));
    const expected = outcomes(each);
    const wrong = attempts.find((a) => !expected.includes(a.got) || a.extras.length > 0 || a.fault !== undefined);
    const shown = wrong ?? attempts[0];
    const extras =
      shown?.extras.map(
        ({ finding }) =>
          `also ${outcomeOf(finding)} ${finding.file?.path} (${finding.reason ?? finding.process?.name})`,
      ) ?? [];
    const found = attempts.flatMap((a) => a.found);
    return {
      id: each.id,
      technique: each.technique,
      engine: this.engine.name,
      expected: expected.join(' or '),
      got: shown?.got ?? 'quiet',
      pass: wrong === undefined,
      // What ran before the sensor waited for it.
      latencyMs:
        each.run === undefined ? [] : found.map(({ finding, atMs }) => atMs - Date.parse(String(finding.time))),
      detail: [...(shown?.fault === undefined ? [] : [shown.fault]), ...extras].join('; '),
      findings: found.map(({ finding }) => finding),
    };
  }

  async #attempt(each: Case, { sensor, tail }: Context): Promise<Attempt> {
    const started: Box[] = [];
    const first = tail.seen.length;
    const known = new Set(tail.seen.map(({ finding }) => finding.id));
    try {
      const kit = await this.#kit(each, started);
      const target = this.#early.get(each) ?? (await each.run?.({ ...kit, sensor })) ?? undefined;
      const expected = outcomes(each);
      if (target === undefined) return await this.#quiet(each, sensor, tail, first, kit.box);
      const from = each.run === undefined ? 0 : first;
      const matches = (finding: FindingJson) => this.#isOurs(finding) && matchesTarget(finding, target);
      const waitMs = expected.includes('missed') ? MISSED_MS : FOUND_MS;
      const found = await tail.find((finding) => !(from > 0 && known.has(finding.id)) && matches(finding), waitMs);
      const extras = this.#others(tail, first, known).filter(
        ({ finding }) =>
          !matches(finding) && !(each.also ?? []).includes(outcomeOf(finding)) && !this.#isEarly(finding),
      );
      return {
        found: found === undefined ? [] : [found],
        got: found === undefined ? 'missed' : outcomeOf(found.finding),
        extras,
        ...severityFault(each, found?.finding),
      };
    } catch (error) {
      return { found: [], got: 'fault', extras: [], fault: error instanceof Error ? error.message : String(error) };
    } finally {
      for (const box of started) await box.remove();
    }
  }

  /** Nothing was said, although the sensor was watching: it finds the next drift in the same container. */
  async #quiet(each: Case, sensor: Sensor, tail: Tail, first: number, box: Box): Promise<Attempt> {
    const known = new Set(tail.seen.slice(0, first).map(({ finding }) => finding.id));
    const writable = each.box?.readonly !== true;
    let fault: string | undefined;
    let sentinel = '';
    if (writable) {
      const path = `/tmp/${freshName('sentinel')}`;
      sentinel = box.put(path, freshElf());
      await box.run([path]);
      const found = await tail.find((finding) => finding.file?.sha256 === sentinel, FOUND_MS);
      if (found === undefined) fault = 'the sensor did not see drift in this container either';
      box.put(path, '');
    }
    await settled(sensor);
    const others = this.#others(tail, first, known).filter(
      ({ finding }) => finding.file?.sha256 !== sentinel && !this.#isEarly(finding),
    );
    const [loud] = others;
    return {
      found: [],
      got: loud === undefined ? 'quiet' : outcomeOf(loud.finding),
      extras: others.slice(1),
      ...(loud !== undefined && { fault: `${loud.finding.file?.path} ${loud.finding.reason ?? ''}`.trim() }),
      ...(fault !== undefined && { fault }),
    };
  }

  #others(tail: Tail, first: number, known: ReadonlySet<string>): Seen[] {
    return tail.seen.slice(first).filter(({ finding }) => this.#isOurs(finding) && !known.has(finding.id));
  }

  #isEarly(finding: FindingJson): boolean {
    return [...this.#early.values()].some((target) => matchesTarget(finding, target));
  }

  #isOurs({ container }: FindingJson): boolean {
    return [container.name ?? '', container.id].some((name) => name.includes(this.#prefix));
  }

  async #kit(each: Case, started: Box[]): Promise<Omit<Kit, 'sensor'>> {
    const { image, dir, policyFile, allowedBytes } = this.#options;
    return {
      box: await this.#boxOf(each),
      engine: this.engine,
      image: image.ref,
      policyFile,
      allowedBytes,
      scratch: dir,
      tool: () => this.#imageTool('tool', this.#tools++, TOOLS),
      data: () => this.#imageTool('data', this.#data++, DATA_TOOLS),
      imageFile: (path) => this.#imageFile(path),
      containerName: () => this.#name('brief'),
      start: async (options) => {
        const box = await this.#start(options);
        started.push(box);
        return box;
      },
    };
  }

  /** Cases that ask for equal containers share one, but for those that ask for a plain one: theirs is tampered with. */
  async #boxOf(each: Case): Promise<Box> {
    if (each.box === undefined) return this.shared;
    const plain = Object.keys(each.box).length === 0;
    const key = plain ? `plain ${each.technique}` : JSON.stringify(each.box);
    const known = this.#boxes.get(key);
    if (known !== undefined) return known;
    const box = await this.#start(each.box);
    this.#boxes.set(key, box);
    return box;
  }

  async #start(options: BoxOptions): Promise<Box> {
    const name = this.#name(options.label ?? 'box');
    const volume = join(this.#options.dir, `volume-${name}`);
    mkdirSync(volume);
    return new Box(
      this.engine,
      await this.engine.start(options.image ?? this.#options.image.ref, { ...options, name, volume }),
      volume,
    );
  }

  #name(label: string): string {
    return `${this.#prefix}${label}-${this.#names++}`;
  }

  #imageTool(kind: 'tool' | 'data', number: number, count: number): { path: string; bytes: Buffer } {
    if (number >= count)
      throw new Error(`the image has only ${count} files of this kind: fewer repeats, or more in image.ts`);
    const path = `/usr/local/bin/${kind}-${number}`;
    return { path, bytes: this.#imageFile(path) };
  }

  #imageFile(path: string): Buffer {
    const programs = this.#options.image.layers[1] ?? '';
    return readFileSync(join(programs, path));
  }
}

function severityFault({ severity }: Case, finding: FindingJson | undefined): { fault: string } | undefined {
  if (severity === undefined || finding === undefined || finding.severity === severity) return undefined;
  return { fault: `severity ${finding.severity} instead of ${severity}` };
}

function outcomeOf({ verdict, object, origin }: FindingJson): string {
  return `${verdict}/${object}/${origin}`;
}

function matchesTarget(finding: FindingJson, target: Target): boolean {
  return (
    (target.sha256 === undefined || finding.file?.sha256 === target.sha256) &&
    (target.path === undefined || finding.file?.path === target.path) &&
    (target.origin === undefined || finding.origin === target.origin) &&
    (target.object === undefined || finding.object === target.object) &&
    (target.container === undefined || finding.container.id === target.container) &&
    (target.ancestor === undefined || finding.process?.parents.some(({ name }) => name === target.ancestor) === true)
  );
}
