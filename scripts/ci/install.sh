#!/usr/bin/env bash
# Installs what a run of this checkout needs. No package may run a script of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec npm ci --omit=dev --ignore-scripts --no-audit --no-fund
