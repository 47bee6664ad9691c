#!/usr/bin/env bash
# Starts the command line of this checkout from whatever folder, as pipelines do: how that is done
# stands here, and nowhere else.
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
exec "$home/node_modules/.bin/tsx" --tsconfig "$home/tsconfig.json" "$home/helpers/cli/main.ts" "$@"
