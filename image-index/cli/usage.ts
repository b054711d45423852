/** Wrong usage: exit 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export const USAGE = `image-index: what is in an image, file by file, precomputed

usage: image-index COMMAND [ARGUMENTS] [OPTIONS]

  build SOURCE…                  index images; layers that are known are not read again
  ls                             the indexes that are there
  show IMAGE [GLOB]              the image's regular files
  lookup IMAGE PATH|sha256:HEX   one path (symlinks are followed), or all files with these bytes
  diff IMAGE_A IMAGE_B           executables that differ between two images (--all: every file)
  check IMAGE DIR                compares a directory with an image, every file
  verify                         reads every stored index and checks it

SOURCE  oci:DIR[:TAG]            an OCI image layout
        rootfs:DIR               a directory that is the whole image
        dirs:TOP:…:BOTTOM        lower directories of an overlay, topmost first
IMAGE   a config digest, the beginning of one, or the SOURCE or reference it was built from
GLOB    * and ? stay within a name, ** crosses slashes: '/usr/**/*.so.*'

options:
  --index-dir DIR        default: /var/lib/drift-sensor/index, without root $XDG_STATE_HOME/drift-sensor/index
  --platform OS/ARCH     which image of a multi-platform index; default: this machine's
  --json                 one JSON object a line
  --all                  diff: not only executables
  --help

exit codes: 0 good, 1 difference or damage found or nothing there, 2 wrong usage, 3 the machine or the source cannot, 70 internal fault

examples:
  image-index build oci:./layout:latest
  image-index show oci:./layout:latest '/usr/bin/*'
  image-index lookup sha256:5f70bf18a086… /bin/sh
  image-index diff oci:./layout:v1 oci:./layout:v2 --json
`;
