#!/usr/bin/env bash
# Installs the packages of this checkout of the suite. No package may run a script of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec npm ci --ignore-scripts --no-audit --no-fund
