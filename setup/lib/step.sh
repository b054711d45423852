# Talking, running and being interrupted. Sourced by setup.sh.

STEPS=0
CHILD=
trap 'interrupted 130' INT
trap 'interrupted 143' TERM HUP

say() { printf 'set-up: %s\n' "$*" >&2; }

# Something will be missing, and set-up goes on: one plain sentence.
lose() {
  LOST=1
  say "$*"
}

# step NAME WHAT COMMAND…: says what, runs it with its output in build/setup-NAME.log, says how long it took.
# The child runs in the background so that a signal is answered at once; it is told to stop, too.
step() {
  local name=$1 what=$2 log=$BUILD/setup-$1.log start=$SECONDS status=0
  shift 2
  STEPS=$((STEPS + 1))
  say "$what …"
  "$@" >"$log" 2>&1 </dev/null &
  CHILD=$!
  wait "$CHILD" || status=$?
  CHILD=
  if ((status == 0)); then
    say "  done in $((SECONDS - start)) s"
  else
    say "  failed after $((SECONDS - start)) s (exit $status), the last lines of $log:"
    tail -n 12 "$log" | sed 's/^/set-up:   | /' >&2
  fi
  return "$status"
}

interrupted() {
  trap '' INT TERM HUP
  say 'interrupted; the next run goes on from here.'
  if [[ -n $CHILD ]]; then
    kill -TERM "$CHILD" 2>/dev/null
    wait "$CHILD" 2>/dev/null
  fi
  exit "$1"
}
