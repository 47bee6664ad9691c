import { expect, test, type TestInfo } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { merge } from '../../../helpers/cli/merge-command';
import { readConfig } from '../../../helpers/config/config';
import { provenance, Shard, toRunContext } from '../../../helpers/report/run-metadata';
import {
  findInconsistencies,
  mergeMetadata,
  storeShardRecord,
  type ShardRecord,
} from '../../../helpers/report/shards';
import { sampleReport } from '../support/sample-report';

/** Returns the record that a shard leaves for the merge. */
function record(shard: Shard, given: Record<string, string> = {}): ShardRecord {
  const { target, run } = readConfig({
    BASE_URL: 'https://one.example.com/v1',
    API_TOKEN: 'a-token-that-is-secret',
    CUSTOMER_IDS: '7,9,12',
    USER_IDS: '101-104',
    RESTORE_USER_IDS: 'none',
    SEED: '1',
    ...given,
  });
  if (!target) throw new Error('no target');
  const metadata = {
    ...toRunContext({ ...target, customers: target.customers.slice(shard.current) }, false, run),
    shard,
    setup: [],
    startedAt: `2027-01-01T00:00:0${String(shard.current)}.000Z`,
    durationMs: 1000,
    incomplete: [],
    notes: [`note ${String(shard.current)}`],
  };
  return { ...provenance(), shard, metadata, allCustomers: target.customers };
}

const one = { current: 1, total: 3 };
const two = { current: 2, total: 3 };

/** Writes the blob reports of shards in Playwright's layout; returns their folder. */
function blobs(testInfo: TestInfo, ...records: ShardRecord[]): string {
  for (const [index, each] of records.entries()) {
    const metadata = {};
    storeShardRecord(metadata, each);
    const event = { method: 'onConfigure', params: { config: { metadata } } };
    write(
      testInfo,
      `${String(index)}/blob/report.zip`,
      zipSync({ 'report.jsonl': strToU8(`${JSON.stringify(event)}\n`) }),
    );
  }
  return testInfo.outputPath('in');
}

function write(testInfo: TestInfo, name: string, content: string | Uint8Array): void {
  const file = testInfo.outputPath('in', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

test('The record of a shard contains no secret', () => {
  expect(JSON.stringify(record(one))).not.toContain('a-token');
});

test('Metadata of shards is summed and names the shard that never reported', () => {
  expect(findInconsistencies([record(one), record(two)])).toEqual([]);
  expect(mergeMetadata([record(one), record(two)])).toMatchObject({
    target: { baseUrl: 'https://one.example.com/v1', customers: ['7', '9', '12'] },
    given: { customers: 2 },
    setup: [],
    startedAt: '2027-01-01T00:00:01.000Z',
    durationMs: 2000,
    incomplete: ['Shard 3/3 never reported: this report lacks its scenarios.'],
    notes: ['note 1', 'note 2'],
  });
});

test.describe('Shards are refused as parts of one run', () => {
  const other = (more: Partial<ShardRecord>) => ({ ...record(two), ...more });
  for (const [what, second, sentence] of [
    ['of other seeds', record(two, { SEED: '2' }), /different SEED: Shard 1\/3 1, Shard 2\/3 2\./],
    ['of other numbers', record({ current: 2, total: 4 }), /different numbers of shards/],
    ['of other customers', record(two, { CUSTOMER_IDS: '7,9' }), /different CUSTOMER_IDS/],
    ['of other users', record(two, { USER_IDS: '101-105' }), /different USER_IDS/],
    ['of other settings', record(two, { READ_BACK_PATH: '/{id}' }), /different settings/],
    ['of another FAIL_ON', record(two, { FAIL_ON: 'should' }), /different FAIL_ON/],
    [
      'of other versions of the suite',
      other({ suite: { name: 'sync-users-conformance', version: '9.9.9' } }),
      /different versions of the suite: .* 9\.9\.9/,
    ],
    [
      'of other contracts',
      other({ contract: { title: '', version: '', sha256: 'f'.repeat(64) } }),
      /different contracts/,
    ],
    ['that are the same one', record(one), /Shard 1\/3 of https:\/\/one.* was found twice/],
  ] as const) {
    test(what, async ({}, testInfo) => {
      const folder = blobs(testInfo, record(one), second);
      const merging = merge([folder], { out: testInfo.outputPath('out') });
      await expect(merging).rejects.toThrow(sentence);
    });
  }

  test('of other catalogues', () => {
    const second = record(two);
    second.metadata.run = {
      ...second.metadata.run,
      catalogue: { edition: '0.9', sha256: 'f', requirements: [] },
    };
    expect(findInconsistencies([record(one), second]).join()).toMatch(
      /different catalogues: .* 0\.9/,
    );
  });
});

test.describe('A merge is refused', () => {
  const part = JSON.stringify(sampleReport({ shard: { ...one, complete: true } }));
  const whole = JSON.stringify(sampleReport());
  for (const [what, files, sentence] of [
    ['without a report', {}, /There is no report in/],
    [
      'of a shard without its blob report',
      { 'a/conformance.json': part },
      /a\/conformance\.json is the report of shard 1\/3; its blob report is missing/,
    ],
    [
      'of two reports of one target',
      { 'a/conformance.json': whole, 'b/conformance.json': whole },
      /has two reports, .*a\/conformance\.json and .*b\/conformance\.json/,
    ],
    [
      'of a file that is no archive',
      { 'blob/report.zip': 'no archive' },
      /report\.zip is not a readable blob report/,
    ],
  ] satisfies [string, Record<string, string>, RegExp][]) {
    test(what, async ({}, testInfo) => {
      mkdirSync(testInfo.outputPath('in'), { recursive: true });
      for (const [name, content] of Object.entries(files)) write(testInfo, name, content);
      const merging = merge([testInfo.outputPath('in')], { out: testInfo.outputPath('out') });
      await expect(merging).rejects.toThrow(sentence);
    });
  }

  test('of shards of different targets', async ({}, testInfo) => {
    const other = record(two, { BASE_URL: 'https://two.example.com/v1' });
    const folder = blobs(testInfo, record(one), other);
    await expect(merge([folder], { out: testInfo.outputPath('out') })).rejects.toThrow(
      /shards of different targets, https:\/\/one\.example\.com\/v1 and https:\/\/two/,
    );
  });

  test('into what it reads', async ({}, testInfo) => {
    const folder = blobs(testInfo, record(one));
    await expect(merge([folder], { out: folder })).rejects.toThrow(
      /name another directory with --out/,
    );
  });

  test('of a target that is in no list', async ({}, testInfo) => {
    const targets = testInfo.outputPath('targets.yaml');
    writeFileSync(
      targets,
      'targets: [{name: two, baseUrl: https://two.example.com, token: T, customers: 7, users: 1-4, restoreUsers: none}]',
    );
    const merging = merge([blobs(testInfo, record(one))], {
      targets,
      out: testInfo.outputPath('out'),
    });
    await expect(merging).rejects.toThrow(
      /report of https:\/\/one\.example\.com\/v1, which is none/,
    );
  });
});
