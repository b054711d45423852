# The native parts: make knows what is stale. Sourced by setup.sh.

build_bridge() {
  local native=$ROOT/sensor/bridge/native
  if [[ ! -f $native/Makefile ]]; then return; fi
  if [[ -n $(missing_packages "${BRIDGE_PACKAGES[@]}") ]]; then return; fi
  if (make_native --question >/dev/null 2>&1); then return; fi
  if ! step native 'building the bridge (C and eBPF, seconds), because its sources are newer than build/native' make_native --jobs="$(nproc)"; then
    lose "the bridge could not be built; the whole log: $BUILD/setup-native.log. $WITHOUT_BRIDGE"
  fi
}

# Replaces the shell that runs it, so that an interruption reaches make.
make_native() {
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin exec make --no-print-directory --silent -C "$ROOT/sensor/bridge/native" "$@"
}
