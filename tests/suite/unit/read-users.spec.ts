import { readConfig } from '../../../helpers/config/config';
import { correctHandlers } from '../../../helpers/reference/handlers';
import { combine, envelope, property } from '../../../helpers/reference/patches';
import { HttpError, type Patch } from '../../../helpers/reference/pipeline';
import type { ReferenceServer } from '../../../helpers/reference/server';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { PreflightError } from '../../../helpers/run/preflight';
import { UserReader } from '../../../helpers/run/read-users';
import { newClient } from '../support/client';
import { targetOf, type Environment } from '../support/run';
import { expect, test } from '../support/test';

/** Attaches numbers of users to the first customers. */
const attaching = (...counts: number[]): Patch =>
  combine(({ dataset, tokens }) => {
    const users = [...dataset.users.keys()];
    const first = [...dataset.customers.keys()].slice(0, counts.length);
    const attached = first.map((id, nth) => [id, users.slice(0, counts[nth])] as const);
    return correctHandlers(
      { ...dataset, customers: new Map([...dataset.customers, ...attached]) },
      tokens,
    );
  });

type Records = readonly unknown[];

/** Shows other records in reads. */
const reading = (show: (records: Records, query: URLSearchParams) => object): Patch =>
  envelope((records, { listed, request }) =>
    listed ? { data: records } : show(records, new URL(request.target, 'http://a').searchParams),
  );

const PAGE = 20;
const pageOf = (records: Records, number: number, size = PAGE) => ({
  data: records.slice((number - 1) * size, number * size),
});

const byNumber = reading((records, query) => pageOf(records, Number(query.get('page') ?? 1)));
const bySize = reading((records, query) => pageOf(records, 1, Number(query.get('limit') ?? PAGE)));
const byOffset = reading((records, query) => ({
  data: records.slice(Number(query.get('offset') ?? 0)).slice(0, PAGE),
}));
const firstOnly = reading((records) => pageOf(records, 1));
const withTotal = reading((records) => ({
  ...pageOf(records, 1),
  meta: { total: records.length },
}));

const rejectReads: Patch = ({ readMethod }) => ({
  readMethod: (request) => {
    if (request.method === 'GET') throw new HttpError(403, 'No.');
    return readMethod(request);
  },
});

interface Reads {
  /** Numbers of users to restore, by customer. */
  users: Record<string, number>;
  /** Customers that a sync may have reached. */
  touched: string[];
}

/** Reads as a run does before its first sync. */
async function readUsers(given: Environment): Promise<Reads> {
  const { target } = readConfig({ ...given });
  if (!target) throw new Error('no target');
  const client = newClient(target.baseUrl);
  const reader = new UserReader(target, new JudgedRequests('Preflight', client));
  const touched = new Set<string>();
  try {
    await reader.readAll();
    await reader.confirm(touched);
  } finally {
    client.close();
  }
  const counts = Object.entries(target.restoreUsers).map(([id, users]) => [id, users.length]);
  return { users: Object.fromEntries(counts) as Reads['users'], touched: [...touched] };
}

/** Returns a server whose first two customers have some users, and the settings of its owner. */
const lending = (server: ReferenceServer, more: Environment = {}): Environment => ({
  ...targetOf(server, { customers: 2, users: 60 }),
  ...more,
});

test.describe('The users to restore are read', () => {
  for (const [what, patch, counts, synced] of [
    ['from a plain list', undefined, [3, 0], false],
    ['from a list with a total', withTotal, [20, 3], false],
    ['from an only page', byNumber, [20, 3], false],
    [
      'from a list as long as a page, which the list of another customer exceeds',
      undefined,
      [20, 23],
      false,
    ],
    ['from a list as long as a page, which a sync of more users exceeds', undefined, [20, 3], true],
  ] satisfies [string, Patch | undefined, [number, number], boolean][]) {
    test(what, async ({ reference }) => {
      const server = await reference(combine(attaching(...counts), ...(patch ? [patch] : [])));
      const [one = '', two = ''] = server.customers;
      expect(await readUsers(lending(server))).toEqual({
        users: { [one]: counts[0], [two]: counts[1] },
        touched: synced ? [two] : [],
      });
    });
  }
});

test.describe('The users to restore are not taken', () => {
  for (const [what, patch, counts, why] of [
    ['from a list with a larger total', withTotal, [23, 3], /"total": 23/],
    ['from a page of several by number', byNumber, [23, 3], /\?page=2 shows user \d+ as well/],
    ['from a page of several by size', bySize, [23, 3], /limit=1000.* shows user \d+ as well/],
    ['from a page of several by offset', byOffset, [23, 3], /offset=10.* shows user \d+ as well/],
    [
      'from a list that is cut in silence',
      firstOnly,
      [23, 3],
      /20 after a sync of 60 users to customer/,
    ],
    [
      'from two such lists',
      firstOnly,
      [23, 23],
      /to customer \d+\. Any other users .* detached now/,
    ],
    ['from a read that is refused', rejectReads, [3, 0], /expected 200, got 403/],
    ['from a list without ids', property('id', () => 'x1'), [3, 0], /user 1 .* no usable id/],
  ] satisfies [string, Patch, [number, number], RegExp][]) {
    test(what, async ({ reference }) => {
      const server = await reference(combine(attaching(...counts), patch));
      const [one = ''] = server.customers;
      const reading = readUsers(lending(server));
      await expect(reading).rejects.toThrow(PreflightError);
      await expect(reading).rejects.toThrow(why);
      await expect(reading).rejects.toThrow(`attached to customer ${one}: `);
      await expect(reading).rejects.toThrow(/Set RESTORE_USER_IDS/);
      // The setting makes the read unnecessary.
      const RESTORE_USER_IDS = '101';
      const set = await readUsers(lending(server, { RESTORE_USER_IDS }));
      expect(Object.values(set.users)).toEqual([1, 1]);
      expect(set.touched).toEqual([]);
    });
  }
});
