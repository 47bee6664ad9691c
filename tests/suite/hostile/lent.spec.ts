import { gunzipSync } from 'node:zlib';
import type { Patch } from '../../../helpers/reference/server';
import { attachedTo, reportOf, targetOf } from '../support/run';
import { expect, test } from '../support/test';

interface Asked {
  method: string;
  authorization: string;
  /** As it is written in the path. */
  customer: string;
  body: string;
}

/** Integers that stand in a text by themselves: what a lenient server may take for ids. */
const integersIn = (text: string) => text.match(/(?<![\w.-])\d+(?![\w.])/g) ?? [];

test('A run requests what --dry-run printed, and names only its customers and users', async ({
  reference,
  conformance,
}) => {
  const asked: Asked[] = [];
  const noting: Patch = ({ respond }) => ({
    respond: async (request) => {
      const bytes = await request.bytes().catch(() => Buffer.alloc(0));
      const isCompressed = request.headers['content-encoding'] === 'gzip';
      asked.push({
        method: request.method,
        authorization: request.headers.authorization ?? '',
        customer: request.segment ?? '',
        body: (isCompressed ? gunzipSync(bytes) : bytes).toString('latin1'),
      });
      return respond(request);
    },
  });
  const server = await reference(noting);
  const [seven = '', nine = '', other = ''] = server.customers;
  const restored = server.users.slice(20, 22);
  const config = { ...targetOf(server), SEQUENCES: '10', RESTORE_USER_IDS: restored.join(',') };

  const dry = await conformance(config, '--dry-run', '--workers=1');
  expect(dry.exitCode).toBe(0);
  expect(asked).toEqual([]);
  expect(dry.reportText).toBeUndefined();
  expect(dry.stdout + dry.stderr).not.toContain(server.token);
  const printed = dry.stdout.split('\n').filter((line) => line.includes(server.baseUrl));
  const requests = printed.slice(0, -1).map((line) => line.split('  '));
  expect(printed.at(-1)).toContain(`these ${String(requests.length)} requests`);
  expect(requests.map(([, , authorization]) => authorization)).toContain('Bearer [API_TOKEN]');

  const before = await attachedTo(server, other);
  asked.length = 0;
  const run = await conformance(config, '--workers=1');
  expect(run.exitCode).toBe(0);
  expect(run.stdout + run.stderr).not.toContain('NOT RESTORED');
  expect(requests).toHaveLength(reportOf(run).requests);
  expect(requests.map(([method]) => method).sort()).toEqual(
    asked.map(({ method }) => method).sort(),
  );

  const valid = asked.filter(({ authorization }) => authorization.includes(server.token));
  expect(valid.length).toBeGreaterThan(300);
  const strangers = (texts: readonly string[], lent: readonly string[]) => {
    const known = texts.flatMap(integersIn).filter((id) => Number(id) !== 0 && exists(id));
    return [...new Set(known)].filter((id) => !lent.includes(String(BigInt(id))));
  };
  const customers = valid.map(({ customer }) => customer);
  const bodies = valid.map(({ body }) => body);
  expect(strangers(customers, [seven, nine])).toEqual([]);
  expect(strangers(bodies, server.users.slice(0, 22))).toEqual([]);

  expect(await attachedTo(server, other)).toEqual(before);
  for (const customer of [seven, nine])
    expect(await attachedTo(server, customer)).toEqual(restored);

  /** Returns whether a system may have an id: those that are reserved begin at 2^31 - 2^17. */
  function exists(id: string): boolean {
    const reserved = [server.unknownCustomerId, server.unknownUserId];
    return !reserved.includes(id) && BigInt(id) < 2n ** 31n - 2n ** 17n;
  }
});
