import { copyFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { CONTRACT_FILE } from '../../../helpers/contract/contract';
import { readYaml } from '../../../helpers/contract/parsed-yaml';

test('A file of schemas/ is as it was parsed, and one that has changed is parsed again', ({}, testInfo) => {
  const file = testInfo.outputPath('openapi.yaml');
  copyFileSync(CONTRACT_FILE, file);
  expect(readYaml(file)).toBe(readYaml(CONTRACT_FILE));
  writeFileSync(file, 'openapi: 3.0.0\n');
  expect(readYaml(file).content).toEqual({ openapi: '3.0.0' });
});
