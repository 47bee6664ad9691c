import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '../support/run';
import { installedFiles, PLACES, run } from './installed';

/**
 * As npm is set up on this machine, for its registry and proxies, but with an empty cache, and no
 * package that wants another Node.
 */
const OURS = {
  env: { ...process.env, npm_config_cache: PLACES.cache, npm_config_engine_strict: 'true' },
};

test('The package is packed, and installed into an empty folder', async () => {
  rmSync(PLACES.home, { recursive: true, force: true });
  for (const place of Object.values(PLACES)) mkdirSync(place, { recursive: true });
  const pack = ['pack', '--json', '--pack-destination', PLACES.tarballs];
  const packed = await run('npm', pack, ROOT, OURS);
  expect(packed.code, packed.stderr).toBe(0);
  // The output of prepack precedes the JSON.
  const [json = ''] = /^\[\n[^]*/m.exec(packed.stdout) ?? [];
  writeFileSync(path.join(PLACES.home, 'packed.json'), json);
  const [{ filename }] = JSON.parse(json) as [{ filename: string }];
  const tarball = path.join(PLACES.tarballs, filename);
  const install = ['install', '--no-audit', '--no-fund', '--prefix', PLACES.install, tarball];
  const installed = await run('npm', install, PLACES.install, OURS);
  expect(installed.code, installed.stderr).toBe(0);
  writeFileSync(path.join(PLACES.home, 'files.json'), JSON.stringify(installedFiles()));
});
