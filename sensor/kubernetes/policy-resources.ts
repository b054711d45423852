/**
 * DriftPolicies of the cluster, live. What is in force is kept in the state directory, so that a sensor that starts while
 * the API server is away goes on with it.
 *
 * A document that is refused leaves its last good generation in force, until the object is deleted or made anew.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_VERSION, KIND } from '../evaluate/policy/document.ts';
import { formatFault, type PolicyFault } from '../evaluate/policy/fault.ts';
import type { LoadedPolicy } from '../evaluate/policy/loaded.ts';
import { parsePolicies } from '../evaluate/policy/parse.ts';
import type { PolicySource, PolicyUpdate } from '../policies.ts';
import type { Logger } from '../runtime/log.ts';
import { readSmallFile } from '../runtime/small-file.ts';
import type { ApiClient } from './client.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';
import { mapping, type Taken, text } from './wire.ts';

const POLICIES_PATH = '/apis/drift-sensor.io/v1alpha1/driftpolicies';

type Resource = {
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly document: unknown;
};

type Held = {
  readonly uid: string;
  /** Of the newest that was seen. */
  readonly generation: number;
  readonly faults: readonly PolicyFault[];
  readonly inForce: { readonly generation: number; readonly policy: LoadedPolicy } | undefined;
};

/** How it is with one resource, for the SensorStatus. */
export type ResourceReport = {
  readonly name: string;
  readonly generation: number;
  readonly inForceGeneration: number | undefined;
  readonly faults: readonly string[];
};

export type PolicyResourcesOptions = Partial<Omit<ReflectorOptions, 'name' | 'path'>> & { readonly stateDir: string };

const MAX_POLICIES = 256;
const MAX_KEPT_BYTES = 32 << 20;
const MAX_REPORTED_FAULTS = 8;
const SCHEMA = 'drift-sensor.policies/1';

export class PolicyResources implements PolicySource {
  readonly label = 'driftpolicies.drift-sensor.io';
  readonly reflector: Reflector<Resource>;
  readonly #file: string;
  readonly #log: Logger;
  readonly #held = new Map<string, Held>();
  #changed: (update: PolicyUpdate) => void = () => {};
  /** What was kept could not be written. */
  keepFailures = 0;

  constructor(
    { stateDir, ...options }: PolicyResourcesOptions,
    deps: { readonly client: Pick<ApiClient, 'call' | 'watch'>; readonly log: Logger },
  ) {
    this.#file = join(stateDir, 'driftpolicies.json');
    this.#log = deps.log;
    this.reflector = new Reflector<Resource>(
      { name: 'driftpolicies', path: POLICIES_PATH, maxObjects: MAX_POLICIES, maxRetryMs: 30_000, ...options },
      {
        client: deps.client,
        log: deps.log,
        on: {
          take,
          replaced: (all) => {
            for (const name of this.#held.keys()) if (!all.has(name)) this.#held.delete(name);
            for (const resource of all.values()) this.#hold(resource);
            this.#tell();
          },
          put: (_name, resource) => {
            this.#hold(resource);
            this.#tell();
          },
          gone: (name) => {
            this.#held.delete(name);
            this.#tell();
          },
        },
      },
    );
  }

  /** What was in force when the sensor last ran. */
  load(): PolicyUpdate {
    if (existsSync(this.#file)) {
      for (const resource of this.#kept()) this.#hold(resource);
      this.#log.info({ policies: this.#held.size }, 'policies of the cluster as they were last known are in force');
    }
    const { policies, faults } = this.#update();
    // Another version of the sensor kept it: no reason not to start, and said again once the cluster is heard.
    if (faults.length > 0) this.#log.warn({ faults: faults.map(formatFault) }, 'a policy that was kept is refused');
    return { policies, faults: [] };
  }

  async run(signal: AbortSignal, on: { changed(update: PolicyUpdate): void }): Promise<void> {
    this.#changed = on.changed;
    await this.reflector.run(signal);
  }

  report(): readonly ResourceReport[] {
    return [...this.#held].map(([name, { generation, inForce, faults }]) => ({
      name,
      generation,
      inForceGeneration: inForce?.generation,
      faults: faults.slice(0, MAX_REPORTED_FAULTS).map(({ path, message }) => (path ? `${path}: ${message}` : message)),
    }));
  }

  #hold({ name, uid, generation, document }: Resource): void {
    const before = this.#held.get(name);
    // Metadata that says nothing to us changes without a new generation.
    if (before?.uid === uid && before.generation === generation) return;
    const { policies, faults } = parsePolicies(JSON.stringify(document), `DriftPolicy/${name}`);
    const [policy] = policies;
    const good = policy !== undefined && faults.length === 0;
    this.#held.set(name, {
      uid,
      generation,
      // All of it stands on one line: only paths say where.
      faults: faults.map(({ line: _line, column: _column, ...fault }) => fault),
      inForce: good ? { generation, policy } : before?.uid === uid ? before.inForce : undefined,
    });
  }

  #update(): PolicyUpdate {
    const held = [...this.#held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
    return {
      policies: held.flatMap(({ inForce }) => (inForce === undefined ? [] : [inForce.policy])),
      faults: held.flatMap(({ faults }) => faults),
    };
  }

  #tell(): void {
    this.#changed(this.#update());
    this.#keep();
  }

  #keep(): void {
    const policies = [...this.#held].flatMap(([name, { uid, inForce }]) =>
      inForce === undefined ? [] : [{ name, uid, generation: inForce.generation, document: inForce.policy.document }],
    );
    try {
      mkdirSync(join(this.#file, '..'), { recursive: true, mode: 0o750 });
      writeFileSync(`${this.#file}.tmp`, JSON.stringify({ schema: SCHEMA, policies }), { mode: 0o600, flush: true });
      renameSync(`${this.#file}.tmp`, this.#file);
    } catch (error) {
      this.keepFailures++;
      this.#log.error({ error: String(error) }, 'policies of the cluster cannot be kept for the next start');
    }
  }

  #kept(): Resource[] {
    const file = readSmallFile(this.#file, MAX_KEPT_BYTES);
    try {
      if (file.kind === 'refused') throw new Error(file.message);
      const { schema, policies } = mapping(JSON.parse(file.bytes.toString('utf8')));
      if (schema !== SCHEMA || !Array.isArray(policies)) throw new Error(`is not ${SCHEMA}`);
      return policies.slice(0, MAX_POLICIES).flatMap((each: unknown) => {
        const { name, uid, generation, document } = mapping(each);
        if (typeof name !== 'string' || typeof uid !== 'string' || typeof generation !== 'number') return [];
        return [{ name, uid, generation, document }];
      });
    } catch (error) {
      this.#log.error(
        { file: this.#file, error: String(error) },
        'policies that were kept cannot be read; none is taken',
      );
      return [];
    }
  }
}

/** The document that a file would hold: of the metadata only the name, the rest is the cluster's business. */
function take(object: unknown): Taken<Resource> | undefined {
  const { apiVersion, kind, metadata, spec } = mapping(object);
  const { name, uid, generation } = mapping(metadata);
  const [key, id] = [text(name), text(uid)];
  if (key === undefined || id === undefined) return undefined;
  // Items of a list say neither; what is said otherwise is for the schema to refuse.
  const document = { apiVersion: apiVersion ?? API_VERSION, kind: kind ?? KIND, metadata: { name: key }, spec };
  return { key, value: { name: key, uid: id, generation: typeof generation === 'number' ? generation : 0, document } };
}
