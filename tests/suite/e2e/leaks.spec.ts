import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { deleteFilesWithSecrets } from '../../../helpers/run/secret-scan';

const TOKEN = 'a/token+that=is secret';

/** A blob report with an attachment, as Playwright writes it. */
function blob(file: string, body: string): void {
  const attachment = { name: 'evidence', base64: Buffer.from(body).toString('base64') };
  const event = { method: 'onAttach', params: { attachments: [attachment] } };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, zipSync({ 'report.jsonl': strToU8(`${JSON.stringify(event)}\n`) }));
}

test('A blob report with the token in an attachment is deleted, and no other', ({}, testInfo) => {
  const [leaking, clean] = ['1-of-2', '2-of-2'].map((name) =>
    testInfo.outputPath('blob', name, 'report.zip'),
  );
  if (leaking === undefined || clean === undefined) throw new Error('two files');
  // Encoded within the encoding: no pattern of the token is in the archive.
  blob(leaking, JSON.stringify({ url: `/?t=${encodeURIComponent(TOKEN)}` }));
  blob(clean, JSON.stringify({ url: '/?t=[API_TOKEN]' }));
  expect(deleteFilesWithSecrets([testInfo.outputPath()], { API_TOKEN: TOKEN }, '', 0)).toEqual([
    leaking,
  ]);
  expect([existsSync(leaking), existsSync(clean)]).toEqual([false, true]);
});
