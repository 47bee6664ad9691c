import http from 'node:http';
import { syncRequest } from '../../helpers/http/requests';
import { performExchange } from '../../helpers/http/transport';
import { Bare } from '../parts/bare';
import { costOf, type Cost } from '../parts/cost';
import { ratios, short, spread, table } from '../parts/figures';
import { openOurs, openScenario } from '../parts/ours';
import { profiled } from '../parts/profile';
import { startServer, type Server } from '../parts/server';
import type { Section } from './section';

const SIZES = [4, 20, 60];
/** In one batch of each way; they take turns. */
const CALLS = 150;
/** As many as a scenario of the suite sends, before it is done. */
const A_SCENARIO = 10;

interface Way {
  name: string;
  sync: (ids: readonly string[]) => Promise<unknown>;
}

/** From nothing of ours to all of it, each with what the one before it has. */
function waysOf(server: Server): { ways: Way[]; close: () => Promise<void> } {
  const bare = new Bare(server);
  const bench = openOurs(server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const base = new URL(server.baseUrl);
  const [customer = ''] = server.customers;
  const requestOf = (ids: readonly string[]) => syncRequest(bench.target, customer, ids);
  let scenario = openScenario(bench);
  let sent = 0;
  const ways: Way[] = [
    { name: 'bare undici', sync: (ids) => bare.sync(ids) },
    {
      name: 'our transport (`transport.ts`)',
      sync: (ids) => performExchange(requestOf(ids), { base, agent, timeoutMs: 10_000 }),
    },
    {
      name: '+ reading the body, redaction, evidence (`client.ts`)',
      sync: (ids) => bench.client.send(requestOf(ids)),
    },
    {
      name: '+ judging (`sync` of a scenario)',
      sync: (ids) => {
        if (sent++ % A_SCENARIO === 0) scenario = openScenario(bench);
        return scenario.sync(ids);
      },
    },
  ];
  const close = async () => {
    await bare.close();
    bench.client.close();
    agent.destroy();
  };
  return { ways, close };
}

/** Two lists in turn, so that each sync changes something. */
const listsOf = (server: Server, size: number) => (nth: number) =>
  server.users.slice(nth % 2, size + (nth % 2));

async function compare(runs: number): Promise<string> {
  const server = await startServer();
  const { ways, close } = waysOf(server);
  const rows: string[][] = [];
  for (const size of SIZES) {
    const list = listsOf(server, size);
    for (const { sync } of ways) await costOf(CALLS, (nth) => sync(list(nth)));
    const costs = new Map<string, Cost[]>(ways.map(({ name }) => [name, []]));
    for (let run = 0; run < runs; run++) {
      for (const { name, sync } of ways) {
        costs.get(name)?.push(await costOf(CALLS, (nth) => sync(list(nth))));
      }
    }
    const timesOf = (name: string, what: keyof Cost) =>
      (costs.get(name) ?? []).map((cost) => cost[what]);
    const first = ways[0]?.name ?? '';
    for (const { name } of ways) {
      const wall = timesOf(name, 'wall');
      rows.push([
        String(size),
        name,
        spread(ratios(wall, timesOf(first, 'wall')), 'times'),
        spread(wall, 'ms'),
        spread(timesOf(name, 'cpu'), 'ms'),
      ]);
    }
  }
  await close();
  await server.close();
  const head = ['users', 'way', 'beside bare undici', 'one exchange', "the client's own work"];
  return `One exchange on a connection that is kept, with a reference server in a process of its own; the same bytes whichever way. ${String(runs)} rounds of ${String(CALLS)} exchanges each way, in turn; the ratio is that of the same round.\n\n${table(head, rows)}`;
}

const MAX_OWNERS = 14;

async function whereItGoes(): Promise<string> {
  const server = await startServer();
  const { ways, close } = waysOf(server);
  const sync = ways.at(-1)?.sync ?? (() => Promise.resolve());
  const list = listsOf(server, 20);
  await costOf(CALLS, (nth) => sync(list(nth)));
  const calls = 10 * CALLS;
  const times = await profiled(() => costOf(calls, (nth) => sync(list(nth))));
  await close();
  await server.close();
  const whole = times.reduce((sum, [, ms]) => sum + ms, 0);
  const row = ([name, ms]: readonly [string, number]) => [
    name.includes('/') && name.startsWith('helpers') ? `\`${name}\`` : name,
    `${((100 * ms) / whole).toFixed(1)} %`,
    `${short((1000 * ms) / calls)} µs`,
  ];
  const rest = times.slice(MAX_OWNERS).reduce((sum, [, ms]) => sum + ms, 0);
  const rows = [...times.slice(0, MAX_OWNERS), ['all the rest', rest] as const].map(row);
  return `Time of a \`sync\` of 20 users by file, by V8's profiler, without the time of callees; ${String(calls)} exchanges.\n\n${table(['', 'share', 'of one exchange'], rows)}`;
}

export const exchange: Section = {
  name: 'exchange',
  title: 'One exchange beside bare undici',
  parts: {
    undici: ({ runs }) => compare(runs),
    profile: () => whereItGoes(),
  },
};
