# One set-up at a time in one checkout. Sourced by setup.sh.

# The lock is on the folder setup/ itself, through descriptor 9, which children inherit: an `npm ci` that outlives an
# interrupted set-up still holds it, and the next set-up waits instead of fighting over node_modules (ENOTEMPTY).
take_lock() {
  if ! command -v flock >/dev/null; then
    say 'flock(1) is not installed (package util-linux): make sure that no second set-up runs in this folder.'
    return
  fi
  exec 9<"$ROOT/setup"
  if flock --nonblock 9; then return; fi
  say 'another set-up runs in this folder (or the rest of an interrupted one); waiting for it …'
  STEPS=$((STEPS + 1))
  flock 9 &
  CHILD=$!
  if ! wait "$CHILD"; then say 'this filesystem has no locks: make sure that no second set-up runs in this folder.'; fi
  CHILD=
}
