import { freshElf, freshName, withNonce } from '../bytes.ts';
import { RUNPATH } from '../image.ts';
import type { Case } from './case.ts';

/** A library that the image does not have, brought into a program of the image. */
function library(
  id: string,
  technique: string,
  name: (fresh: string) => string,
  command: (path: string) => string,
): Case {
  return {
    id,
    technique,
    expected: 'added/library/writable_layer',
    run: async ({ box, imageFile }) => {
      const path = name(freshName('library'));
      const digest = box.put(path, withNonce(imageFile('/usr/local/lib/harmless.so')), 0o644);
      await box.sh(command(path));
      return { sha256: digest, path };
    },
  };
}

const inTmp = (fresh: string): string => `/tmp/${fresh}.so`;

/** D13–D15: code that the loader, or an interpreter, maps. */
export const libraries: readonly Case[] = [
  {
    id: 'D13',
    technique: 'ld-linux-x86-64.so.2 FILE',
    expected: 'added/binary/writable_layer',
    run: async ({ box }) => {
      const path = `/tmp/${freshName('loaded')}`;
      await box.sh(`{ cat /usr/bin/true; echo ${path}; } >${path}; /lib64/ld-linux-x86-64.so.2 ${path}`);
      return { path };
    },
  },
  library('D14', 'LD_PRELOAD', inTmp, (path) => `LD_PRELOAD=${path} /bin/true`),
  library('D14', 'LD_AUDIT', inTmp, (path) => `LD_AUDIT=${path} /bin/true`),
  library(
    'D14',
    'LD_LIBRARY_PATH',
    (fresh) => `/tmp/${fresh}/libselinux.so.1`,
    (path) => `LD_LIBRARY_PATH=$(dirname ${path}) /bin/ls 2>/dev/null || true`,
  ),
  library(
    'D14',
    'RPATH',
    (fresh) => `${RUNPATH}/${fresh}.so`,
    (path) => `open-library $(basename ${path})`,
  ),
  library('D14', 'dlopen', inTmp, (path) => `open-library ${path}`),
  {
    ...library(
      'D14',
      '/etc/ld.so.preload',
      inTmp,
      (path) => `echo ${path} >/etc/ld.so.preload; /bin/true; /usr/bin/busybox rm /etc/ld.so.preload`,
    ),
    box: { label: 'preload' },
  },
  library(
    'D15',
    'a native module of Python',
    (fresh) => `/tmp/${fresh}/harmless.so`,
    (path) => `PYTHONPATH=$(dirname ${path}) python3 -c 'import harmless' 2>/dev/null || true`,
  ),
  library(
    'D15',
    'a native module of Perl',
    inTmp,
    (path) => `perl -e 'use DynaLoader; DynaLoader::dl_load_file("${path}") or die'`,
  ),
  {
    id: 'D15',
    technique: 'a library of the image overwritten',
    box: {},
    expected: 'modified/library/writable_layer',
    run: async ({ box, imageFile }) => {
      const path = '/usr/local/lib/harmless.so';
      const digest = box.put(path, withNonce(imageFile(path)), 0o644);
      await box.sh(`open-library ${path}`);
      return { sha256: digest, path };
    },
  },
  {
    id: 'B02',
    technique: 'libraries of the image, however they are named',
    expected: 'quiet',
    run: async ({ box }) => {
      await box.sh(
        'open-library /usr/local/lib/harmless.so; LD_LIBRARY_PATH=/lib:/usr/lib /bin/ls >/dev/null; python3 -c "import time"',
      );
      box.put(`/tmp/${freshName('never-loaded')}.so`, freshElf(), 0o644);
      return undefined;
    },
  },
];
