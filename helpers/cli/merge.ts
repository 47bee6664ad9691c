import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readReport } from '../report/read';
import { writeOutputs } from '../report/render/outputs';
import type { Report } from '../report/report';
import { describeShard, findInconsistencies } from '../report/shards';
import type { DiscoveredTarget } from './discover';
import { UsageError } from './errors';
import { configFile } from './playwright';

/** Where a merge of one target says what it has to: nowhere, where there are more of them. */
export type Stdio = 'inherit' | 'ignore';

/** @throws UsageError where what was found of a target is not of one run */
export function checkOneRun({ target, whole, shards }: DiscoveredTarget): void {
  const problems = findInconsistencies(shards.map(({ record }) => record));
  const [first, second] = whole;
  const [shard] = shards;
  if (first && second) {
    problems.push(
      `${target.baseUrl} has two reports, ${first.file} and ${second.file}: leave the one that counts.`,
    );
  }
  if (first && shard) {
    problems.push(
      `${target.baseUrl} has a report of all scenarios, ${first.file}, and one of a shard, ${shard.file}: leave those that count.`,
    );
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
}

/** Makes all files of the report of one target, in a folder of its own. */
export async function mergeOne(
  { whole: [whole], shards }: DiscoveredTarget,
  directory: string,
  voice: Stdio,
): Promise<Report> {
  if (whole) {
    await writeOutputs(whole.report, directory);
    return whole.report;
  }
  // Playwright unpacks them where they are.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sync-users-merge-'));
  try {
    for (const { file, record } of shards) {
      copyFileSync(
        file,
        path.join(folder, `${describeShard(record.shard).replace(/\W/g, '-')}.zip`),
      );
    }
    await mergeBlobs(folder, directory, voice);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const file = path.join(directory, 'conformance.json');
  if (!existsSync(file))
    throw new UsageError(`Playwright made no report of the shards in ${file}.`);
  return readReport(file);
}

/** Playwright's own `merge-reports`, with the reporter of a run. */
async function mergeBlobs(folder: string, directory: string, voice: Stdio): Promise<void> {
  rmSync(path.join(directory, 'conformance.json'), { force: true });
  const cli = require.resolve('@playwright/test/cli');
  const child = spawn(process.execPath, [cli, 'merge-reports', '-c', configFile(), folder], {
    stdio: ['ignore', voice, 'inherit'],
    env: {
      ...process.env,
      REPORT_DIR: path.resolve(directory),
      ...(voice === 'ignore' && { GITHUB_STEP_SUMMARY: '' }),
    },
  });
  await once(child, 'close');
}
