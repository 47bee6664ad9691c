import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, systemErrorCode } from '../config/files';
import { readReport } from '../report/read';
import type { Report } from '../report/report';
import { describeShard, readShardRecords, type ShardRecord } from '../report/shards';
import { UsageError } from './errors';

/** One target of a merge: a report of all scenarios, or the blob reports of shards. */
export interface DiscoveredTarget {
  target: Report['target'];
  whole: { file: string; report: Report }[];
  shards: { file: string; record: ShardRecord }[];
}

/** What tells targets apart. The port of an embedded server is another in every run. */
export const targetKey = ({ baseUrl, embedded }: Pick<Report['target'], 'baseUrl' | 'embedded'>) =>
  embedded ? 'the embedded reference server' : baseUrl;

/** Returns the files below a folder, without those below another one. */
function reportFiles(folder: string, excluded: string): string[] {
  try {
    return filesBelow(folder)
      .filter((file) => !isWithin(path.resolve(file), excluded))
      .sort();
  } catch (error) {
    throw new UsageError(
      `${folder} cannot be read (${systemErrorCode(error)}); name the folder of the reports.`,
    );
  }
}

const isWithin = (file: string, folder: string) =>
  file === folder || file.startsWith(folder + path.sep);

const CONFIGURED = '{"method":"onConfigure"';

/** What a shard left in its blob report; undefined for a blob report of something else. */
function recordOf(file: string): ShardRecord | undefined {
  try {
    const entries = unzipSync(readFileSync(file), {
      filter: ({ name }) => name === 'report.jsonl',
    });
    const lines = Buffer.from(entries['report.jsonl'] ?? [])
      .toString('utf8')
      .split('\n');
    const line = lines.find((each) => each.startsWith(CONFIGURED));
    if (line === undefined) return undefined;
    const { params } = JSON.parse(line) as {
      params: { config: { metadata: Record<string, unknown> } };
    };
    return readShardRecords(params.config.metadata)[0];
  } catch (error) {
    throw new UsageError(
      `${file} is no blob report that can be read (${(error as Error).message}).`,
    );
  }
}

/**
 * Finds what runs left below some folders, by target.
 *
 * @param but a folder that is not looked into: where the merge goes
 * @throws UsageError where there is nothing, or something that cannot be used
 */
export function discoverReports(folders: readonly string[], but: string): DiscoveredTarget[] {
  const targets = new Map<string, DiscoveredTarget>();
  const of = (target: Report['target']) => {
    const found = targets.get(targetKey(target)) ?? { target, whole: [], shards: [] };
    targets.set(targetKey(target), found);
    return found;
  };
  const parts: { file: string; report: Report }[] = [];
  for (const file of folders.flatMap((folder) => reportFiles(folder, but))) {
    if (path.basename(file) === 'conformance.json') {
      const report = readReport(file);
      if (report.shard) parts.push({ file, report });
      else of(report.target).whole.push({ file, report });
    } else if (file.endsWith('.zip')) {
      const record = recordOf(file);
      if (record) of(record.metadata.target).shards.push({ file, record });
    }
  }
  const bereft = parts.flatMap(({ file, report: { shard, target } }) => {
    const shards = targets.get(targetKey(target))?.shards ?? [];
    return shard && shards.every(({ record }) => record.shard.current !== shard.current)
      ? [
          `${file} is the report of ${describeShard(shard).toLowerCase()}, and its blob report is not there: keep all of a shard's REPORT_DIR.`,
        ]
      : [];
  });
  if (bereft.length > 0) throw new UsageError(bereft.join('\n'));
  return [...targets.values()];
}
