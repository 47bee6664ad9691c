import { faults } from '../../helpers/reference/catalogue';
import { median, ratios, spread, table } from '../parts/figures';
import { playwright, temporary, type Ended } from '../parts/processes';
import { environmentOf, startServer } from '../parts/server';
import type { Section } from './section';

/** The commonest deviation, one that all scenarios fail, and the defect that matters most. */
const COMMON = ['email-as-string', 'created-when-someone-is-attached', 'never-detaches'];

/** How many of the faults with the longest runs are measured more than once. */
const SLOWEST = 5;

/** A run takes as long as this where the server keeps requests waiting, and all else is shorter. */
const REQUEST_TIMEOUT_MS = '1000';

/** A run against a server of its own: the correct one where no fault is named. */
async function judge(name?: string): Promise<Ended> {
  const server = await startServer({ name });
  try {
    return await temporary((REPORT_DIR) =>
      playwright([`--output=${REPORT_DIR}/playwright`], {
        ...environmentOf(server, { customers: 2, users: 60 }),
        REPORT_DIR,
        REQUEST_TIMEOUT_MS,
      }),
    );
  } finally {
    await server.close();
  }
}

/** Runs against the correct server and against each fault, in turn. */
async function compare(names: readonly string[], runs: number): Promise<string> {
  const correct: Ended[] = [];
  const faulty = new Map<string, Ended[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    correct.push(await judge());
    for (const name of names) faulty.get(name)?.push(await judge(name));
  }
  const wall = (ended: readonly Ended[]) => ended.map(({ seconds }) => seconds);
  const cpu = (ended: readonly Ended[]) => ended.map(({ cpuSeconds }) => cpuSeconds);
  const row = (name: string, ended: readonly Ended[]) => [
    name,
    spread(wall(ended), 's'),
    spread(cpu(ended), 's'),
    spread(ratios(wall(ended), wall(correct)), 'times'),
    spread(ratios(cpu(ended), cpu(correct)), 'times'),
  ];
  const head = ['server', 'wall', 'CPU', 'wall beside the correct one', 'CPU beside it'];
  const rows = [...faulty].map(([name, ended]) => row(`\`${name}\``, ended));
  return `${String(runs)} rounds, in turn; the ratio is that of the same round.\n\n${table(head, [row('correct', correct), ...rows])}`;
}

async function worst(runs: number, every: number): Promise<string> {
  const names = Object.keys(faults).filter((_name, index) => index % every === 0);
  const times: { name: string; seconds: number }[] = [];
  for (const name of names) {
    const { seconds } = await judge(name);
    times.push({ name, seconds });
    process.stdout.write(`${name}: ${seconds.toFixed(2)} s\n`);
  }
  const slowest = times.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  const typical = median(times.map(({ seconds }) => seconds)).toFixed(2);
  return `Each ${every === 1 ? '' : `${String(every)}th `}fault once: the median is ${typical} s. Then the slowest of them again.\n\n${await compare(
    slowest.map(({ name }) => name),
    runs,
  )}`;
}

/** A run against a server that fails, beside one against the correct server. */
export const faultyRun: Section = {
  name: 'faulty',
  title: 'A run against a faulty server',
  parts: {
    common: ({ runs }) => compare(COMMON, runs),
    worst: ({ runs, everyFault }) => worst(runs, everyFault),
  },
};
