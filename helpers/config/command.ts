import path from 'node:path';

/**
 * Command line of this clone or of an installed package, which `--no` never downloads. Without `--`, npm
 * would take the options that follow.
 */
export const COMMAND =
  path.extname(__filename) === '.ts'
    ? 'npm run conformance --'
    : 'npx --no -- sync-users-conformance';
