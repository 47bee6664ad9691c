import { Bare } from '../parts/bare';
import { costOf } from '../parts/cost';
import { exponent, growth as fitted, median, ratios, spread, table } from '../parts/figures';
import { openOurs, openScenario } from '../parts/ours';
import { seconds, temporary } from '../parts/processes';
import { environmentOf, startServer, type Server } from '../parts/server';
import { findings } from './growth-of-reports';
import type { Section } from './section';

type Point = readonly [x: number, y: number];

const USERS = [10, 30, 100, 300, 1000, 2000, 5000];
/** Users sent in one measurement: as many of small syncs as take as long as a few large ones. */
const USERS_SENT = 10_000;

async function users(runs: number): Promise<string> {
  const most = Math.max(...USERS) + 1;
  const server = await startServer({ users: most });
  const bench = openOurs(server, most);
  const bare = new Bare(server);
  const points: Point[] = [];
  const rows: string[][] = [];
  for (const size of USERS) {
    const list = (nth: number) => server.users.slice(nth % 2, size + (nth % 2));
    const calls = Math.min(100, Math.ceil(USERS_SENT / size));
    const ways = {
      bare: () => costOf(calls, (nth) => bare.sync(list(nth))),
      ours: () => {
        const scenario = openScenario(bench);
        return costOf(calls, (nth) => scenario.sync(list(nth)));
      },
    };
    const walls = { bare: [] as number[], ours: [] as number[] };
    await ways.bare();
    await ways.ours();
    for (let run = 0; run < runs; run++) {
      walls.bare.push((await ways.bare()).wall);
      walls.ours.push((await ways.ours()).wall);
    }
    points.push([size, median(walls.ours)]);
    const beside = spread(ratios(walls.ours, walls.bare), 'times');
    rows.push([String(size), spread(walls.ours, 'ms'), beside]);
  }
  await bare.close();
  bench.client.close();
  await server.close();
  const head = ['users', 'one `sync` of a scenario', 'beside bare undici'];
  return `**Users in a sync.** ${fitted(points)}\n\n${table(head, rows)}`;
}

/** The time of a run against a server, with its outputs in a folder that is gone after it. */
function timed(
  server: Server,
  customers: number,
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<number> {
  return temporary((REPORT_DIR) => {
    const environment = environmentOf(server, { customers, users: 20 });
    return seconds([`--output=${REPORT_DIR}/playwright`, ...args], {
      ...environment,
      ...more,
      REPORT_DIR,
    });
  });
}

const SEQUENCES = [10, 30, 100, 300, 1000];

async function sequences(runs: number): Promise<string> {
  const server = await startServer();
  const points: Point[] = [];
  const rows: string[][] = [];
  for (const count of SEQUENCES) {
    const times: number[] = [];
    const before = await server.count();
    for (let run = 0; run < runs; run++) {
      times.push(await timed(server, 2, ['--workers=2'], { SEQUENCES: String(count) }));
    }
    const requests = ((await server.count()) - before) / runs;
    points.push([count, median(times)]);
    rows.push([String(count), spread(times, 's'), requests.toFixed(0)]);
  }
  await server.close();
  const head = ['sequences', 'a whole run', 'requests'];
  return `**Random sequences in a run.** ${fitted(points)}\n\n${table(head, rows)}`;
}

const WORKERS = [1, 2, 4];
const LATENCIES_MS = [0, 20, 100];

async function workers(runs: number): Promise<string> {
  const rows: string[][] = [];
  for (const latencyMs of LATENCIES_MS) {
    const server = await startServer({ latencyMs });
    const times = new Map<number, number[]>(WORKERS.map((count) => [count, []]));
    for (let run = 0; run < runs; run++) {
      for (const count of WORKERS) {
        times.get(count)?.push(await timed(server, 4, [`--workers=${String(count)}`]));
      }
    }
    await server.close();
    const alone = times.get(1) ?? [];
    const points = [...times].map(([count, each]): Point => [count, median(each)]);
    for (const [count, each] of times) {
      const faster = spread(ratios(alone, each), 'times');
      rows.push([`${String(latencyMs)} ms`, String(count), spread(each, 's'), faster]);
    }
    rows.push([`${String(latencyMs)} ms`, 'all', `exponent ${exponent(points).toFixed(2)}`, '']);
  }
  const head = ['latency', 'workers', 'a whole run', 'faster than with one'];
  return `**Workers.** With four customers, up to four workers run in parallel. More of them help if the server responds slowly. An exponent of -1 means twice as fast with twice as many, 0 means no faster.\n\n${table(head, rows)}`;
}

/** A run of one customer: its requests wait for each other, except those that are sent at once. */
async function latency(runs: number): Promise<string> {
  const rows: string[][] = [];
  for (const latencyMs of LATENCIES_MS) {
    const server = await startServer({ latencyMs });
    const times: number[] = [];
    for (let run = 0; run < runs; run++) times.push(await timed(server, 1, ['--workers=1']));
    const requests = (await server.count()) / runs;
    await server.close();
    const waited = (requests * latencyMs) / 1000;
    const beside = waited === 0 ? '' : `${((100 * median(times)) / waited).toFixed(0)} %`;
    rows.push([`${String(latencyMs)} ms`, spread(times, 's'), requests.toFixed(0), beside]);
  }
  const head = ['latency', 'a whole run', 'requests', 'beside the latency of all requests in turn'];
  return `**Latency.** With one customer, no two scenarios run in parallel.\n\n${table(head, rows)}`;
}

/** Cost of a run as its input grows. */
export const growth: Section = {
  name: 'growth',
  title: 'Growth',
  parts: {
    users: ({ runs }) => users(runs),
    sequences: ({ runs }) => sequences(runs),
    workers: ({ runs }) => workers(runs),
    latency: ({ runs }) => latency(runs),
    findings: ({ runs }) => findings(runs),
  },
};
