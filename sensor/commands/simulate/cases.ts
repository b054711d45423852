/** What `drift-sensor simulate` does: harmless programs that come into the container as an attacker's would. */
import { chmodSync, copyFileSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';

/** The throw-away container, as a case sees it. */
export type Stage = {
  /** A path inside, as the host reaches it. */
  host(path: string): string;
  /** Runs a file inside and waits for its end. */
  exec(path: string): Promise<void>;
  /** A harmless program that no image has. */
  readonly drifted: Buffer;
};

export type SimulatedCase = {
  readonly id: string;
  readonly technique: string;
  /** The ATT&CK technique that the finding must name. */
  readonly attack: string;
  /** `verdict/object/origin` of the finding. */
  readonly expected: string;
  /** Of the file that the finding must be about; one that has no name is known by its digest. */
  readonly path: string | undefined;
  run(stage: Stage): Promise<void>;
};

function put(stage: Stage, path: string, bytes: Buffer, mode = 0o755): void {
  writeFileSync(stage.host(path), bytes, { mode });
  chmodSync(stage.host(path), mode);
}

function script(): Buffer {
  return Buffer.from(`#!/bin/sh\n# drift-sensor simulate ${process.pid} ${Date.now()}\n`);
}

const runs = (path: string) => async (stage: Stage) => {
  put(stage, path, stage.drifted);
  await stage.exec(path);
};
/** One of the actor's names, which finds the program to run in /drift-source. */
const acts = (name: string) => async (stage: Stage) => {
  put(stage, '/drift-source', stage.drifted, 0o644);
  await stage.exec(`/actor/${name}`);
};

export const simulatedCases: readonly SimulatedCase[] = [
  {
    id: 'D01',
    technique: 'a program is written and run',
    attack: 'T1105',
    expected: 'added/binary/writable_layer',
    path: '/tmp/new-program',
    run: runs('/tmp/new-program'),
  },
  {
    id: 'D03',
    technique: 'a program of the image is overwritten, its size and time kept',
    attack: 'T1554',
    expected: 'modified/binary/writable_layer',
    path: '/bin/tool',
    run: async (stage) => {
      await stage.exec('/bin/tool');
      const tool = stage.host('/bin/tool');
      const { size, atime, mtime } = statSync(tool);
      const other = Buffer.concat([stage.drifted, Buffer.alloc(size)]).subarray(0, size);
      writeFileSync(tool, other);
      utimesSync(tool, atime, mtime);
      await stage.exec('/bin/tool');
    },
  },
  {
    id: 'D04',
    technique: 'a program of the image is copied elsewhere and run',
    attack: 'T1036.003',
    expected: 'relocated/binary/writable_layer',
    path: '/tmp/other-tool',
    run: (stage) => moved(stage, '/tmp/other-tool'),
  },
  {
    id: 'D04m',
    technique: 'a program of the image is run under the name of another tool',
    attack: 'T1036.005',
    expected: 'relocated/binary/writable_layer',
    path: '/tmp/sshd',
    run: (stage) => moved(stage, '/tmp/sshd'),
  },
  {
    id: 'D05',
    technique: 'a program runs from memory (memfd_create)',
    attack: 'T1620',
    expected: 'added/binary/memfd',
    path: undefined,
    run: acts('from-memory'),
  },
  {
    id: 'D06',
    technique: 'a program is run and deleted at once',
    attack: 'T1105',
    expected: 'added/binary/writable_layer',
    path: '/tmp/run-and-gone',
    run: acts('then-delete'),
  },
  {
    id: 'D07',
    technique: 'a program runs from a memory filesystem',
    attack: 'T1027.011',
    expected: 'added/binary/tmpfs',
    path: '/memory/drift',
    run: acts('from-tmpfs'),
  },
  {
    id: 'D09',
    technique: 'a program runs from a file without a name (O_TMPFILE)',
    attack: 'T1070.004',
    expected: 'added/binary/deleted',
    path: undefined,
    run: acts('without-name'),
  },
  {
    id: 'D10',
    technique: 'a script is written and run by its #! line',
    attack: 'T1059.004',
    expected: 'added/script/writable_layer',
    path: '/tmp/run.sh',
    run: async (stage) => {
      put(stage, '/tmp/run.sh', script());
      await stage.exec('/tmp/run.sh');
    },
  },
  {
    id: 'D11',
    technique: 'a script is given to the image’s shell (sh x.sh)',
    attack: 'T1059.004',
    expected: 'added/script/writable_layer',
    path: '/tmp/given.sh',
    run: async (stage) => {
      put(stage, '/tmp/given.sh', script(), 0o644);
      await stage.exec('/actor/interpret');
    },
  },
  {
    id: 'D14',
    technique: 'a library is mapped into a program of the image',
    attack: 'T1574.006',
    expected: 'added/library/writable_layer',
    path: '/tmp/drift.so',
    run: async (stage) => {
      put(stage, '/tmp/drift.so', stage.drifted, 0o644);
      await stage.exec('/actor/map-library');
    },
  },
  {
    id: 'D16',
    technique: 'a program of the image is made setuid',
    attack: 'T1548.001',
    expected: 'mode_changed/binary/writable_layer',
    path: '/bin/setuid-tool',
    run: async (stage) => {
      chmodSync(stage.host('/bin/setuid-tool'), 0o4755);
      await stage.exec('/bin/setuid-tool');
    },
  },
];

async function moved(stage: Stage, path: string): Promise<void> {
  copyFileSync(stage.host('/bin/moved-tool'), stage.host(path));
  chmodSync(stage.host(path), 0o755);
  await stage.exec(path);
}

/** Of the image of the container: what the cases call by name, each with bytes of its own. */
export function imageFiles(payload: string, actor: string): ReadonlyMap<string, Buffer> {
  const program = readFileSync(payload);
  // As long as a drifted program is, so that one can take its place.
  const padded = (at: number) => Buffer.concat([program, Buffer.alloc(NONCE_BYTES, at)]);
  const files = new Map([
    ['bin/tool', padded(1)],
    ['bin/moved-tool', padded(2)],
    ['bin/setuid-tool', padded(3)],
  ]);
  const names = ['from-memory', 'then-delete', 'from-tmpfs', 'without-name', 'interpret', 'map-library'];
  for (const name of [...names.map((each) => `actor/${each}`), 'bin/sh']) files.set(name, readFileSync(actor));
  return files;
}

/** Random bytes after a program, which make it one that nobody has seen. */
export const NONCE_BYTES = 32;
