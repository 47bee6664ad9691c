/**
 * `npm run mutation`: puts defects into the code that judges, one at a time, and has the unit specs
 * notice them. Exits 1 where one goes unnoticed that `survivors.yaml` does not explain, where an
 * explanation is of none, or where the score is below the one in `stryker.config.mjs`.
 * `-- --mutate helpers/checks/user-set.ts` is about one file alone, and has the values of its module
 * too: each of those takes a run of all specs, and together they would take hours.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { exitIfTakenByNpm } from '../../scripts/taken-by-npm';

const root = path.join(__dirname, '..', '..');
const STRYKER = path.join(
  __dirname,
  'node_modules',
  '@stryker-mutator',
  'core',
  'bin',
  'stryker.js',
);
const CONFIG = path.join(__dirname, 'stryker.config.mjs');
const REPORT = path.join(root, 'test-results', 'mutation.json');
const EXPLAINED = path.join(__dirname, 'survivors.yaml');

interface Position {
  line: number;
  column: number;
}

/** The part of Stryker's report that is read. */
interface MutationReport {
  files: Record<string, { source: string; mutants: Mutant[] }>;
}

interface Mutant {
  status: string;
  replacement: string;
  location: { start: Position; end: Position };
}

/** Mutants that no test can tell from the code, for one reason. */
interface Explanation {
  because: string;
  mutants: string[];
}

const inOneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Returns a mutant as its file and the code it changes, without the line, which other edits move. */
function show(file: string, source: string, { replacement, location }: Mutant): string {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const before = lines[0]?.slice(0, start.column - 1) ?? '';
  const after = lines.at(-1)?.slice(end.column - 1) ?? '';
  return [
    file,
    `- ${inOneLine(lines.join(' '))}`,
    `+ ${inOneLine(before + replacement + after)}`,
  ].join('\n');
}

function tell(what: string, mutants: readonly string[]): void {
  for (const mutant of mutants) process.stdout.write(`${what}\n${mutant}\n\n`);
}

exitIfTakenByNpm(['mutate'], 'npm run mutation --');
rmSync(REPORT, { force: true });
const given = process.argv.slice(2);
const options = given.includes('--mutate') ? given : ['--ignoreStatic', ...given];
const { status } = spawnSync(process.execPath, [STRYKER, 'run', CONFIG, ...options], {
  cwd: root,
  stdio: 'inherit',
});
const { files } = JSON.parse(readFileSync(REPORT, 'utf8')) as MutationReport;
const mutantsThat = (...statuses: readonly string[]) =>
  Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter((mutant) => statuses.includes(mutant.status))
      .map((mutant) => show(file, source, mutant)),
  );
const survivors = mutantsThat('Survived', 'NoCoverage');
const ignored = mutantsThat('Ignored');
const explained = (parse(readFileSync(EXPLAINED, 'utf8')) as Explanation[])
  .flatMap(({ mutants }) => mutants)
  .filter((mutant) => (mutant.split('\n')[0] ?? '') in files);
const unexplained = survivors.filter((mutant) => !explained.includes(mutant));
const unneeded = explained.filter((mutant) => ![...survivors, ...ignored].includes(mutant));

tell('No test fails with this: write one, or say in survivors.yaml why none can.', unexplained);
tell('survivors.yaml explains this, and it does not survive: take it out.', unneeded);
process.stdout.write(
  `${String(survivors.length)} survived, ${String(unexplained.length)} of them unexplained\n`,
);
process.exitCode = status === 0 && unexplained.length === 0 && unneeded.length === 0 ? 0 : 1;
