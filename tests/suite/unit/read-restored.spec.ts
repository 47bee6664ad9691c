import { readConfig } from '../../../helpers/config/config';
import { envelope, listOnRead } from '../../../helpers/reference/patches';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { describeCustomers, toKnownUsers, toUsers } from '../../../helpers/report/users';
import { readRestored } from '../../../helpers/run/read-restored';
import { restore } from '../../../helpers/run/restore';
import { newClient } from '../support/client';
import { targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';

/** Stores each sync, and answers it with nobody. */
const answersNobody: Patch = envelope((records, { listed }) => ({ data: listed ? [] : records }));

/** Restores the customer of a server to other users, after a sync to one. */
async function restoredOn(server: ReferenceServer, count = 1) {
  const [earlier = '', ...users] = server.users;
  const RESTORE_USER_IDS = users.slice(0, count).join();
  const given = { ...targetOf(server, { customers: 1, users: 4 }), RESTORE_USER_IDS };
  const { target } = readConfig({ ...given });
  if (!target) throw new Error('there is no target');
  const client = newClient(target.baseUrl);
  const requests = new JudgedRequests('Restore', client);
  const reached = target.customers;
  await restore({ ...target, restoreUsers: { [reached[0] ?? '']: [earlier] } }, reached, requests);
  const result = await restore(target, reached, requests);
  return { target, client, requests, reached, result };
}

for (const [what, patch, by, unrestored] of [
  ['as the response shows', undefined, undefined, false],
  ['as a read shows', undefined, 'READ_BACK_PATH', false],
  ['although its response shows nobody', answersNobody, 'READ_BACK_PATH', false],
  ['unless its response shows nobody, and nothing is read', answersNobody, undefined, true],
  ['unless a read shows others', fault('sync-not-stored'), 'READ_BACK_PATH', true],
] satisfies [string, Patch | undefined, 'READ_BACK_PATH' | undefined, boolean][]) {
  test(`A customer is restored ${what}`, async ({ reference }) => {
    const { target, client, requests, reached, result } = await restoredOn(await reference(patch));
    const read = await readRestored(target, requests, { reached, before: new Map(), result, by });
    client.close();
    expect(read.unrestored).toEqual(unrestored ? reached : []);
    expect(read.problems).toHaveLength(unrestored ? 1 : 0);
    expect(read.customerUsers[0]?.after?.by).toBe(by ?? 'response');
  });
}

for (const [shown, by, unrestored] of [
  [20, 'response', false],
  [19, 'READ_BACK_PATH', true],
] as const) {
  test(`A customer with 25 users, of whom a read shows ${String(shown)}, is known by ${by}`, async ({
    reference,
  }) => {
    const server = await reference(listOnRead((attached) => attached.slice(0, shown)));
    const { target, client, requests, reached, result } = await restoredOn(server, 25);
    const option = 'READ_BACK_PATH';
    const details = { reached, before: new Map(), result, by: option } as const;
    const read = await readRestored(target, requests, details);
    client.close();
    expect(read.unrestored).toEqual(unrestored ? reached : []);
    expect(read.customerUsers[0]?.after?.by).toBe(by);
  });
}

test('A read that shows the users of the response is repeated once', async ({ reference }) => {
  const server = await reference(fault('never-detaches'));
  const { target, client, requests, reached, result } = await restoredOn(server);
  const before = client.requests;
  const by = 'READ_BACK_PATH';
  const read = await readRestored(target, requests, { reached, before: new Map(), result, by });
  client.close();
  expect(client.requests - before).toBe(2);
  expect(read.unrestored).toEqual(reached);
});

test('The users after a restore are described, and how they are known', () => {
  const nobody = toKnownUsers([], 'response');
  const user = toKnownUsers(['101'], 'READ_BACK_PATH');
  for (const [before, restore, after, sentence] of [
    [
      undefined,
      [],
      nobody,
      'not read before; restored to nobody, as set by RESTORE_USER_IDS (by the response to the restore).',
    ],
    [user, ['101'], user, '101 before and after (by READ_BACK_PATH).'],
    [
      toKnownUsers([], 'READ_BACK_PATH'),
      ['102'],
      user,
      'nobody before (by READ_BACK_PATH); 101 after (by READ_BACK_PATH).',
    ],
  ] as const) {
    const users = { customer: '7', restore: toUsers(restore), after, ...(before && { before }) };
    expect(describeCustomers([users])).toEqual([`Users of customer 7: ${sentence}`]);
  }
});
