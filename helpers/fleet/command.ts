import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from '../cli/reports';
import { UsageError } from '../cli/usage';
import { renderVerdict } from '../report/console';
import { renderFleet } from '../report/html/fleet';
import { renderFleetJunit } from '../report/junit';
import { exitCode } from '../report/verdicts';
import { appendSummary } from '../report/step-summary';
import { renderFleetSummary, renderSummary } from '../report/summary';
import { visible } from '../report/visible';
import { fleetOf, type Fleet, type Reported } from './fleet';
import { find, keyOf, type Found } from './found';
import { checkOneRun, mergeOne } from './merge';
import { readTargets, type Targets } from './targets';

/** A target that is to be in the merge, and what was found of it. */
interface Expected {
  name: string;
  baseUrl: string;
  found: Found | undefined;
}

/** A name for a folder, of a target that has none of its own. */
function folderOf(baseUrl: string, taken: ReadonlySet<string>): string {
  const plain = baseUrl
    .replace(/^https?:\/\//, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 80);
  let folder = plain;
  for (let number = 2; taken.has(folder); number++) folder = `${plain}-${String(number)}`;
  return folder;
}

/** @throws UsageError where something was found that is in no list */
function expected(found: readonly Found[], targets: Targets | undefined): Expected[] {
  if (!targets) {
    return found.map((each) => {
      const name = keyOf(each.target);
      return { name, baseUrl: each.target.baseUrl, found: each };
    });
  }
  const { file, targets: listed } = targets;
  const strange = found.filter(({ target }) =>
    listed.every(({ baseUrl }) => baseUrl !== keyOf(target)),
  );
  if (strange.length > 0) {
    throw new UsageError(
      strange
        .map(({ target }) => `There is a report of ${keyOf(target)}, which is none of ${file}.`)
        .join('\n'),
    );
  }
  return listed.map(({ name, baseUrl }) => ({
    name,
    baseUrl,
    found: found.find(({ target }) => keyOf(target) === baseUrl),
  }));
}

/** Without a list, nobody can tell a target whose shards are missing from one that has none. */
function checkShards(found: readonly Found[]): void {
  const sharded = found.filter(({ shards }) => shards.length > 0);
  if (found.length > 1 && sharded.length > 0) {
    throw new UsageError(
      `There are shards of different targets, ${sharded.map(({ target }) => keyOf(target)).join(' and ')}, or shards beside reports of others: say with --targets which targets there are.`,
    );
  }
}

/** Writes what belongs to the fleet as a whole. */
function writeFleet(fleet: Fleet, reported: readonly Reported[], out: string): void {
  mkdirSync(out, { recursive: true });
  for (const [file, text] of [
    ['fleet.json', `${JSON.stringify(fleet, null, 2)}\n`],
    ['index.html', renderFleet(fleet)],
    ['junit.xml', renderFleetJunit(reported)],
    ['summary.md', renderFleetSummary(fleet)],
  ] as const) {
    writeFileSync(path.join(out, file), text);
  }
}

function fleetLines({ targets, verdict }: Fleet, out: string): string[] {
  return [
    ...targets.map(
      ({ name, verdict: own, notes: [note] }) =>
        `${own.padEnd(24)}${visible(name)}${note === undefined ? '' : `  ${visible(note)}`}`,
    ),
    `${verdict}: ${String(targets.length)} target(s)`,
    `report: ${path.join(out, 'index.html')}`,
  ];
}

/**
 * Makes one report of the shards of a target, or one page of several targets, each with its report.
 *
 * @param out where to; not among what is read
 * @throws UsageError, or ReportError, where what is there cannot be merged
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
      `${within} is read, and what is merged would be written to ${out}: name another place with --out.`,
    );
  }
  const targets = file === undefined ? undefined : readTargets(file);
  const found = find(folders, destination);
  if (found.length === 0 && !targets) {
    throw new UsageError(
      `There is no report in ${folders.join(', ')}: neither a conformance.json, nor the blob report of a shard.`,
    );
  }
  for (const each of found) checkOneRun(each);
  if (!targets) checkShards(found);
  const all = expected(found, targets);
  const [only] = found;
  if (!targets && only && all.length === 1) return mergeTarget(only, out);

  const reported: Reported[] = [];
  const taken = new Set<string>();
  for (const { name, baseUrl, found: one } of all) {
    const folder = targets ? name : folderOf(baseUrl, taken);
    taken.add(folder);
    const report = one && (await mergeOne(one, path.join(out, folder), 'ignore'));
    reported.push({ name, baseUrl, folder, ...(report && { report }) });
  }
  const fleet = fleetOf(reported);
  writeFleet(fleet, reported, out);
  const unsaid = appendSummary(
    (most) => renderFleetSummary(fleet, most),
    process.env['GITHUB_STEP_SUMMARY'],
  );
  return {
    text: [...fleetLines(fleet, out), ...(unsaid === undefined ? [] : [visible(unsaid)])].join(
      '\n',
    ),
    exitCode: fleet.exitCode,
  };
}

/** One target, and no list: its report is all there is. */
async function mergeTarget(found: Found, out: string): Promise<Outcome> {
  const report = await mergeOne(found, out, 'inherit');
  // The reporter of the shards has said it all.
  const said = found.shards.length > 0;
  const unsaid = said
    ? undefined
    : appendSummary((most) => renderSummary(report, most), process.env['GITHUB_STEP_SUMMARY']);
  const lines = said ? [] : [renderVerdict(report), `report: ${path.join(out, 'index.html')}`];
  return {
    text: [...lines, ...(unsaid === undefined ? [] : [visible(unsaid)])].join('\n'),
    exitCode: exitCode(report),
  };
}
