/**
 * What need not be reported again: the bridge is told, and the kernel answers it. Only what the image has and whose bytes may
 * be remembered (digest/identity.ts); of what is executed, moreover, only what runs no code that it is given: not an
 * interpreter, nor a loader, nor what was started for a script. Of a program of many (busybox) that is so of each applet for
 * itself.
 */
import { IndexError } from '../image-index/error.ts';
import type { ImageIndex, IndexEntry } from '../image-index/lookup.ts';
import { RecentMap } from '../image-index/recent-map.ts';
import { imageKey } from '../image-index/store.ts';
import type { ExecEvent } from './bridge/event.ts';
import type { Container, ContainerImage } from './container/container.ts';
import type { Digested } from './digest/digest.ts';
import type { Content, ImageAnswer } from './digest/evidence.ts';
import { isHarmlessApplet } from './digest/script/command-line.ts';
import { baseNameOf, familyOf } from './digest/script/interpreter.ts';
import { isOfMany } from './digest/script/scripts.ts';
import type { InContainer } from './interpreted.ts';

export type KnownGoodOptions = {
  /** False: every exec is reported, mappings alone are not. */
  readonly execs: boolean;
};

export type KnownGoodModules = {
  /** `ExecSource.knownGood` and `forgetKnownGood`. */
  readonly tell: (keys: readonly Buffer[], applets: readonly Buffer[]) => void;
  readonly forget: () => void;
  /** The container of a slot, as it is known now. */
  readonly current: (slot: bigint) => Container | undefined;
  /** `Verdicts.isClean`. */
  readonly isClean: (execution: InContainer, content: Content, answer: ImageAnswer) => boolean;
};

/** Slots whose image is remembered beside what was said of them; with one more, everything is forgotten. */
const MAX_SLOTS = 65_536;
/** A program with more names is one of many, like busybox: what it does is in its arguments. */
const MAX_NAMES = 64;

export class KnownGood {
  readonly #options: KnownGoodOptions;
  readonly #modules: KnownGoodModules;
  /** By slot: the image with which its files were compared. */
  readonly #images = new Map<bigint, string>();
  #keys: Buffer[] = [];
  #applets: Buffer[] = [];

  constructor(options: KnownGoodOptions, modules: KnownGoodModules) {
    this.#options = options;
    this.#modules = modules;
  }

  /** After the verdict on a file. `index` is the image's; what it cannot tell is not known. */
  judged(execution: InContainer, digested: Digested, answer: ImageAnswer, index: ImageIndex): void {
    const { event, file, subject } = execution;
    const { content, remembered } = digested;
    const key = event.mapping === undefined ? event.key : event.mapping.key;
    if (key === undefined || file !== event.files[0] || !this.#isOf(event, subject.container)) return;
    if (!remembered || content.kind !== 'hashed' || content.changedSinceExec || answer.kind !== 'known') return;
    if (answer.atPath?.sha256 !== content.sha256) return;
    let applet = false;
    if (event.mapping === undefined) {
      // The canary proves that execs are seen: each of its own has to be.
      if (!this.#options.execs || subject.container.runtime === 'canary') return;
      applet = isCalledAsHarmless(event, answer.atPath, index);
      if (!applet && runsCodeOfOthers(event, answer.atPath, index)) return;
    }
    if (!this.#modules.isClean(execution, content, answer)) return;
    if (this.#images.size >= MAX_SLOTS) this.forget();
    this.#images.set(subject.container.slot, keyOf(subject.container));
    (applet ? this.#applets : this.#keys).push(key);
  }

  /** More became known of a container. What was compared with another image is no longer known. */
  saw(container: Container): void {
    const image = this.#images.get(container.slot);
    if (image !== undefined && image !== keyOf(container)) this.forget();
  }

  ended({ slot }: Container): void {
    this.#images.delete(slot);
  }

  /** A policy or an index is another one: everything is asked again. */
  forget(): void {
    this.#images.clear();
    this.#keys = [];
    this.#applets = [];
    this.#modules.forget();
  }

  flush(): void {
    if (this.#keys.length + this.#applets.length === 0) return;
    this.#modules.tell(this.#keys, this.#applets);
    this.#keys = [];
    this.#applets = [];
  }

  /** The kernel counts it to this container, too, and the image is not another one by now. */
  #isOf({ imageSlot }: ExecEvent, container: Container): boolean {
    if (imageSlot !== container.slot) return false;
    const now = this.#modules.current(container.slot);
    return now !== undefined && keyOf(now) === keyOf(container);
  }
}

/** Made from a look at directories: once for each description of an image. */
const keys = new WeakMap<ContainerImage, string>();

function keyOf({ image }: Container): string {
  const known = keys.get(image) ?? imageKey(image.source, image.id, image.keeper);
  keys.set(image, known);
  return known;
}

function runsCodeOfOthers(event: ExecEvent, atPath: IndexEntry, index: ImageIndex): boolean {
  // Loaders are shared objects; a script's file is its interpreter's to judge.
  if (atPath.kind !== 'elf_exec' || !event.interp.equals(event.filename)) return true;
  return isInterpreter(atPath, index) || isNamedForIt(event.filename);
}

/**
 * A program of many, called as one that runs nothing it is given, in no way by the name of another: its link's name, its file's
 * and argv[0] would all have to lie for it to read code.
 */
function isCalledAsHarmless(
  { argv: [called], filename, interp }: ExecEvent,
  atPath: IndexEntry,
  index: ImageIndex,
): boolean {
  if (atPath.kind !== 'elf_exec' || !interp.equals(filename) || called === undefined) return false;
  if (!isHarmlessApplet(called.toString('latin1')) || !isOfMany(index, atPath.sha256)) return false;
  return [filename, atPath.path].every((path) => {
    const family = familyOf(baseNameOf(path.toString('latin1')));
    return family === undefined || family === 'busybox';
  });
}

/** Programs by their bytes: execs of interpreters all come to user space, and ask again. */
const MAX_ASKED = 256;
const asked = new WeakMap<ImageIndex, RecentMap<string, boolean>>();

/** By all names that the image has for its bytes. */
function isInterpreter({ sha256, path }: IndexEntry, index: ImageIndex): boolean {
  let answers = asked.get(index);
  if (answers === undefined) {
    answers = new RecentMap(MAX_ASKED);
    asked.set(index, answers);
  }
  const known = answers.get(sha256);
  if (known !== undefined) return known;
  const entries = entriesOf(index, sha256);
  if (entries === undefined) return true;
  const answer = entries.length > MAX_NAMES || [{ path }, ...entries].some((each) => isNamedForIt(each.path));
  answers.set(sha256, answer);
  return answer;
}

/** By the name of an interpreter, or of a shared object. */
function isNamedForIt(path: Buffer): boolean {
  const name = baseNameOf(path.toString('latin1'));
  return familyOf(name) !== undefined || /\.so(\.|$)/.test(name);
}

/** A damaged index is found again, and built again, by the next exec that it is asked about. */
function entriesOf(index: ImageIndex, sha256: string): readonly IndexEntry[] | undefined {
  try {
    return index.bySha256(sha256, MAX_NAMES + 1);
  } catch (error) {
    if (error instanceof IndexError) return undefined;
    throw error;
  }
}
