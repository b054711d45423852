export type ContainerRegistryOptions = {
  readonly lingerMs: number;
  readonly maxEnded: number;
  readonly maxContainers: number;
  /** For one unknown container, all engines and retries together. */
  readonly lookupDeadlineMs: number;
  /** Pauses before each question: a container's very first exec can precede the engine's own record of it. */
  readonly retryMs: readonly number[];
  /** Unknown containers that are asked about at the same time; one more is `unknown` at once. */
  readonly maxLookups: number;
  /** How long nobody is asked again about a container that no engine knew. */
  readonly unknownMs: number;
  /** How often the init processes of live containers are looked at, in case an engine's event was lost. */
  readonly auditMs: number;
};

export const defaultRegistryOptions: ContainerRegistryOptions = {
  lingerMs: 45_000,
  maxEnded: 8_192,
  maxContainers: 16_384,
  lookupDeadlineMs: 2_000,
  retryMs: [0, 20, 50, 100, 200, 400, 800],
  maxLookups: 256,
  unknownMs: 5_000,
  auditMs: 30_000,
};
