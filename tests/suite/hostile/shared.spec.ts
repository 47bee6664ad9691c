import { combine, rejectWith } from '../../../helpers/reference/patches';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import { having, reportOf, targetOf, type Environment } from '../support/run';
import { expect, test } from '../support/test';

/** Interference begins after the preflight. */
const FROM_REQUEST = 30;

/** Yields lists of another client, each different from the one before. */
function* theirs(users: readonly string[]): Generator<readonly string[]> {
  for (let round = 0; ; round++) {
    const from = (round * 5) % (users.length - 4);
    yield users.slice(from, from + 1 + (round % 4));
  }
}

/** Another client syncs a customer before each of our requests to it. */
const beforeEachRequest: Patch = ({ respond, store, dataset }) => {
  const lists = theirs([...dataset.users.keys()]);
  let nth = 0;
  return {
    respond: (request) => {
      const customer = request.segment ?? '';
      if (++nth >= FROM_REQUEST && dataset.customers.has(customer)) {
        store.set(customer, lists.next().value as readonly string[]);
      }
      return respond(request);
    },
  };
};

/** Each answer reads who is attached after the write, and another client wrote in between. */
const betweenWriteAndRead: Patch = ({ sync, store, dataset }) => {
  const lists = theirs([...dataset.users.keys()]);
  let nth = 0;
  return {
    sync: async (customer, users) => {
      await sync(customer, users);
      if (++nth >= FROM_REQUEST) store.set(customer, lists.next().value as readonly string[]);
      return store.get(customer);
    },
  };
};

/** The path takes POST alone. */
const noReading: Patch = ({ readMethod }) => ({
  readMethod: (request) =>
    request.method === 'POST' ? readMethod(request) : rejectWith(405, 'This takes POST alone.')(),
});

const withoutReadBack = (server: ReferenceServer): Environment => ({
  ...targetOf(server),
  READ_BACK_PATH: '',
  RESTORE_USER_IDS: 'none',
});

/** Enough for interference to be seen. */
const SOME = '--grep=(attach|detach|empty|ids|set|readback)[.]spec';

const NOTE = /^Another client is changing customer \d+: /;

test.describe('While another client syncs a reserved customer, a conforming server fails nothing', () => {
  for (const [what, patch, configOf, ...args] of [
    ['by READ_BACK_PATH', beforeEachRequest, targetOf, SOME],
    ['by GET on the path', beforeEachRequest, withoutReadBack],
    [
      'where answers tell who is attached by then',
      combine(beforeEachRequest, betweenWriteAndRead),
      targetOf,
    ],
  ] satisfies [string, Patch, (server: ReferenceServer) => Environment, ...string[]][]) {
    test(`and the run is inconclusive: seen ${what}`, async ({ reference, conformance }) => {
      const run = await conformance(configOf(await reference(patch)), ...args);
      const report = reportOf(run);
      expect(having(report, 'failed', 'warning')).toEqual([]);
      expect(run.exitCode).toBe(2);
      expect(report.notes).toContainEqual(expect.stringMatching(NOTE));
      expect(run.stdout).not.toMatch(/^failed /m);
    });
  }

  test('and it does no harm where each answer is that to its own request', async ({
    reference,
    conformance,
  }) => {
    const server = await reference(combine(beforeEachRequest, noReading));
    const run = await conformance(withoutReadBack(server));
    expect(run.exitCode).toBe(0);
    expect(reportOf(run).notes).toEqual([]);
  });
});
