#!/usr/bin/env bash
# Runs the suite against one target of a fleet, in a step of a GitHub job.
#
# Environment: TARGETS, the file with the targets; NAME, the target; and for each secret its value
# and the variable that holds it according to the file, such as TOKEN and TOKEN_NAME.
set -euo pipefail
for token in TOKEN FORBIDDEN EXPIRED HEADERS PASSPHRASE; do
  name=${token}_NAME
  if [ -n "${!name:-}" ]; then export "${!name}=${!token}"; fi
done
exec bash "$(dirname "${BASH_SOURCE[0]}")/run.sh" --target "$NAME" --targets "$TARGETS"
