#!/usr/bin/env bash
# Runs the suite in a step of a GitHub job and exits with the exit code of the run.
#
# Arguments: passed on to the run, such as `--target acme`.
# Environment: the settings of the suite; GREP, WORKERS and SHARD become flags unless they are empty.
# Step outputs: `exit-code`; `written`, which is true if this run wrote a report.
set -eo pipefail

flags=()
if [ -n "$GREP" ]; then flags+=("--grep=$GREP"); fi
if [ -n "$WORKERS" ]; then flags+=("--workers=$WORKERS"); fi
if [ -n "$SHARD" ]; then flags+=("--shard=$SHARD"); fi

# The action gives an input that was left out this value. An empty one is wrong.
for name in BASE_URL API_TOKEN CUSTOMER_IDS USER_IDS; do
  if [ "${!name-}" = '(unset)' ]; then unset "$name"; fi
done

# A report that is older than this file belongs to an earlier run.
started=$(mktemp "$RUNNER_TEMP/started.XXXXXX")

# The server under test controls part of the output. The runner must not execute any of it.
resume=$(node -p 'crypto.randomUUID()')
echo "::stop-commands::$resume"
bash "$(dirname "${BASH_SOURCE[0]}")/../cli.sh" run "$@" "${flags[@]}" &
run=$!
# GitHub signals only this process when a job is cancelled. The run needs the signal to restore the
# customers.
stopped=
trap 'trap "" INT TERM; stopped=true; kill -TERM "$run"' INT TERM
code=0
wait "$run" || code=$?
if [ -n "$stopped" ]; then code=0 && wait "$run" || code=$?; fi
trap - INT TERM
echo "::$resume::"

written=false
if [ "$REPORT_DIR/conformance.json" -nt "$started" ]; then written=true; fi
printf '%s\n' "exit-code=$code" "written=$written" >> "$GITHUB_OUTPUT"
exit "$code"
