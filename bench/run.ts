/**
 * `npm run bench` measures the cost of a run, its growth, and the faults that other tools find. It
 * writes `bench/RESULTS.md`. Options:
 *
 * - `--only growth,exchange.undici` measures sections or parts of them.
 * - `--runs 7` sets the repetitions of each measurement.
 * - `--every 24` sets the sample of faults for the other tools; of variants it is two thirds.
 * - `--tools dredd,ours` takes some of the tools.
 */
import { parseArgs } from 'node:util';
import { exitIfTakenByNpm } from '../scripts/taken-by-npm';
import { write } from './parts/results';
import { defaultRun } from './sections/default-run';
import { exchange } from './sections/exchange';
import { faultyRun } from './sections/faulty-run';
import { growth } from './sections/growth';
import { peers } from './sections/peers';
import type { Effort, Section } from './sections/section';

const sections: readonly Section[] = [defaultRun, faultyRun, exchange, growth, peers];

/** Positive, or an error that names the option. */
function count(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${option} is not a positive integer: ${text}`);
  return Number(text);
}

const list = (text: string) => text.split(',').filter((name) => name !== '');

const OPTIONS = {
  only: { type: 'string', default: '' },
  runs: { type: 'string', default: '5' },
  every: { type: 'string', default: '12' },
  tools: { type: 'string', default: '' },
} as const;

async function main(): Promise<void> {
  exitIfTakenByNpm(Object.keys(OPTIONS), 'npm run bench --');
  const { values } = parseArgs({ options: OPTIONS });
  const every = count('every', values.every);
  const effort: Effort = {
    runs: count('runs', values.runs),
    everyFault: every,
    everyVariant: Math.max(1, Math.round((every * 2) / 3)),
    tools: list(values.tools),
  };
  const only = list(values.only);
  const all = sections.flatMap((section) =>
    Object.entries(section.parts).map(([part, measure]) => ({ section, part, measure })),
  );
  const chosen = all.filter(
    ({ section, part }) =>
      only.length === 0 || only.includes(section.name) || only.includes(`${section.name}.${part}`),
  );
  if (chosen.length === 0) {
    const names = all.map(({ section, part }) => `${section.name}.${part}`);
    throw new Error(`--only takes ${names.join(', ')}, or the part before the dot`);
  }
  for (const { section, part, measure } of chosen) {
    process.stdout.write(`${section.title}: ${part}\n`);
    const text = await measure(effort);
    process.stdout.write(`${text}\n\n`);
    await write(sections, section.name, part, text);
  }
}

void main();
