# npm packages, exactly those of package-lock.json; among them the project's own Node. Sourced by setup.sh.

npm_packages() {
  local stamp=$ROOT/node_modules/.drift-setup/lockfile want have=
  want=$(lockfile_stamp)
  if [[ -r $stamp ]]; then have=$(<"$stamp"); fi
  if [[ $have == "$want" && -x $ROOT/node_modules/.bin/node ]]; then return; fi

  # Below `npm start` the project's own node comes first in PATH; npm must not run on a file that it deletes.
  PATH=$(without_project_bin)
  if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    say 'node and npm are needed (Node 20 or newer with npm 10 or newer): install them, for example from nodejs.org.'
    return 1
  fi
  local why='node_modules is missing'
  if [[ -d $ROOT/node_modules ]]; then why='package-lock.json has changed, or the last time was interrupted'; fi
  if ! step npm "installing npm packages, because $why (npm ci, under a minute)" npm_ci; then
    say 'npm ci failed. Look at the lines above: no network or proxy? node_modules owned by root (then: sudo chown -R "$USER" .)?'
    say "The whole log of this attempt: $BUILD/setup-npm.log. Then run the same command again."
    return 1
  fi
  if [[ ! -x $ROOT/node_modules/.bin/node ]]; then
    say "there is no Node for $(uname -s) $(uname -m) among the packages: Linux on x86-64 or arm64 (glibc) is needed."
    return 1
  fi
  node_starts || return
  mkdir -p "${stamp%/*}" && printf '%s' "$want" >"$stamp"
}

# The project's Node needs two libraries that a minimal Debian lacks; nothing at all works without it.
node_starts() {
  local node=$ROOT/node_modules/.bin/node complaint
  if complaint=$("$node" --version 2>&1); then return; fi
  if can_apt && apt_install node "installing libraries for the project's Node, which does not start ($complaint)" libatomic1 libstdc++6; then
    if complaint=$("$node" --version 2>&1); then return; fi
  fi
  say "the project's Node does not start: $complaint"
  say 'On Debian or Ubuntu: sudo apt-get install libatomic1 libstdc++6; then run the same command again.'
  return 1
}

npm_ci() {
  cd "$ROOT" || return
  # A home that is missing or not ours (sudo, cron, containers) would fail the cache.
  if [[ ! -w ${HOME:-/nonexistent} ]]; then export HOME=$BUILD/home && mkdir -p "$HOME"; fi
  exec npm ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error
}

lockfile_stamp() {
  local sum
  sum=$(sha256sum <"$ROOT/package-lock.json")
  printf '%s %s' "${sum%% *}" "$HOSTTYPE"
}

without_project_bin() {
  local out= dir IFS=:
  for dir in $PATH; do
    if [[ $dir != */node_modules/.bin ]]; then out=${out:+$out:}$dir; fi
  done
  printf '%s' "$out"
}
