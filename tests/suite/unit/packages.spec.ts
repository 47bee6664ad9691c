import { expect, test } from '@playwright/test';
import { packages } from '../../../package-lock.json';

/** esbuild's script only makes its start quicker; it works without. */
const DOES_WITHOUT = ['node_modules/esbuild'];

test('No package needs a script at install: npm ci --ignore-scripts does', () => {
  const scripted = Object.entries(packages)
    .filter(([, entry]) => 'hasInstallScript' in entry && !('optional' in entry))
    .map(([name]) => name);
  expect(scripted).toEqual(DOES_WITHOUT);
});
