import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { deleteFilesWithSecrets } from '../../../helpers/run/secret-scan';
import { encodeCodes } from '../support/written';

const TOKEN = 'a/token+that=is secret';

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const archive = (text: string) => zipSync({ 'a/trace': strToU8(text) });

/** A blob report with an attachment, as Playwright writes it. */
function blob(body: string): Uint8Array {
  const attachments = [{ name: 'evidence', base64: base64(body) }];
  const event = { method: 'onAttach', params: { attachments } };
  return zipSync({ 'report.jsonl': strToU8(`${JSON.stringify(event)}\n`) });
}

test('Files with the token, in whatever encoding, are deleted, and no others', ({}, testInfo) => {
  const write = (name: string, content: string | Uint8Array) => {
    const file = testInfo.outputPath('report', 'deep', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const page = (zip: Uint8Array) => `<script>x = "data:application/zip;base64,${base64(zip)}"`;
  const leaking = [
    write('plain.txt', `Bearer ${TOKEN}`),
    write('base64.txt', base64(`user:${TOKEN}`)),
    write('percent.txt', encodeCodes(TOKEN, '%', 2)),
    write('trace.zip', archive(`{"t":"${TOKEN}"}`)),
    write('index.html', page(archive(TOKEN))),
    // Encoded within the encoding: no pattern of the token is in the archive.
    write('1-of-2.zip', blob(JSON.stringify({ url: `/?t=${encodeURIComponent(TOKEN)}` }))),
    // It cannot be read, so nobody knows.
    write('broken.zip', 'PK\u0003\u0004 and no more'),
  ];
  const clean = [
    write('2-of-2.zip', blob(JSON.stringify({ url: '/?t=[API_TOKEN]' }))),
    write('clean.html', page(archive('[API_TOKEN]'))),
  ];
  const all = [...leaking, ...clean, testInfo.outputPath('gone')];
  const deleted = deleteFilesWithSecrets(all, { API_TOKEN: TOKEN }, '');
  expect(deleted.sort()).toEqual(leaking.toSorted());
  expect(leaking.filter((file) => existsSync(file))).toEqual([]);
  expect(clean.filter((file) => !existsSync(file))).toEqual([]);
});
