import path from 'node:path';
import type { Report } from './report';
import { RunMetadata, Shard } from './run-metadata';

/** What a shard tells the merge, beside what its scenarios attached. Nothing in it is secret. */
export interface ShardRecord extends Pick<Report, 'suite' | 'contract'> {
  shard: Shard;
  facts: RunMetadata;
  /** The customers of all shards, in their order. */
  lent: string[];
}

export function describeShard({ current, total }: Shard): string {
  return `Shard ${String(current)}/${String(total)}`;
}

/** Where a shard's blob report is: Playwright empties the folder, so that each has its own. */
export function blobReportPath(reportDir: string, { current, total }: Shard): string {
  return path.resolve(reportDir, 'blob', `${String(current)}-of-${String(total)}`);
}

const KEY = 'sync-users-conformance shard ';

/** The metadata of Playwright's configuration: written to the blob report when the run has ended. */
type Metadata = Record<string, unknown>;

/** Puts the record where the blob report takes it along; each shard has a key of its own. */
export function storeShardRecord(metadata: Metadata, record: ShardRecord): void {
  metadata[KEY + String(record.shard.current)] = record;
}

/** The records that a blob report, or the merge of several, has with it; by shard. */
export function readShardRecords(metadata: Metadata): ShardRecord[] {
  return Object.entries(metadata)
    .flatMap(([key, record]) => (key.startsWith(KEY) ? [record as ShardRecord] : []))
    .sort((a, b) => a.shard.current - b.shard.current);
}

/** What all shards of one run have in common, in words. */
const ALIKE: readonly (readonly [string, (record: ShardRecord) => string])[] = [
  ['versions of the suite', ({ suite }) => suite.version],
  ['contracts', ({ contract }) => contract.sha256],
  ['targets', ({ facts: { target } }) => (target.embedded ? 'embedded' : target.baseUrl)],
  ['numbers of shards', ({ shard }) => String(shard.total)],
  ['SEED', ({ facts }) => String(facts.run.seed)],
  [
    'catalogues',
    ({ facts: { run } }) => `${run.catalogue.edition}, SHA-256 ${run.catalogue.sha256}`,
  ],
  ['baselines', ({ facts }) => facts.run.baseline?.sha256 ?? 'none'],
  ['FAIL_ON', ({ facts }) => facts.run.failOn],
  ['CUSTOMER_IDS', ({ lent }) => lent.join(',')],
  ['USER_IDS', ({ facts }) => facts.target.users.join(',')],
  ['settings', ({ facts: { given } }) => JSON.stringify({ ...given, customers: undefined })],
];

const MAX_SHOWN = 80;

/** Why shards are no parts of one run, a sentence each. */
export function findInconsistencies(records: readonly ShardRecord[]): string[] {
  const [first] = records;
  if (!first) return [];
  const shown = (value: string) =>
    value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;
  const differing = ALIKE.flatMap(([what, of]) => {
    const other = records.find((record) => of(record) !== of(first));
    return other
      ? [
          `The shards are not of one run, as they have different ${what}: ${describeShard(first.shard)} ${shown(of(first))}, ${describeShard(other.shard)} ${shown(of(other))}.`,
        ]
      : [];
  });
  const twice = records.filter(
    ({ shard }, index) =>
      records.findIndex((other) => other.shard.current === shard.current) !== index,
  );
  return [
    ...differing,
    ...twice.map(
      ({ shard, facts }) =>
        `${describeShard(shard)} of ${facts.target.baseUrl} is there twice: leave the one that counts.`,
    ),
  ];
}

/**
 * What a report says of the run that some shards are the parts of. A shard that is not there makes
 * the run one that did not come to its end.
 */
export function mergeMetadata(records: readonly [ShardRecord, ...ShardRecord[]]): RunMetadata {
  const [{ shard, facts: first, lent }] = records;
  const all = records.map(({ facts }) => facts);
  const missing = Array.from({ length: shard.total }, (_item, index) => index + 1).filter(
    (current) => records.every((record) => record.shard.current !== current),
  );
  const begins = all.map(({ startedAt }) => Date.parse(startedAt));
  const startedAt = Math.min(...begins);
  const ends = all.map(({ durationMs }, index) => (begins[index] ?? startedAt) + durationMs);
  return {
    target: { ...first.target, customers: lent },
    // Enough for what needs two, if one of them had enough.
    given: {
      ...first.given,
      customers: Math.max(...all.map(({ given }) => given.customers)),
    },
    run: first.run,
    otherRequests: all.reduce((sum, { otherRequests }) => sum + otherRequests, 0),
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.max(...ends) - startedAt,
    incomplete: [
      ...missing.map(
        (current) =>
          `${describeShard({ ...shard, current })} never reported: what it was to test is not in this report.`,
      ),
      ...records.flatMap((record) =>
        record.facts.incomplete.map((why) => `${describeShard(record.shard)}: ${why}`),
      ),
    ],
    notes: all.flatMap(({ notes }) => notes),
  };
}
