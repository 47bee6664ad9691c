import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { installedFiles, PLACES } from './installed';

/** A folder that is read-only would do: nothing was made, changed or deleted in it. */
test('No command wrote into the folder that the package is in', () => {
  const before = JSON.parse(readFileSync(path.join(PLACES.home, 'files.json'), 'utf8')) as unknown;
  const after = installedFiles();
  rmSync(PLACES.home, { recursive: true });
  expect(after).toEqual(before);
});
