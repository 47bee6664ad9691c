import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, systemErrorCode } from '../config/files';
import { readReport } from '../report/read';
import type { Report } from '../report/report';
import { describeShard, readShardRecords, type ShardRecord } from '../report/shards';
import { UsageError } from './errors';

/** Target of a merge: reports of all scenarios, or blob reports of shards. */
export interface DiscoveredTarget {
  target: Report['target'];
  whole: { file: string; report: Report }[];
  shards: { file: string; record: ShardRecord }[];
}

/** Returns the key of a target. The port of an embedded server differs in every run. */
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
      `${folder} cannot be read (${systemErrorCode(error)}); name the directory of the reports.`,
    );
  }
}

const isWithin = (file: string, folder: string) =>
  file === folder || file.startsWith(folder + path.sep);

interface ConfigureEvent {
  params: { config: { metadata: Record<string, unknown> } };
}

const CONFIGURED = '{"method":"onConfigure"';

/** Returns the record of a shard from its blob report, or undefined for any other blob report. */
function readShardRecord(file: string): ShardRecord | undefined {
  try {
    const filter = ({ name }: { name: string }) => name === 'report.jsonl';
    const { 'report.jsonl': events = [] } = unzipSync(readFileSync(file), { filter });
    const lines = Buffer.from(events).toString('utf8').split('\n');
    const line = lines.find((each) => each.startsWith(CONFIGURED));
    if (line === undefined) return undefined;
    const { params } = JSON.parse(line) as ConfigureEvent;
    return readShardRecords(params.config.metadata)[0];
  } catch (error) {
    throw new UsageError(`${file} is not a readable blob report (${(error as Error).message}).`);
  }
}

/**
 * Returns the reports below directories, by target.
 *
 * @param excluded directory to leave out: the output of the merge
 * @throws UsageError if a directory or a report cannot be read, or a shard has no blob report
 */
export function discoverReports(folders: readonly string[], excluded: string): DiscoveredTarget[] {
  const targets = new Map<string, DiscoveredTarget>();
  const entryFor = (target: Report['target']) => {
    const found = targets.get(targetKey(target)) ?? { target, whole: [], shards: [] };
    targets.set(targetKey(target), found);
    return found;
  };
  const parts: { file: string; report: Report }[] = [];
  for (const file of folders.flatMap((folder) => reportFiles(folder, excluded))) {
    if (path.basename(file) === 'conformance.json') {
      const report = readReport(file);
      if (report.shard) parts.push({ file, report });
      else entryFor(report.target).whole.push({ file, report });
    } else if (file.endsWith('.zip')) {
      const record = readShardRecord(file);
      if (record) entryFor(record.metadata.target).shards.push({ file, record });
    }
  }
  const incomplete = parts.flatMap(({ file, report: { shard, target } }) => {
    const shards = targets.get(targetKey(target))?.shards ?? [];
    return shard && shards.every(({ record }) => record.shard.current !== shard.current)
      ? [
          `${file} is the report of ${describeShard(shard).toLowerCase()}; its blob report is missing: keep the whole REPORT_DIR of a shard.`,
        ]
      : [];
  });
  if (incomplete.length > 0) throw new UsageError(incomplete.join('\n'));
  return [...targets.values()];
}
