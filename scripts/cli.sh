#!/usr/bin/env bash
# Starts the command line of this checkout from any folder.
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
exec node "$home/scripts/conformance.mjs" "$@"
