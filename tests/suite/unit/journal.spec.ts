import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestInfo } from '@playwright/test';
import fc from 'fast-check';
import type { Target } from '../../../helpers/config/config';
import { openJournal } from '../../../helpers/run/journal';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { isRunning, ownIdentity } from '../../../helpers/run/process-identity';
import { recover } from '../../../helpers/run/recover';
import { FakeClient } from '../support/fake-client';

const LENT = ['7', '9'];

const target: Target = {
  baseUrl: 'http://127.0.0.1/v1',
  token: 'a-token-of-a-test',
  customers: LENT,
  users: ['1', '2', '3', '4'],
  restoreUsers: { '7': ['1'], '9': ['1'] },
  unknownUser: '900',
  unknownCustomer: '901',
};

const ENTRY = {
  startedAt: '2026-01-01T00:00:00.000Z',
  baseUrl: target.baseUrl,
  customers: ['7'],
  restoreUsers: { '7': ['101'] },
};

/** Recovers from a directory of files. Returns the notes, and the path and body of each request. */
async function recoverFrom(testInfo: TestInfo, files: readonly (readonly [string, string])[]) {
  mkdirSync(testInfo.outputDir, { recursive: true });
  const directory = mkdtempSync(path.join(testInfo.outputDir, 'report-'));
  for (const [name, content] of files) writeFileSync(path.join(directory, name), content);
  return { directory, again: () => recoverIn(directory), ...(await recoverIn(directory)) };
}

async function recoverIn(directory: string) {
  const client = new FakeClient([]);
  const own = openJournal(directory, target);
  const requests = new JudgedRequests('Preflight', client);
  const notes = await recover({
    directory,
    own,
    target: structuredClone(target),
    lent: LENT,
    requests,
    recovering: {},
  });
  own.close([]);
  return { notes, sent: client.sent.map(({ target: to, body }) => [to, String(body)]) };
}

const asFile = (entry: unknown) => [['unrestored-x.json', JSON.stringify(entry)] as const];

test('A well-formed entry of a reserved customer is restored', async ({}, testInfo) => {
  const { sent } = await recoverFrom(testInfo, asFile(ENTRY));
  expect(sent).toEqual([['/customers/7/users', '{"user_ids":[101]}']]);
});

for (const [what, entry] of [
  ['null', null],
  ['a list', [ENTRY]],
  ['no field', {}],
  ['an id that is a path', { ...ENTRY, customers: ['7/../8'] }],
  ['an id that is a number', { ...ENTRY, customers: [7] }],
  ['a user that is no id', { ...ENTRY, restoreUsers: { '7': ['101],"x":['] } }],
  ['users of no id', { ...ENTRY, restoreUsers: { '7': ['101'], '../8': [] } }],
  ['one list of users', { ...ENTRY, restoreUsers: ['101'] }],
  ['a time with a control character', { ...ENTRY, startedAt: '\u001b[2J' }],
  ['a process without a number', { ...ENTRY, process: { pid: '1', since: null } }],
] as const) {
  test(`An entry with ${what} is named, and not restored`, async ({}, testInfo) => {
    const { notes, sent } = await recoverFrom(testInfo, asFile(entry));
    expect(sent).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/unrestored-x\.json is no record .*Nothing was restored.* delete/),
    ]);
  });
}

test('Files that are no regular files are named, and only the first ones', async ({}, testInfo) => {
  test.skip(process.platform === 'win32', 'there is no mkfifo');
  const { directory, again } = await recoverFrom(testInfo, []);
  execFileSync('mkfifo', [path.join(directory, 'unrestored-pipe.json')]);
  symlinkSync('/dev/zero', path.join(directory, 'unrestored-link.json'));
  mkdirSync(path.join(directory, 'unrestored-directory.json'));
  const { notes } = await again();
  expect(notes.map((note) => note.includes('(not a file)'))).toEqual([true, true, true]);
  for (let file = 0; file < 20; file++) {
    writeFileSync(path.join(directory, `unrestored-${String(file)}.json`), '{');
  }
  const more = (await again()).notes;
  expect(more).toHaveLength(11);
  expect(more.at(-1)).toContain('13 more files');
});

test('A fuzzed journal causes requests for reserved customers only', async ({}, testInfo) => {
  test.slow();
  const hostile = fc.oneof(
    fc.constantFrom(
      '8',
      '7/../8',
      '07',
      '7?x',
      '7\n',
      '-7',
      '1e3',
      '',
      '__proto__',
      '9'.repeat(31),
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  /** Mostly what a run writes, so that some entries are well-formed. */
  const mostly = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 30, arbitrary }, hostile);
  const ids = mostly(fc.array(mostly(fc.constantFrom('7', '9', '101')), { maxLength: 4 }));
  // An object whose `toString` is no function is no name of a property.
  const name = mostly(fc.constantFrom('7', '9')).map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  const users = fc.array(fc.tuple(name, ids), { maxLength: 3 });
  const entry = fc.record(
    {
      process: mostly(fc.record({ pid: mostly(fc.nat()), since: fc.string() })),
      startedAt: mostly(fc.constant(ENTRY.startedAt)),
      baseUrl: mostly(fc.constant(ENTRY.baseUrl)),
      customers: ids,
      restoreUsers: mostly(users.map((each) => Object.fromEntries(each) as unknown)),
      reported: ids,
    },
    { requiredKeys: ['startedAt', 'baseUrl', 'customers', 'restoreUsers'] },
  );
  const content = fc.oneof(
    { weight: 8, arbitrary: entry.map((value) => JSON.stringify(value)) },
    fc.json(),
    fc.string(),
  );
  const directory = fc.array(content, { minLength: 50, maxLength: 50 });
  let restored = 0;
  await fc.assert(
    fc.asyncProperty(directory, async (contents) => {
      const files = contents.map(
        (text, index) => [`unrestored-${String(index)}.json`, text] as const,
      );
      const { sent, notes } = await recoverFrom(testInfo, files);
      expect(notes.length).toBeLessThan(100);
      expect(sent.length).toBeLessThanOrEqual(LENT.length);
      for (const [to, body] of sent) {
        expect(to).toMatch(/^\/customers\/[79]\/users$/);
        expect(body).toMatch(/^\{"user_ids":\[([1-9]\d{0,29}(,[1-9]\d{0,29})*)?\]\}$/);
        restored++;
      }
    }),
    { numRuns: 20 },
  );
  expect(restored).toBeGreaterThan(0);
});

test.describe('The process of a run', () => {
  test('is not a later process with its id', async () => {
    expect(isRunning(ownIdentity())).toBe(true);
    const child = spawn('sleep', ['60']);
    const identity = { ...ownIdentity(), pid: child.pid ?? 0 };
    // The start time of another process with the same id.
    expect(isRunning(identity)).toBe(false);
    child.kill();
    await once(child, 'exit');
    expect(isRunning(identity)).toBe(false);
  });

  test('with an id out of range is not running', () => {
    for (const pid of [2 ** 31 - 1, 2 ** 53]) {
      expect(isRunning({ pid, since: null })).toBe(false);
    }
  });
});
