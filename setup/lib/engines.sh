# Container engines for the tests, and gcc for its sanitizers (Debian packages clang's apart). Only when asked for. Sourced by setup.sh.

ENGINE_PACKAGES=(
  runc:runc containerd:containerd docker.io:dockerd podman:podman busybox-static:busybox debootstrap:debootstrap
  umoci:umoci skopeo:skopeo buildah:buildah gcc:gcc
  docker-registry:docker-registry apache2-utils:htpasswd openssl:openssl zstd:zstd
  rsyslog:rsyslogd "rsyslog-gnutls:/usr/lib/$(uname -m)-linux-gnu/rsyslog/lmnsd_gtls.so" faketime:faketime
  kubernetes-client:kubectl prometheus:promtool
)
# Conflicts with rsyslog, so it is only unpacked; the tests look for it there.
SYSLOG_NG=$BUILD/syslog-ng

POLICY=/usr/sbin/policy-rc.d
POLICY_MARK='# Written by the set-up of drift-sensor; it may be deleted.'

test_engines() {
  local missing
  missing=$(missing_packages "${ENGINE_PACKAGES[@]}")
  # Newer Debian releases ship the docker command apart from the daemon.
  if [[ -z $missing ]] && ! present docker; then missing=docker-cli; fi
  if [[ -z $missing ]] && ! syslog_ng_there; then missing=rsyslog; fi
  if [[ -z $missing ]]; then return; fi
  if ! can_apt; then
    lose "tests with real containers cannot run, missing: $missing. $(why_not_apt)"
    return
  fi
  if ! step engines "installing container engines for the tests ($missing; one to three minutes)" engine_work $missing; then
    lose "tests with real containers cannot run: the engines could not be installed ($BUILD/setup-engines.log)."
  fi
}

engine_work() {
  # Tests start engines of their own; the packages' services stay off.
  trap 'allow_services' EXIT
  # An interruption lets apt end first: dpkg is not left half done, and the policy goes away after it.
  trap 'exit 143' TERM
  forbid_services
  apt_work "$@" || return
  if ! present docker; then apt_work docker-cli || return; fi
  syslog_ng_there || unpack_syslog_ng
}

syslog_ng_there() { present syslog-ng || [[ -x $SYSLOG_NG/usr/sbin/syslog-ng ]]; }

# What it needs is installed, itself is unpacked beside the build.
unpack_syslog_ng() {
  local libraries dir status
  libraries=$(apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
    syslog-ng-core | sed -n 's/^ *|\{0,1\}Depends: \(lib[^<>]*\)$/\1/p')
  # Word splitting is wanted: one package a word.
  apt_work $libraries || return
  dir=$(mktemp -d) || return
  (cd "$dir" && apt-get -q download syslog-ng-core && dpkg-deb -x ./*.deb unpacked) &&
    rm -rf "$SYSLOG_NG" && mkdir -p "$BUILD" && mv "$dir/unpacked" "$SYSLOG_NG"
  status=$?
  rm -rf "$dir"
  return "$status"
}

# invoke-rc.d and deb-systemd-invoke ask policy-rc.d before they start a service (101: not allowed).
forbid_services() {
  if [[ -e $POLICY ]]; then return; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$POLICY_MARK" >"$POLICY" && chmod 755 "$POLICY"
}

# Also removes one that a killed set-up left; somebody else's stays.
allow_services() {
  if [[ -e $POLICY ]] && grep -qF "$POLICY_MARK" "$POLICY"; then rm -f "$POLICY"; fi
}
