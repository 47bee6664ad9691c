import { truncate } from '../http/exchange';
import type { Report } from './report';
import { RunMetadata, Shard } from './run-metadata';

/** Record of a shard for the merge, beside the evidence of its scenarios. Contains no secret. */
export interface ShardRecord extends Pick<Report, 'suite' | 'contract'> {
  shard: Shard;
  metadata: RunMetadata;
  /** Customers of all shards, in order. */
  allCustomers: string[];
}

export function describeShard({ current, total }: Shard): string {
  return `Shard ${String(current)}/${String(total)}`;
}

/** Returns the name of a shard's blob report in REPORT_DIR. */
export function blobReportFile({ current, total }: Shard): string {
  return `blob/${String(current)}-of-${String(total)}/report-${String(current)}.zip`;
}

const KEY = 'sync-users-conformance shard ';

/** Metadata of Playwright's configuration, which the blob report contains. */
type PlaywrightMetadata = Record<string, unknown>;

/** Stores the record in the blob report, under the key of the shard. */
export function storeShardRecord(playwright: PlaywrightMetadata, record: ShardRecord): void {
  playwright[KEY + String(record.shard.current)] = record;
}

/** Returns the records in a blob report, or in the merge of several, in the order of the shards. */
export function readShardRecords(playwright: PlaywrightMetadata): ShardRecord[] {
  return Object.entries(playwright)
    .flatMap(([key, record]) => (key.startsWith(KEY) ? [record as ShardRecord] : []))
    .sort((a, b) => a.shard.current - b.shard.current);
}

/** Properties that all shards of one run share, with their names in the plural. */
const SHARED: readonly (readonly [string, (record: ShardRecord) => string])[] = [
  ['versions of the suite', ({ suite }) => suite.version],
  ['contracts', ({ contract }) => contract.sha256],
  ['targets', ({ metadata: { target } }) => (target.embedded ? 'embedded' : target.baseUrl)],
  ['numbers of shards', ({ shard }) => String(shard.total)],
  ['SEED', ({ metadata }) => String(metadata.run.seed)],
  [
    'catalogues',
    ({ metadata: { run } }) => `${run.catalogue.edition}, SHA-256 ${run.catalogue.sha256}`,
  ],
  ['baselines', ({ metadata }) => metadata.run.baseline?.sha256 ?? 'none'],
  ['FAIL_ON', ({ metadata }) => metadata.run.failOn],
  ['REQUIRE_ALL', ({ metadata }) => String(metadata.run.requireAll)],
  ['CUSTOMER_IDS', ({ allCustomers }) => allCustomers.join(',')],
  ['USER_IDS', ({ metadata }) => metadata.target.users.join(',')],
  ['settings', ({ metadata: { given } }) => JSON.stringify({ ...given, customers: undefined })],
];

const MAX_SHOWN = 80;

/** Returns why shards do not belong to one run, a sentence for each reason. */
export function findInconsistencies(records: readonly ShardRecord[]): string[] {
  const [first] = records;
  if (!first) return [];
  const show = (value: string) => truncate(value, MAX_SHOWN, '');
  const differing = SHARED.flatMap(([properties, of]) => {
    const other = records.find((record) => of(record) !== of(first));
    return other
      ? [
          `The shards belong to different runs, as they have different ${properties}: ${describeShard(first.shard)} ${show(of(first))}, ${describeShard(other.shard)} ${show(of(other))}.`,
        ]
      : [];
  });
  const repeated = records.filter(
    ({ shard }, index) =>
      records.findIndex((other) => other.shard.current === shard.current) !== index,
  );
  return [
    ...differing,
    ...repeated.map(
      ({ shard, metadata }) =>
        `${describeShard(shard)} of ${metadata.target.baseUrl} was found twice; remove one of the reports.`,
    ),
  ];
}

/** Merges the metadata of the shards of a run. A missing shard makes the run incomplete. */
export function mergeMetadata(records: readonly [ShardRecord, ...ShardRecord[]]): RunMetadata {
  const [{ shard, metadata: first, allCustomers }] = records;
  const all = records.map(({ metadata }) => metadata);
  const missing = Array.from({ length: shard.total }, (_item, index) => index + 1).filter(
    (current) => records.every((record) => record.shard.current !== current),
  );
  const begins = all.map(({ startedAt }) => Date.parse(startedAt));
  const startedAt = Math.min(...begins);
  const ends = all.map(({ durationMs }, index) => (begins[index] ?? startedAt) + durationMs);
  const customerUsers = all.flatMap((metadata) => metadata.customerUsers ?? []);
  const unrestored = all.flatMap((metadata) => metadata.unrestored ?? []);
  return {
    ...(customerUsers.length > 0 && { customerUsers }),
    ...(unrestored.length > 0 && { unrestored }),
    target: { ...first.target, customers: allCustomers },
    // A shard with two customers suffices for the requirements that need two.
    given: {
      ...first.given,
      customers: Math.max(...all.map(({ given }) => given.customers)),
    },
    run: first.run,
    setup: all.flatMap(({ setup }) => setup),
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.max(...ends) - startedAt,
    incomplete: [
      ...missing.map(
        (current) =>
          `${describeShard({ ...shard, current })} never reported: this report lacks its scenarios.`,
      ),
      ...records.flatMap((record) =>
        record.metadata.incomplete.map((reason) => `${describeShard(record.shard)}: ${reason}`),
      ),
    ],
    notes: all.flatMap(({ notes }) => notes),
  };
}
