#!/usr/bin/env bash
# Merges the reports below `conformance-reports` into `conformance-merged`.
#
# Environment: TARGETS, the file with the targets. A target without a report is shown as missing.
set -euo pipefail
mkdir -p conformance-reports
exec bash "$(dirname "${BASH_SOURCE[0]}")/../cli.sh" merge conformance-reports \
  --targets "$TARGETS" --out conformance-merged
