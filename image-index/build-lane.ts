import type { BuildHost, StartHost } from './build-host.ts';
import type { BuildAnswer, BuildMessage } from './build-messages.ts';
import { IndexError } from './error.ts';

export type BuildLaneOptions = {
  readonly start: StartHost;
  readonly workerUrl: URL;
  readonly niceness: number;
};

export type LaneJob = {
  answered(answer: Exclude<BuildAnswer, { type: 'started' }>): void;
  /** The host ended before the build did. */
  failed(error: IndexError): void;
};

/** An idle thread costs some 30 MB, an idle process twice that. */
const IDLE_MS = 5_000;

/** One build at a time in a host that is started when needed and ended when idle. */
export class BuildLane {
  readonly #options: BuildLaneOptions;
  #host: BuildHost | undefined;
  #job: LaneJob | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: BuildLaneOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#job !== undefined;
  }

  run(message: BuildMessage, job: LaneJob): void {
    clearTimeout(this.#idle);
    this.#job = job;
    this.#host ??= this.#start();
    this.#host.keep(true);
    this.#host.renice(this.#options.niceness);
    this.#host.send(message);
  }

  /** Somebody waits for the current build. */
  hurry(niceness: number): void {
    if (niceness < this.#options.niceness) this.#host?.renice(niceness);
  }

  abort(): void {
    this.#host?.abort();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const host = this.#host;
    this.#host = undefined;
    this.#job = undefined;
    await host?.end();
  }

  #start(): BuildHost {
    const { start, workerUrl, niceness } = this.#options;
    const host: BuildHost = start(workerUrl, niceness, {
      answered: (answer) => {
        if (this.#host === host) this.#answered(answer);
      },
      ended: (cause) => {
        if (this.#host === host) this.#ended(cause);
      },
    });
    return host;
  }

  #answered(answer: BuildAnswer): void {
    const job = this.#job;
    if (job === undefined || answer.type === 'started') return;
    if (answer.type !== 'progress') {
      this.#job = undefined;
      this.#rest();
    }
    job.answered(answer);
  }

  #ended(cause: unknown): void {
    const job = this.#job;
    this.#host = undefined;
    this.#job = undefined;
    job?.failed(new IndexError('io', 'the index worker ended unexpectedly', { cause }));
  }

  #rest(): void {
    this.#host?.keep(false);
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (!this.busy) void this.close();
    }, IDLE_MS).unref();
  }
}
