import { freshName, withNonce } from '../bytes.ts';
import type { Case, Outcome } from './case.ts';
import { python, RUNC } from './red-team.ts';

/** A library of fresh bytes at `$f` is loaded. */
function library(
  technique: string,
  script: string,
  expected: Outcome = 'added/library/writable_layer',
  id = 'D14',
): Case {
  return {
    id,
    technique,
    engines: RUNC,
    expected,
    run: async ({ box, imageFile }) => {
      const path = `/tmp/${freshName('library')}.so`;
      const digest = box.put(path, withNonce(imageFile('/usr/local/lib/harmless.so')), 0o644);
      await box.run(['/bin/sh', '-c', `set -e; f=${path}; ${script}`, 'sh', path]);
      return { sha256: digest, object: 'library' };
    },
  };
}

/** D14 as somebody would try it who has read our documents. */
export const redTeamLibraries: readonly Case[] = [
  library(
    'LD_PRELOAD of a memfd',
    python('os.execve("/bin/true",["true"],{"LD_PRELOAD":f"/proc/self/fd/{m}"})'),
    'added/library/memfd',
  ),
  library(
    'dlopen of a memfd of another process',
    python(
      'p=os.fork(); (p or os.execv("/usr/local/bin/open-library",["x",f"/proc/{os.getppid()}/fd/{m}"])) and os.waitpid(p,0)',
    ),
    'added/library/memfd',
  ),
  library(
    'LD_PRELOAD of two, the first of them the image’s, by a relative path',
    'cd /tmp; LD_PRELOAD="/usr/local/lib/harmless.so:./$(basename $f)" /bin/true',
  ),
  library('LD_PRELOAD by a name of the library path', 'LD_LIBRARY_PATH=/tmp LD_PRELOAD=$(basename $f) /bin/true'),
  library('ld.so --audit', '/lib64/ld-linux-x86-64.so.2 --audit $f /bin/true 2>/dev/null || true'),
  library(
    'ld.so --library-path',
    'mkdir $f.d; mv $f $f.d/libselinux.so.1; /lib64/ld-linux-x86-64.so.2 --library-path $f.d /bin/ls 2>/dev/null || true',
  ),
  library(
    'a character set of iconv (GCONV_PATH)',
    'mkdir $f.d; mv $f $f.d/x.so; printf "module X// INTERNAL x 1\\nmodule INTERNAL X// x 1\\n" >$f.d/gconv-modules; echo a | GCONV_PATH=$f.d iconv -f X -t UTF-8 2>/dev/null || true',
  ),
  library(
    'dlopen of a file whose name is taken away while it is loaded',
    `python3 -c 'import os,sys; os.symlink(sys.argv[1],sys.argv[1]+".l")' $f; open-library $f.l; rm $f`,
  ),
];
