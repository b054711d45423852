# The image of drift-sensor: no shell, no package manager, nothing but Node, the bundle and the bridge.
#
#   buildah build --timestamp "$(git log -1 --format=%ct)" --tag localhost/drift-sensor:dev .
#   docker build --build-arg SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)" --tag localhost/drift-sensor:dev .
#
# One base, for building only; of it the final image holds nothing but the libraries that Node is linked to. Any Debian 12 or newer with
# npm will do; name it by digest (--build-arg BUILD_IMAGE=…@sha256:…) for builds that can be repeated. Offline (--network none): a base
# that has the packages below is used as it is, and so are the npm packages of a checkout that is set up
# (--volume "$PWD/node_modules:/src/node_modules:ro").
ARG BUILD_IMAGE=docker.io/library/node:26-bookworm

FROM ${BUILD_IMAGE} AS tools
# clang and bpftool build the bridge, the -dev packages bring the static libraries that are linked into it.
RUN set -eu; \
    packages='clang llvm make bpftool libbpf-dev libelf-dev zlib1g-dev libc6-dev libatomic1 libstdc++6'; \
    if ! dpkg-query -W -f '' $packages 2>/dev/null; then \
      apt-get -q update; \
      DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $packages; \
      rm -rf /var/lib/apt/lists/*; \
    fi

FROM tools AS native
WORKDIR /src
COPY sensor/bridge/native sensor/bridge/native
RUN make --no-print-directory -C sensor/bridge/native OUT=/out STATIC=1

FROM tools AS bundle
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Every package, Node's own binary among them, is checked against the lockfile's digests.
RUN [ -x node_modules/.bin/node ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY setup setup
COPY image-index image-index
COPY sensor sensor
RUN node_modules/.bin/node setup/bundle.ts /out/bundle
COPY --from=native /out /out/native
ARG SOURCE_DATE_EPOCH=0
RUN node_modules/.bin/node setup/image.ts /out /image

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="drift-sensor" \
      org.opencontainers.image.description="Kubernetes node agent that proves container drift by content" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# What seldom changes lies below what changes with each version, so that an update is small.
COPY --from=bundle /image/runtime/ /
COPY --from=bundle /image/sensor/ /
# glibc keeps an arena for each thread, and what was freed, V8 a young generation of 48 MB: memory that the node lacks.
ENV PATH=/usr/local/bin NODE_OPTIONS=--max-semi-space-size=4 MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=65536
# Root, because bpf(2) and /proc/PID/exe of others ask for capabilities, which Kubernetes gives to root only.
USER 0:0
ENTRYPOINT ["/usr/local/bin/drift-sensor"]
CMD ["run"]
