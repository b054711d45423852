import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { IndexError } from '../error.ts';

/**
 * The lower directories of an overlay's mount options, topmost first, absolute and real. Relative ones (Docker and Podman with
 * many layers) are looked up from the directory that holds the upper one. Throws `unsupported` for data-only layers.
 */
export function lowerDirsOf(options: readonly string[], what: string): string[] {
  const value = (name: string) => options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
  const single = options.filter((option) => option.startsWith('lowerdir+=')).map((option) => option.slice(10));
  const joined = value('lowerdir');
  const dirs = [...(joined === undefined ? [] : splitColons(joined)), ...single];
  if (dirs.includes('') || options.some((option) => option.startsWith('datadir+=')))
    throw new IndexError('unsupported', `${what}: overlay with data-only layers`);
  if (dirs.length === 0) throw new IndexError('unsupported', `${what} names no lower directories`);
  const upper = value('upperdir') ?? value('workdir');
  const base = upper?.startsWith('/') === true ? dirname(dirname(upper)) : undefined;
  return dirs.map((dir) => {
    if (!dir.startsWith('/') && base === undefined)
      throw new IndexError('unsupported', `${what}: ${dir} is relative to an unknown directory`);
    try {
      return realpathSync(dir.startsWith('/') ? dir : `${base}/${dir}`);
    } catch (cause) {
      throw new IndexError('io', `${what}: its lower directory ${dir} cannot be seen`, { cause });
    }
  });
}

/** `a:b\:c` → `a`, `b:c`. */
function splitColons(text: string): string[] {
  return (text.match(/(?:\\.|[^:\\])+|(?<=:)(?=:|$)/g) ?? []).map((part) => part.replace(/\\(.)/g, '$1'));
}
