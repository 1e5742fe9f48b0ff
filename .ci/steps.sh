# Sourced by .ci/run: runs a step, shows how long it took, and remembers which ones failed.

FAILED_STEPS=()
STEP_TIMES=()

# step <name> <command...>: a failing step does not end the run, so that one run shows everything
# that is wrong; `finish` fails at the end.
step() {
  local name=$1 started=$SECONDS status
  shift
  printf '\n==> %s\n' "$name"
  # In a subshell and outside any condition, because bash ignores `set -e` within conditions.
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  STEP_TIMES+=("$name $((SECONDS - started)) s")
  if [ "$status" -eq 0 ]; then
    printf '<== %s: %s s\n' "$name" "$((SECONDS - started))"
  else
    printf '<== %s: FAILED with exit code %s after %s s\n' "$name" "$status" "$((SECONDS - started))"
    FAILED_STEPS+=("$name")
  fi
}

# limited <command...>: a run that hangs is a run that failed.
limited() { timeout --kill-after=30 "${STEP_LIMIT:-2400}" "$@"; }

# finish <result files...>: the closing line with all counts, and the exit code.
finish() {
  local name
  printf '\nTotal: %s s (' "$SECONDS"
  printf '%s; ' "${STEP_TIMES[@]}"
  printf ')\n'
  for name in "${FAILED_STEPS[@]+"${FAILED_STEPS[@]}"}"; do printf 'Failed step: %s\n' "$name"; done
  FAILED_STEP_COUNT=${#FAILED_STEPS[@]} node .ci/tally.mjs "$@"
}
