/** The policies in force: what the sources give, merged, compiled, and replaced whole when one of them changes. */
import { ConfigError } from './config.ts';
import type { Place } from './evaluate/policy/facts.ts';
import { formatFault, type PolicyFault } from './evaluate/policy/fault.ts';
import { type LoadedPolicy, withoutRepeats } from './evaluate/policy/loaded.ts';
import { type CompiledPolicy, compilePolicies } from './evaluate/policy/policy.ts';
import { sleep } from './runtime/abort.ts';
import type { Clock } from './runtime/clock.ts';
import type { Logger } from './runtime/log.ts';

/** All that a source has in force, and what it refuses; for a refused document its last good one is among `policies`. */
export type PolicyUpdate = { readonly policies: readonly LoadedPolicy[]; readonly faults: readonly PolicyFault[] };

/** Where policies come from: files, a Kubernetes cluster. */
export type PolicySource = {
  /** For messages: `/etc/drift-sensor/policies`. */
  readonly label: string;
  /** What there is at the start, before anything runs. */
  load(): PolicyUpdate;
  /** Follows changes until `signal` aborts, and calls back with the whole after each. Never rejects. */
  run(signal: AbortSignal, on: { changed(update: PolicyUpdate): void }): Promise<void>;
};

export type PoliciesModules = {
  /** One that comes earlier keeps a name that two of them use. */
  readonly sources: readonly PolicySource[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Others are in force. */
  readonly onChange?: () => void;
};

const NOTHING: PolicyUpdate = { policies: [], faults: [] };
/** Of all policies together: a decision asks each of them at worst. */
const MAX_RULES = 5_000;
/** How soon the expiry of a rule is warned of; the rule itself ends on time. */
const EXPIRY_LOOK_MS = 2_000;
const MAX_LOGGED_FAULTS = 20;

export class Policies {
  readonly #place: Place;
  readonly #modules: PoliciesModules;
  readonly #updates = new Map<PolicySource, PolicyUpdate>();
  readonly #warned = new Set<string>();
  #faults: readonly PolicyFault[] = [];
  #loaded: readonly LoadedPolicy[] = [];
  #current: CompiledPolicy;

  /**
   * Throws a ConfigError with all faults of the sources: at the start there is no last good policy to go on with. What only
   * their meeting makes a fault (a name that a file and the cluster both use) is reported as it is later.
   */
  constructor(place: Place, modules: PoliciesModules) {
    this.#place = place;
    this.#modules = modules;
    for (const source of modules.sources) this.#updates.set(source, source.load());
    const all = this.#merge();
    // What a cluster has too much of must not keep a sensor from starting.
    if (all.tooMany) for (const source of modules.sources.slice(1)) this.#updates.set(source, NOTHING);
    const merged = all.tooMany ? this.#merge() : all;
    const isFaulty = [...this.#updates.values()].some((update) => update.faults.length > 0);
    if (isFaulty || merged.tooMany) throw new ConfigError(merged.faults.map(formatFault).join('\n'));
    this.#faults = all.faults;
    if (all.faults.length > 0) this.#report(all.faults);
    this.#current = this.#compile(merged.policies, 0);
    this.#warnExpired();
  }

  get current(): CompiledPolicy {
    return this.#current;
  }

  /** Names of the policies in force. */
  get names(): readonly string[] {
    return this.#loaded.map(({ document }) => document.metadata.name);
  }

  /** False while a source has a document that is refused. */
  get valid(): boolean {
    return this.#faults.length === 0;
  }

  /** What a source has and is refused. */
  get faults(): readonly PolicyFault[] {
    return this.#faults;
  }

  /** The policies in force, in no order. */
  get inForce(): readonly { readonly name: string; readonly file: string }[] {
    return this.#loaded.map(({ document, file }) => ({ name: document.metadata.name, file }));
  }

  get rulesThatBlock(): number {
    const rules = this.#loaded.flatMap(({ document: { spec } }) => [
      ...spec.rules,
      ...(spec.defaultRule ? [spec.defaultRule] : []),
    ]);
    return rules.filter(({ action }) => action === 'Block').length;
  }

  expired(): number {
    return this.#current.expired(this.#nowMs()).length;
  }

  async run(signal: AbortSignal): Promise<void> {
    const changed = (source: PolicySource) => (update: PolicyUpdate) => this.#changed(source, update);
    await Promise.all([
      ...this.#modules.sources.map((source) => source.run(signal, { changed: changed(source) })),
      this.#watchExpiry(signal),
    ]);
  }

  #changed(source: PolicySource, update: PolicyUpdate): void {
    this.#updates.set(source, update);
    const { policies, faults, tooMany } = this.#merge();
    this.#faults = faults;
    if (faults.length > 0) this.#report(faults);
    const loaded = this.#loaded;
    const same =
      policies.length === loaded.length && policies.every(({ document }, i) => document === loaded[i]?.document);
    if (tooMany || same) return;
    const next = this.#compile(policies, this.#current.generation + 1);
    this.#current = next;
    this.#modules.onChange?.();
    this.#modules.log.info(
      { generation: next.generation, policies: next.policies, rules: next.rules, source: source.label },
      'policies are in force',
    );
    this.#warnExpired();
  }

  #merge(): PolicyUpdate & { readonly tooMany: boolean } {
    const updates = [...this.#updates.values()];
    const { policies, faults } = withoutRepeats(updates.flatMap((update) => update.policies));
    const rules = policies.reduce((sum, { document }) => sum + document.spec.rules.length, 0);
    const all = [...updates.flatMap((update) => update.faults), ...faults];
    const tooMany = rules > MAX_RULES;
    const last = policies.at(-1);
    if (tooMany && last !== undefined)
      all.push({
        file: last.file,
        message: `brings the rules to ${rules}, more than ${MAX_RULES}; merge some of them`,
      });
    return { policies, faults: all, tooMany };
  }

  #compile(policies: readonly LoadedPolicy[], generation: number): CompiledPolicy {
    this.#loaded = policies;
    return compilePolicies(
      policies.map(({ document }) => document),
      { ...this.#place, generation },
    );
  }

  #report(faults: readonly PolicyFault[]): void {
    const shown = faults.slice(0, MAX_LOGGED_FAULTS).map(formatFault);
    const more = faults.length - shown.length;
    this.#modules.log.error(
      { faults: shown, ...(more > 0 && { more }) },
      'a policy document is refused; the last good one stays in force',
    );
  }

  async #watchExpiry(signal: AbortSignal): Promise<void> {
    while (await sleep(EXPIRY_LOOK_MS, signal)) this.#warnExpired();
  }

  /** Once for each rule and time, for as long as the rule is there. */
  #warnExpired(): void {
    const expired = this.#current.expired(this.#nowMs());
    if (expired.length === 0 && this.#warned.size === 0) return;
    const keys = new Set<string>();
    for (const rule of expired) {
      const key = JSON.stringify(rule);
      keys.add(key);
      if (!this.#warned.has(key))
        this.#modules.log.warn(rule, 'a policy rule has expired and is skipped; remove or renew it');
    }
    this.#warned.clear();
    for (const key of keys) this.#warned.add(key);
  }

  #nowMs(): number {
    return Number(this.#modules.clock.now() / 1_000_000n);
  }
}
