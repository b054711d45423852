#!/usr/bin/env bash
# Makes a checkout ready to run: npm packages, the Debian packages that the bridge needs to build, the bridge itself.
#
#   setup.sh [--for-tests] [--engines]
#
# Called before `npm start` and `npm test`. Says on stderr what it does and why; does nothing, offline, when all is in
# place. `--engines` (or `--for-tests` under CI=true) also installs the container engines that tests run; otherwise never.
# Exit codes: 0 the sensor can run, perhaps with less (it says what is lost); 1 it cannot, or under CI=true something is lost.
set -uo pipefail

ROOT=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
BUILD=$ROOT/build
LOST=0

# shellcheck source-path=SCRIPTDIR
. "$ROOT/setup/lib/step.sh"
. "$ROOT/setup/lib/lock.sh"
. "$ROOT/setup/lib/npm.sh"
. "$ROOT/setup/lib/debian.sh"
. "$ROOT/setup/lib/bridge.sh"
. "$ROOT/setup/lib/engines.sh"

main() {
  local for_tests=0 engines=0 argument
  for argument; do
    case $argument in
    --for-tests) for_tests=1 ;;
    --engines) engines=1 ;;
    *)
      say "unknown argument $argument; usage: setup.sh [--for-tests] [--engines]"
      exit 2
      ;;
    esac
  done
  if ((for_tests)) && [[ ${CI-} == true ]]; then engines=1; fi

  exec 1>&2
  mkdir -p "$BUILD"
  take_lock
  npm_packages || exit 1
  bridge_packages
  build_bridge
  if ((engines)); then test_engines; fi
  if ((LOST)) && [[ ${CI-} == true ]]; then
    say 'CI=true asks for everything, and something of the above is missing.'
    exit 1
  fi
  if ((STEPS == 0 && LOST == 0)); then say 'everything is in place.'; fi
}

main "$@"
