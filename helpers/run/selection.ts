import type { FullConfig, Suite, TestCase } from '@playwright/test/reporter';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { escapeControls } from '../report/render/escape';
import type { RequirementResult } from '../report/report';
import { declaredScenarios } from '../scenario/tags';
import { runState } from './state';

/** Options of Playwright that select scenarios, with their short forms. */
const SELECTING =
  /^(?:(-g|--grep)|(-gv|--grep-invert)|(--last-failed|--only-changed|--test-list(?:-invert)?))(?:=|$)/;

const TEST_FILE = /\.spec\.[jt]s(:\d+){0,2}$/;

/** Returns the options and the test files of a command line that select scenarios. */
export function selectors(argv: readonly string[]): string {
  const named = argv.slice(2).flatMap((argument) => {
    const [match, grep, invert, other] = SELECTING.exec(argument) ?? [];
    if (match !== undefined) return [other ?? (grep ? '--grep' : invert ? '--grep-invert' : match)];
    return TEST_FILE.test(argument) ? [argument] : [];
  });
  return [...new Set(named)].join(' and ') || 'the command line';
}

/** A part of the scenarios: how many there are, and what selected them. */
interface Selection {
  selected: number;
  /** Undefined if Playwright loaded a part of the files only. */
  total: number | undefined;
  by: string;
  /** Requirements all of whose scenarios are selected. */
  ids: ReadonlySet<string>;
}

/** Returns the files of scenarios that Playwright did not load. */
function filesNotLoaded({ rootDir }: Pick<FullConfig, 'rootDir'>): string[] {
  // Node resolves links in the paths of modules.
  const directory = realpathSync(rootDir);
  const files = readdirSync(directory).filter((name) => TEST_FILE.test(name));
  const others = files
    .map((name) => path.join(directory, name))
    .filter((file) => require.cache[file] === undefined);
  return others.length < files.length ? others : [];
}

function countIds(scenarios: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of scenarios.flat()) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Returns the selection of a run; undefined if all scenarios are in it. */
export function selectionOf(
  config: Pick<FullConfig, 'rootDir'>,
  tests: readonly Pick<TestCase, 'tags' | 'repeatEachIndex'>[],
  argv: readonly string[],
  declared = declaredScenarios(),
): Selection | undefined {
  const own = tests.filter(({ repeatEachIndex }) => repeatEachIndex === 0);
  const others = filesNotLoaded(config);
  if (own.length >= declared.length && others.length === 0) return undefined;
  const elsewhere = others.map((file) => readFileSync(file, 'utf8'));
  const counts = countIds(own.map(({ tags }) => tags.map((tag) => tag.slice(1))));
  const all = [...countIds(declared)].filter(
    ([id, count]) => counts.get(id) === count && !elsewhere.some((text) => text.includes(id)),
  );
  return {
    selected: own.length,
    total: others.length === 0 ? declared.length : undefined,
    by: selectors(argv),
    ids: new Set(all.map(([id]) => id)),
  };
}

/** Returns the clause "3 of 61 scenarios were selected by --grep". */
export function describeSelection({ selected, total, by }: Selection): string {
  const of = total === undefined ? '' : ` of ${String(total)}`;
  const one = selected === 1;
  const noun = one && total === undefined ? 'scenario' : 'scenarios';
  return `${String(selected)}${of} ${noun} ${one ? 'was' : 'were'} selected by ${escapeControls(by)}`;
}

/** Returns the last line of a run of a part: for how many requirements it is enough. */
export function describeCoverage(
  selection: Selection,
  requirements: readonly Pick<RequirementResult, 'id' | 'verdict'>[],
): string {
  const enough = requirements.filter(
    ({ id, verdict }) => verdict !== 'untested' && selection.ids.has(id),
  );
  const they = selection.selected === 1 ? 'it is' : 'they are';
  return `${describeSelection(selection)}; ${they} enough for ${String(enough.length)} of ${String(requirements.length)} requirements`;
}

/**
 * Runs the global setup if a scenario is selected. Otherwise nothing is sent, and REPORT_DIR stays as
 * it is. A reporter calls it before the run: Playwright's own setup runs before it knows the tests.
 */
export async function setUpSelected(config: FullConfig, suite: Suite): Promise<void> {
  if (suite.allTests().length === 0) {
    const anchored = process.argv.some((argument) => argument.endsWith('$'));
    runState().nothingSelected = [
      `No scenario was selected by ${escapeControls(selectors(process.argv))}. Nothing was sent.`,
      ...(anchored
        ? ['The tags follow the title: leave out the $ at the end of the pattern.']
        : []),
    ].join(' ');
    return;
  }
  // A configuration of the user may have the setup itself.
  if (config.globalSetup !== null) return;
  // Playwright does not compile what `import()` loads.
  // oxlint-disable-next-line typescript/no-require-imports -- a merge of shards needs none
  const { default: setup } = require('./global-setup') as typeof import('./global-setup');
  await setup(config);
}
