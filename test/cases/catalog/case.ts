import type { Origin } from '../../../sensor/digest/evidence.ts';
import type { Sensor } from '../../support/sensor.ts';
import type { Box, BoxOptions, Engine, EngineName } from '../engines.ts';

/** Which finding is meant; what is given must be equal. Of this run's containers only. */
export type Target = {
  readonly sha256?: string;
  readonly path?: string;
  readonly origin?: Origin;
  readonly object?: string;
  readonly container?: string;
  /** Name of a process that must be among its ancestors. */
  readonly ancestor?: string;
};

/** `verdict/object/origin`; `quiet`: nothing may be said; `missed`: known not to be caught, and named in LIMITATIONS.md. */
export type Outcome = string;

/** What a case works with. */
export type Kit = {
  /** A container that cases share, or one of its own where the case asks for `box`. */
  readonly box: Box;
  readonly engine: Engine;
  /** The sensor of the run. */
  readonly sensor: Sensor;
  /** The run's policy file: see policy.ts. */
  readonly policyFile: string;
  /** A file of the image that no case has touched yet, with its bytes. */
  tool(): { readonly path: string; readonly bytes: Buffer };
  /** As {@link tool}, without an execute bit. */
  data(): { readonly path: string; readonly bytes: Buffer };
  /** The image's bytes at a path. */
  imageFile(path: string): Buffer;
  /** One more container, removed after the case. */
  start(options: BoxOptions): Promise<Box>;
  /** Reference of the image of `box`. */
  readonly image: string;
  /** A name that no other container has. */
  containerName(): string;
  /** An executable that the policy allows by its digest. */
  readonly allowedBytes: Buffer;
  /** A directory on the host for this case. */
  readonly scratch: string;
};

/** One technique, or one clean situation, of cases.md. */
export type Case = {
  /** Row of cases.md. */
  readonly id: string;
  readonly technique: string;
  /** Default: all. */
  readonly engines?: readonly EngineName[];
  /** A container of its own. */
  readonly box?: BoxOptions;
  /** More than one where the kernel decides which. */
  readonly expected: Outcome | readonly Outcome[];
  /** The finding's, where the case is about it. */
  readonly severity?: string;
  /** Other findings that are right here: `verdict/object/origin`. */
  readonly also?: readonly Outcome[];
  /** Keeps a processor busy for many seconds: comes last. */
  readonly heavy?: true;
  /** Before the sensor starts: what it finds running. Runs once, whatever --repeat says. */
  readonly before?: (kit: Omit<Kit, 'sensor'>) => Promise<Target>;
  /** Does it once. Gives what to look for; undefined for a quiet case. */
  readonly run?: (kit: Kit) => Promise<Target | undefined>;
};

export function outcomes({ expected }: Pick<Case, 'expected'>): readonly Outcome[] {
  return typeof expected === 'string' ? [expected] : expected;
}
