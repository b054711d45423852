import { MAX_ANCESTORS, MAX_CGROUP_NAME_BYTES, MAX_CGROUPS, MAX_COMM_BYTES, MAX_PATH_BYTES } from '../decode.ts';
import type { Ancestor, CgroupName } from '../event.ts';
import { Fields, UnusualForm } from './fields.ts';
import { Repeated } from './repeated.ts';

const CGROUP_TAG = 0x42;
const ANCESTOR_TAG = 0xc2;
const NOTHING: Buffer = Buffer.alloc(0);

export function cgroupLists(): Lists<CgroupName> {
  return new Lists({ tag: CGROUP_TAG, max: MAX_CGROUPS, readOne: cgroup });
}

export function ancestorLists(): Lists<Ancestor> {
  return new Lists({ tag: ANCESTOR_TAG, max: MAX_ANCESTORS, readOne: ancestor });
}

export type ListOptions<Each> = {
  readonly tag: number;
  readonly max: number;
  /** Goes to `end`, or throws UnusualForm. */
  readonly readOne: (fields: Fields, end: number) => Each;
};

/** A repeated message within another one: lists that were read before are shared by the events that have them. */
export class Lists<Each> {
  readonly #options: ListOptions<Each>;
  readonly #known = new Repeated<readonly Each[]>();

  constructor(options: ListOptions<Each>) {
    this.#options = options;
  }

  /** All that follow each other, of which the first begins at `start` with its tag. Throws UnusualForm. */
  read(fields: Fields, start: number, end: number): readonly Each[] {
    this.#pass(fields, start, end);
    const { bytes, at } = fields;
    return this.#known.get(bytes, start, at, (own) => {
      const list: Each[] = [];
      const each = new Fields(own, 0);
      while (each.at < own.length) {
        each.u32();
        list.push(this.#options.readOne(each, each.end(own.length)));
      }
      return list;
    });
  }

  /** Goes behind the last of them. */
  #pass(fields: Fields, start: number, end: number): void {
    const { tag, max } = this.#options;
    fields.at = start;
    for (let n = 0; fields.at < end; n++) {
      const before = fields.at;
      if (fields.u32() !== tag) {
        fields.at = before;
        return;
      }
      if (n === max) throw new UnusualForm('more of them than are sent');
      fields.at = fields.end(end);
    }
  }
}

function cgroup(fields: Fields, end: number): CgroupName {
  let id = 0n;
  let name = '';
  while (fields.at < end) {
    switch (fields.u32()) {
      case 0x09:
        id = fields.f64();
        break;
      case 0x12:
        name = fields.text(end, MAX_CGROUP_NAME_BYTES).toString('utf8');
        break;
      default:
        throw new UnusualForm('no cgroup');
    }
  }
  if (fields.at !== end) throw new UnusualForm('a cgroup of another length');
  return { id, name };
}

function ancestor(fields: Fields, end: number): Ancestor {
  let pid = 0;
  let startBootNs = 0n;
  let [comm, exe] = [NOTHING, NOTHING];
  while (fields.at < end) {
    switch (fields.u32()) {
      case 0x08:
        pid = fields.u32();
        break;
      case 0x11:
        startBootNs = fields.f64();
        break;
      case 0x1a:
        comm = fields.text(end, MAX_COMM_BYTES);
        break;
      case 0x22:
        exe = fields.text(end, MAX_PATH_BYTES);
        break;
      default:
        throw new UnusualForm('no ancestor');
    }
  }
  if (fields.at !== end) throw new UnusualForm('an ancestor of another length');
  return exe.length === 0 ? { pid, startBootNs, comm } : { pid, startBootNs, comm, exe };
}
