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
  push IMAGE [docker://REF]      attaches the index to its image in the registry (--sign-key KEY signs it)
  pull docker://REF              fetches an attached index that --index-key signed
  gc --max-size BYTES            removes what was used least recently

SOURCE  docker://HOST/REPO[:TAG|@DIGEST]   a registry
        oci:DIR[:TAG]                      an OCI image layout
        oci-archive:FILE[:TAG]             one in a tar file, also compressed
        docker-archive:FILE[:REF]          what \`docker save\` writes
        docker-daemon:REF                  Docker (DOCKER_HOST=unix:///PATH)
        containerd:REF                     containerd (--namespace; CONTAINERD_ADDRESS=PATH)
        containers-storage:[overlay@ROOT]REF   Podman, CRI-O; the part in brackets is optional
        container:ID                       what a running container was started from
        rootfs:DIR                         a directory that is the whole image
        dirs:TOP:…:BOTTOM                  lower directories of an overlay, topmost first
IMAGE   a config digest, the beginning of one, or the SOURCE or reference it was built from
GLOB    * and ? stay within a name, ** crosses slashes: '/usr/**/*.so.*'

options:
  --index-dir DIR        default: /var/lib/drift-sensor/index, without root $XDG_STATE_HOME/drift-sensor/index
  --platform OS/ARCH[/VARIANT]   which image of a multi-platform index; default: this machine's
  --json                 one JSON object a line
  --all                  diff: not only executables
  --namespace NAME       containerd: default k8s.io
  --max-size BYTES       gc: 500M, 2Gi; --keep-running keeps indexes that a sensor has open
  --sign-key FILE        push: cosign.key, or a private key in PEM (PKCS #8, ECDSA P-256); COSIGN_PASSWORD if it is encrypted
  --signature-format F   push: simple (a tag, every cosign reads it; default) or bundle (as cosign writes since version 3)
  --index-key FILE       pull: a public key in PEM; repeatable
  --output FILE          pull: into a file instead of the index directory; without a key only so
  --help

registries:
  --authfile FILE        Docker's config.json or Podman's auth.json; default: where they keep them
  --anonymous            look for no credentials
  --cacert FILE          more certificate authorities; /etc/containers/certs.d and /etc/docker/certs.d are read
  --mirror HOST[/PREFIX] ask it first; repeatable
  --plain-http           HTTP without TLS

exit codes: 0 good, 1 difference or damage found or nothing there, 2 wrong usage, 3 the machine or the source cannot, 70 internal fault

examples:
  image-index build docker://registry.example/app:1.4
  image-index build docker-archive:app.tar
  image-index show docker-archive:app.tar '/usr/bin/*'
  image-index lookup sha256:5f70bf18a086… /bin/sh
  image-index diff oci:./layout:v1 oci:./layout:v2 --json
`;
