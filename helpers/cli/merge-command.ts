import path from 'node:path';
import { fleetOf, type Fleet, type Reported } from '../report/fleet';
import { renderFleet } from '../report/html/fleet';
import { writeOwnFiles } from '../report/owned-files';
import { renderVerdict } from '../report/render/console';
import { escapeControls } from '../report/render/escape';
import { renderFleetJunit } from '../report/render/junit';
import { appendSummary, renderFleetSummary, renderSummary } from '../report/render/summary';
import { exitCode } from '../report/verdicts';
import { discoverReports, targetKey, type DiscoveredTarget } from './discover';
import { UsageError } from './errors';
import { checkOneRun, mergeOne } from './merge';
import type { Outcome } from './report-commands';
import { readTargets, type Targets } from './targets';

/** Target of a merge, with its reports if there are any. */
interface ExpectedTarget {
  name: string;
  baseUrl: string;
  found: DiscoveredTarget | undefined;
}

/** Returns a unique directory name for a target without a name. */
function toFolder(baseUrl: string, taken: ReadonlySet<string>): string {
  const plain = baseUrl
    .replace(/^https?:\/\//, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 80);
  let folder = plain;
  for (let number = 2; taken.has(folder); number++) folder = `${plain}-${String(number)}`;
  return folder;
}

/**
 * Returns the targets of the list or, without one, those that were found.
 *
 * @throws UsageError if a report belongs to no target of the list
 */
function expectedTargets(
  found: readonly DiscoveredTarget[],
  targets: Targets | undefined,
): ExpectedTarget[] {
  const keyed = found.map((each) => ({ key: targetKey(each.target), each }));
  if (!targets) {
    return keyed.map(({ key, each }) => {
      return { name: key, baseUrl: each.target.baseUrl, found: each };
    });
  }
  const { file, targets: listed } = targets;
  const unlisted = keyed.filter(({ key }) => listed.every(({ baseUrl }) => baseUrl !== key));
  if (unlisted.length > 0) {
    const problems = unlisted.map(
      ({ key }) => `There is a report of ${key}, which is none of ${file}.`,
    );
    throw new UsageError(problems.join('\n'));
  }
  return listed.map(({ name, baseUrl }) => {
    return { name, baseUrl, found: keyed.find(({ key }) => key === baseUrl)?.each };
  });
}

/** Rejects shards of several targets, as missing shards cannot be found without a list. */
function checkShards(found: readonly DiscoveredTarget[]): void {
  const sharded = found.filter(({ shards }) => shards.length > 0);
  if (found.length > 1 && sharded.length > 0) {
    throw new UsageError(
      `There are shards of different targets, ${sharded.map(({ target }) => targetKey(target)).join(' and ')}, or shards beside reports of others: list the targets in a file and name it with --targets.`,
    );
  }
}

/** Writes the files of the fleet as a whole. */
function writeFleet(fleet: Fleet, reported: readonly Reported[], out: string): void {
  writeOwnFiles(out, [
    { name: 'fleet.json', content: `${JSON.stringify(fleet, null, 2)}\n` },
    { name: 'index.html', content: renderFleet(fleet) },
    { name: 'junit.xml', content: renderFleetJunit(reported) },
    { name: 'summary.md', content: renderFleetSummary(fleet) },
  ]);
}

function fleetLines({ targets, verdict }: Fleet, out: string): string[] {
  return [
    ...targets.map(
      ({ name, verdict: own, notes: [note] }) =>
        `${own.padEnd(24)}${escapeControls(name)}${note === undefined ? '' : `  ${escapeControls(note)}`}`,
    ),
    `${verdict}: ${String(targets.length)} target(s)`,
    `report: ${path.join(out, 'index.html')}`,
  ];
}

/**
 * Merges the shards of a target into a report, or the reports of several targets into a page.
 *
 * @param out directory to write to, outside of the directories that are read
 * @throws UsageError or ReportError if the reports cannot be merged
 */
export async function merge(
  folders: readonly string[],
  { targets: file, out }: { targets?: string; out: string },
): Promise<Outcome> {
  const destination = path.resolve(out);
  const within = folders.find((folder) =>
    `${path.resolve(folder)}${path.sep}`.startsWith(`${destination}${path.sep}`),
  );
  if (within !== undefined) {
    throw new UsageError(
      `${within} contains the reports to read, so ${out} cannot be the output: name another directory with --out.`,
    );
  }
  const targets = file === undefined ? undefined : readTargets(file);
  const found = discoverReports(folders, destination);
  if (found.length === 0 && !targets) {
    throw new UsageError(
      `There is no report in ${folders.join(', ')}: neither a conformance.json, nor the blob report of a shard.`,
    );
  }
  for (const each of found) checkOneRun(each);
  if (!targets) checkShards(found);
  const all = expectedTargets(found, targets);
  const [only] = found;
  if (!targets && only && all.length === 1) return mergeTarget(only, out);

  const reported: Reported[] = [];
  const taken = new Set<string>();
  for (const { name, baseUrl, found: one } of all) {
    const folder = targets ? name : toFolder(baseUrl, taken);
    taken.add(folder);
    const report = one && (await mergeOne(one, path.join(out, folder), 'ignore'));
    reported.push({ name, baseUrl, folder, ...(report && { report }) });
  }
  const fleet = fleetOf(reported);
  writeFleet(fleet, reported, out);
  const lines = [
    ...fleetLines(fleet, out),
    ...summarize((most) => renderFleetSummary(fleet, most)),
  ];
  return { text: lines.join('\n'), exitCode: fleet.exitCode };
}

/** Appends to the summary of the job. Returns a line about a failure, if there is one. */
function summarize(render: (maxBytes: number) => string): string[] {
  const problem = appendSummary(render, process.env['GITHUB_STEP_SUMMARY']);
  return problem === undefined ? [] : [escapeControls(problem)];
}

/** Merges the only target, whose report is the output. */
async function mergeTarget(found: DiscoveredTarget, out: string): Promise<Outcome> {
  const report = await mergeOne(found, out, 'inherit');
  const lines = () => [
    renderVerdict(report),
    `report: ${path.join(out, 'index.html')}`,
    ...summarize((most) => renderSummary(report, most)),
  ];
  // The reporter that merges shards has printed the verdict and written the summary.
  const text = found.shards.length > 0 ? '' : lines().join('\n');
  return { text, exitCode: exitCode(report) };
}
