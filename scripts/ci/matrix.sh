#!/usr/bin/env bash
# Sets the step output `matrix` to the jobs of a fleet, for `strategy.matrix` of a GitHub workflow.
#
# Environment: TARGETS, the file with the targets.
set -euo pipefail
matrix=$(bash "$(dirname "${BASH_SOURCE[0]}")/../cli.sh" matrix "$TARGETS")
echo "matrix=$matrix" >> "$GITHUB_OUTPUT"
