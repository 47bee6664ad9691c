# Sourced by a step of a GitHub workflow: `judge --target acme` runs the suite, with those options.
# The exit code of the run is in `code` afterwards. What the run prints is no command to the runner,
# whoever said it.
judge() {
  local resume run stopped=
  resume=$(node -p 'crypto.randomUUID()')
  echo "::stop-commands::$resume"
  bash "$(dirname "${BASH_SOURCE[0]}")/cli.sh" run "$@" &
  run=$!
  # A job that is cancelled tells this shell alone. The run is told, and restores the customers.
  trap 'trap "" INT TERM; stopped=true; kill -TERM "$run"' INT TERM
  code=0
  wait "$run" || code=$?
  if [ -n "$stopped" ]; then code=0 && wait "$run" || code=$?; fi
  trap - INT TERM
  echo "::$resume::"
}
