import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import {
  deleteOwnFiles,
  listOwnFiles,
  MANIFEST,
  ownFiles,
  refuseForeignFiles,
  writeOwnFiles,
} from '../../../helpers/report/owned-files';

const file = (name: string, content: string) => ({ name, content });

test('Files are replaced if the suite wrote them, and all or none are written', ({}, testInfo) => {
  const directory = testInfo.outputPath('report');
  const read = (name: string) => readFileSync(path.join(directory, name), 'utf8');
  writeOwnFiles(directory, [file('a', '1'), file('b', '1')]);
  // Parts that are made one by one are one file.
  writeOwnFiles(directory, [file('a', '2'), { name: 'b', content: new Set(['2', '', '3']) }]);
  expect([read('a'), read('b')]).toEqual(['2', '23']);
  // The name of a temporary file is too long for a file system.
  expect(() => {
    writeOwnFiles(directory, [file('a', '3'), file('n'.repeat(250), '3')]);
  }).toThrow(/ENAMETOOLONG/);
  expect(read('a')).toBe('2');
  writeFileSync(path.join(directory, 'b'), 'mine');
  expect(() => {
    writeOwnFiles(directory, [file('a', '3'), file('b', '3')]);
  }).toThrow(/b exists and the suite did not write it/);
  expect([read('a'), read('b')]).toEqual(['2', 'mine']);
  expect(readdirSync(directory).sort()).toEqual(['a', 'b', MANIFEST]);
});

test('Files are deleted if the suite wrote them, and no link is followed', ({}, testInfo) => {
  const directory = testInfo.outputPath('report');
  const outside = testInfo.outputPath('outside');
  for (const folder of [path.join(directory, 'one', 'x'), outside]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'own'), '1');
  }
  listOwnFiles(directory, ['one/x/own']);
  symlinkSync(outside, path.join(directory, 'linked'));
  const [digest = ''] = /^\w+/.exec(readFileSync(path.join(directory, MANIFEST), 'utf8')) ?? [];
  const manifest = `${digest}  one/x/own\n${digest}  linked/own\n`;
  writeFileSync(path.join(directory, MANIFEST), manifest);
  expect(ownFiles(directory, /own/)).toEqual(['one/x/own']);
  deleteOwnFiles(directory, /own/);
  expect(readdirSync(directory).sort()).toEqual([MANIFEST, 'linked']);
  expect(existsSync(path.join(outside, 'own'))).toBe(true);
});

for (const [what, manifest] of [
  ['a text', 'my files\n'],
  ['a name out of the directory', `${'0'.repeat(64)}  ../outside/own\n`],
] as const) {
  test(`A manifest that is ${what} is a file of another program`, ({}, testInfo) => {
    const directory = testInfo.outputPath('report');
    mkdirSync(directory, { recursive: true });
    writeFileSync(path.join(directory, MANIFEST), manifest);
    expect(() => {
      refuseForeignFiles(directory, []);
    }).toThrow(MANIFEST);
  });
}
