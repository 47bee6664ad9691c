#!/usr/bin/env bash
# Annotates a GitHub job with the findings of a run and sets step outputs for its verdict.
#
# Environment: REPORT_DIR; WRITTEN, which is true if the run wrote a report.
set -euo pipefail
if [ "${WRITTEN:-}" = true ]; then
  exec bash "$(dirname "${BASH_SOURCE[0]}")/../cli.sh" annotate "$REPORT_DIR/conformance.json"
fi
title='Sync Users conformance'
message='The run wrote no report. The log shows the reason.'
echo 'verdict=inconclusive' >> "$GITHUB_OUTPUT"
printf '%s\n' "## $title: inconclusive" "$message" >> "$GITHUB_STEP_SUMMARY"
echo "::error title=$title::$message"
