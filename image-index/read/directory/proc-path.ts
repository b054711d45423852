/** `/proc/self/fd/N/name` stands in for openat(2), which Node lacks. Names are bytes, as latin1 text. */

/** Of what is in the directory that is open as `fd`. */
export function directoryPrefix(fd: number): string {
  return `/proc/self/fd/${fd}/`;
}

/** As Node takes paths: text is UTF-8 there, and so says what its bytes are only where they are ASCII. */
export function pathOf(prefix: string, name: string): string | Buffer {
  const path = prefix + name;
  return /^[\0-\x7f]*$/.test(name) ? path : Buffer.from(path, 'latin1');
}
