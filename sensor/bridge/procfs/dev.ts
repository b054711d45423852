/** The kernel's own number of a device (`dev_t`, include/linux/kdev_t.h): what bpf sees in `s_dev`. */
export function kernelDev(major: number, minor: number): number {
  return ((major << 20) | minor) >>> 0;
}

/** stat(2) as glibc and statx give it (`makedev`): minor 7–0, major 11–0, minor 31–8, major 31–12 from the low bit up. */
export function fromStatDev(dev: bigint): number {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return kernelDev(Number(major), Number(minor));
}
