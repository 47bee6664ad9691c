#!/usr/bin/env bash
# Sets the step output `artifact` to a valid artifact name.
#
# Environment: NAME, any text; ATTEMPT, the attempt of the workflow run.
set -euo pipefail
echo "artifact=conformance-${NAME//[^A-Za-z0-9._-]/-}-$ATTEMPT" >> "$GITHUB_OUTPUT"
