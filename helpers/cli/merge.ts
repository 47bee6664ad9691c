import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readReport } from '../report/read';
import { deleteOwnFiles, refuseForeignFiles } from '../report/owned-files';
import { OUTPUT_FILES } from '../report/render/output-files';
import { writeOutputs } from '../report/render/outputs';
import type { Report } from '../report/report';
import { describeShard, findInconsistencies } from '../report/shards';
import type { DiscoveredTarget } from './discover';
import { UsageError } from './errors';
import { copyHar } from './copy-har';
import { configFile } from './playwright';

/** Output of the merge of one target: none if there are several. */
type Stdio = 'inherit' | 'ignore';

/** @throws UsageError if the reports of a target are not from one run */
export function checkOneRun({ target, whole, shards }: DiscoveredTarget): void {
  const problems = findInconsistencies(shards.map(({ record }) => record));
  const [first, second] = whole;
  const [shard] = shards;
  if (first && second) {
    problems.push(
      `${target.baseUrl} has two reports, ${first.file} and ${second.file}: remove one of them.`,
    );
  }
  if (first && shard) {
    problems.push(
      `${target.baseUrl} has a report of all scenarios, ${first.file}, and one of a shard, ${shard.file}: remove one of them.`,
    );
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
}

/** Writes all files of the report of one target into its directory. */
export async function mergeOne(
  { whole: [whole], shards }: DiscoveredTarget,
  directory: string,
  stdio: Stdio,
): Promise<Report> {
  if (whole) {
    writeOutputs(whole.report, directory, { har: copyHar(whole.file, directory) });
    return whole.report;
  }
  // Playwright unpacks blob reports next to them.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sync-users-merge-'));
  try {
    for (const { file, record } of shards) {
      const name = describeShard(record.shard).replace(/\W/g, '-');
      copyFileSync(file, path.join(folder, `${name}.zip`));
    }
    await mergeBlobs(folder, directory, stdio);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const file = path.join(directory, 'conformance.json');
  if (!existsSync(file))
    throw new UsageError(`Playwright did not write ${file} from the shards; see its output.`);
  return readReport(file);
}

/** Runs `merge-reports` of Playwright with the reporter of a run. */
async function mergeBlobs(folder: string, directory: string, stdio: Stdio): Promise<void> {
  refuseForeignFiles(directory, OUTPUT_FILES);
  deleteOwnFiles(directory, /^conformance\.json$/);
  const cli = require.resolve('@playwright/test/cli');
  const child = spawn(process.execPath, [cli, 'merge-reports', '-c', configFile(), folder], {
    stdio: ['ignore', stdio, 'inherit'],
    env: {
      ...process.env,
      REPORT_DIR: path.resolve(directory),
      ...(stdio === 'ignore' && { GITHUB_STEP_SUMMARY: '' }),
    },
  });
  await once(child, 'close');
}
