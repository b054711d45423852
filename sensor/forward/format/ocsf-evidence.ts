/** What a finding rests on, as OCSF's objects: its file and process, how the code came in, and what was folded into it. */
import type {
  Finding,
  FindingContainer,
  FindingEntry,
  FindingFile,
  FindingFolded,
  FindingParent,
  FindingProcess,
} from '../../finding/finding.ts';
import { baseName, commandLine, known, msOf } from './shared.ts';

type Json = Record<string, unknown>;

/** Versions differ in what their objects have. */
export type Has = {
  /** 1.8: a name for each evidence, whether a file is deleted, the directory of a process. */
  readonly details: boolean;
};

const SHA_256 = 3;
const REGULAR_FILE = 1;

export function evidencesOf(finding: Finding, has: Has): Json[] {
  const { file, entry, folded } = finding;
  const main = {
    ...(has.details && { name: finding.object }),
    file: fileOf(file, has),
    process: processOf(finding, has),
  };
  return [main, ...(entry === undefined ? [] : [entryEvidence(entry, has)]), ...foldedEvidences(folded, has)];
}

function entryEvidence(entry: FindingEntry, has: Has): Json {
  const { kind, pid, name, args } = entry;
  return {
    ...(has.details && { name: 'entry' }),
    process: known({ pid, name, cmd_line: commandLineOf(args) }),
    data: { evidence: 'entry', kind },
  };
}

function foldedEvidences(folded: FindingFolded | undefined, has: Has): Json[] {
  return (folded?.files ?? []).map(({ path, sha256, verdict, object, origin }) => ({
    ...(has.details && { name: 'folded' }),
    file: known({ name: baseName(path), path, type_id: REGULAR_FILE, type: 'Regular File', hashes: hashesOf(sha256) }),
    data: { evidence: 'folded', verdict, object, origin },
  }));
}

function fileOf(file: FindingFile, has: Has): Json {
  return known({
    name: baseName(file.path),
    path: file.path,
    type_id: REGULAR_FILE,
    type: 'Regular File',
    size: file.size,
    hashes: hashesOf(file.sha256),
    owner: { uid: String(file.uid) },
    modified_time: file.mtime === undefined ? undefined : msOf(file.mtime),
    is_deleted: has.details ? file.deleted : undefined,
  });
}

function hashesOf(sha256: string | undefined): Json[] | undefined {
  return sha256 === undefined ? undefined : [{ algorithm_id: SHA_256, algorithm: 'SHA-256', value: sha256 }];
}

function processOf({ object, file, process, container, pod }: Finding, has: Has): Json {
  return known({
    pid: process.pid,
    name: process.name,
    cmd_line: commandLineOf(process.args),
    created_time: msOf(process.start_time),
    file: executableOf(process),
    loaded_modules: object === 'library' ? [file.path] : undefined,
    working_directory: has.details ? process.cwd : undefined,
    user: { uid: String(process.uid) },
    parent_process: parentOf(process.parents),
    container: containerOf(container, pod?.uid),
  });
}

function commandLineOf(args: readonly string[] | undefined): string | undefined {
  return args === undefined || args.length === 0 ? undefined : commandLine(args);
}

function executableOf({ exe }: Pick<FindingProcess, 'exe'>): Json {
  return { name: baseName(exe), path: exe, type_id: REGULAR_FILE };
}

function parentOf([parent, ...rest]: readonly FindingParent[]): Json | undefined {
  if (parent === undefined) return undefined;
  return known({
    pid: parent.pid,
    name: parent.name,
    file: parent.exe === undefined ? undefined : executableOf({ exe: parent.exe }),
    parent_process: parentOf(rest),
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function containerOf({ id, name, runtime, image }: FindingContainer, podUid: string | undefined): Json {
  const imageUid = image?.id ?? image?.digest ?? image?.ref;
  return known({
    uid: id,
    name,
    runtime,
    image: imageUid === undefined ? undefined : known({ uid: imageUid, name: image?.ref }),
    // Static pods have ids of another shape.
    pod_uuid: podUid !== undefined && UUID.test(podUid) ? podUid : undefined,
  });
}
