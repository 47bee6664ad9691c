import { expect, test } from '@playwright/test';
import type { Patch } from '../../../helpers/reference/server';
import { conformance, targetOf } from '../support/run';
import { withReference } from '../support/servers';

interface Asked {
  authorization: string;
  /** As it is written in the path. */
  customer: string;
  body: string;
}

/** Integers that stand in a text by themselves: what a lenient server may take for ids. */
const integersIn = (text: string) => text.match(/(?<![\w.-])\d+(?![\w.])/g) ?? [];

test('Every request that could succeed names only customers and users of the run', async ({}, testInfo) => {
  const asked: Asked[] = [];
  const noting: Patch = ({ respond }) => ({
    respond: async (request) => {
      asked.push({
        authorization: request.headers.authorization ?? '',
        customer: request.segment ?? '',
        body: (await request.bytes().catch(() => Buffer.alloc(0))).toString('latin1'),
      });
      return respond(request);
    },
  });
  await withReference(noting, async (server) => {
    const restored = server.users.slice(20, 22).join(',');
    const config = { ...targetOf(server), SEQUENCES: '10', RESTORE_USER_IDS: restored };
    const run = await conformance(testInfo, config);
    expect(run.exitCode).toBe(0);

    const valid = asked.filter(({ authorization }) => authorization.includes(server.token));
    expect(valid.length).toBeGreaterThan(300);
    const customers = new Set(server.customers.slice(0, 2));
    const users = new Set(server.users.slice(0, 22));
    const known = (ids: readonly string[]) => ids.filter((id) => Number(id) !== 0);
    const strangers = {
      customers: known(valid.flatMap(({ customer }) => integersIn(customer))).filter(
        (id) => !customers.has(String(BigInt(id))) && exists(id),
      ),
      users: known(valid.flatMap(({ body }) => integersIn(body))).filter(
        (id) => !users.has(String(BigInt(id))) && exists(id),
      ),
    };
    expect([...new Set(strangers.customers)]).toEqual([]);
    expect([...new Set(strangers.users)]).toEqual([]);

    /** Returns whether a system may have an id: those that are reserved begin at 2^31 - 2^14. */
    function exists(id: string): boolean {
      const reserved = [server.unknownCustomerId, server.unknownUserId];
      return !reserved.includes(id) && BigInt(id) < 2n ** 31n - 2n ** 14n;
    }
  });
});
