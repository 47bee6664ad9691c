import { expect, test } from '@playwright/test';
import { failedWithDefects } from '../../../helpers/checks/result';
import { readConfig } from '../../../helpers/config/config';
import { neverIssued } from '../../../helpers/http/credentials';
import { redactor } from '../../../helpers/http/redact';
import { Evidence } from '../../../helpers/scenario/evidence';
import { FakeClient } from '../support/fake-client';
import { listing, type FakeResponse } from '../support/responses';
import {
  ANN,
  BOB,
  BOTH,
  checksOf,
  lists,
  refusal,
  scenarioOf,
  scenarioOn,
  target,
} from '../support/scenario';

test.describe('A sync', () => {
  test('has no sync before it after a request that differs', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('102'), lists('101', '102'));
    await scenario.sync(ANN);
    await scenario.post({ userIds: BOB });
    expect((await scenario.sync(ANN)).before).toBeUndefined();
  });

  test('has the sync of its own customer before it', async () => {
    const { scenario } = scenarioOf();
    const first = await scenario.sync([]);
    expect((await scenario.sync([], '9')).before).toBeUndefined();
    expect((await scenario.sync([])).before).toEqual(first);
  });

  test('has to have status 200, and shows the order of its users', async () => {
    const { scenario } = scenarioOf({ status: 201, body: listing(101) }, lists('102', '101'));
    await scenario.sync(ANN);
    await scenario.sync(['102', '101']);
    const { checks, observations } = scenario.toEvidence();
    expect(checks.filter(({ requirement }) => requirement === 'response.status')).toMatchObject([
      { outcome: 'failed', exchanges: ['1'] },
      { outcome: 'passed', exchanges: ['2'] },
    ]);
    const order = { id: 'order-of-data', value: 'as in the list', exchanges: ['2'] };
    expect(observations).toEqual([order]);
  });
});

test.describe('A request', () => {
  test('is sent once more if it failed, so that chance breaks no clause, and passes none', async () => {
    const cut = { ...lists(), failure: 'incomplete' } as const;
    for (const [broken, outcome] of [
      [refusal(500), 'untested by 1'],
      [refusal(503), 'untested by 1'],
      [cut, 'passed by 2'],
    ] as const) {
      const { scenario, client } = scenarioOf(broken, lists('101'));
      scenario.check('attach.one', await scenario.sync(ANN));
      expect(client.sent).toHaveLength(2);
      expect(client.sent[1]).toEqual(client.sent[0]);
      expect(checksOf(scenario)).toEqual([`attach.one ${outcome}`]);
      expect(scenario.toEvidence().exchanges.map(({ id, note }) => [id, note])).toEqual([
        ['1', undefined],
        ['2', 'retry of 1 alone, to see whether the failure recurs'],
      ]);
    }
  });

  test('that failed once is a set-up of the next, and shows no behaviour', async () => {
    const { scenario } = scenarioOf(refusal(500), lists('101', '102'), lists('101'));
    expect(await scenario.given(BOTH)).toMatchObject({ userIds: BOTH });
    scenario.check('detach.unlisted', await scenario.sync(ANN));
    expect(checksOf(scenario)).toEqual(['detach.unlisted passed by 2, 3']);
    const { observations } = scenario.toEvidence();
    expect(observations.flatMap(({ exchanges }) => exchanges)).not.toContain('2');
  });

  test('is sent once if it did not fail', async () => {
    for (const fake of [refusal(499), lists(), { failure: 'timeout' as const }]) {
      const { scenario, client } = scenarioOf(fake);
      await scenario.sync(ANN);
      expect(client.sent).toHaveLength(1);
    }
  });

  test('has a new connection if its credentials differ', async () => {
    const { scenario, client } = scenarioOf();
    await scenario.post({ kind: 'no-user-ids', body: '{}' });
    expect(client.connections).toEqual([]);
    await scenario.post({ userIds: ANN, authorization: null });
    expect(client.connections).toEqual([[client.sent[1]]]);
  });

  test('shares a new connection with the requests of its series', async () => {
    const { scenario, client } = scenarioOf(lists('101'), refusal(401), lists('101', '102'));
    const answers = await scenario.postSequentially(
      { userIds: ANN },
      { userIds: BOB, authorization: null },
      { userIds: BOTH },
    );
    expect(client.connections).toEqual([client.sent]);
    expect(answers.map(({ requested }) => requested)).toEqual([ANN, BOB, BOTH]);
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200]);
  });

  const other = { authorization: neverIssued };
  const FAILED = ['auth.no-echo failed by 1'];
  for (const [what, fake, difference, expected] of [
    ['repeats it', { status: 422, body: '"right-token"' }, {}, FAILED],
    ['does not repeat it', { status: 422, body: '"right"' }, {}, ['auth.no-echo passed by 1']],
    ['is missing', { status: 200, body: '"right-token"' }, {}, []],
    ['is of others', { status: 401, body: '"right-token"' }, other, ['auth.no-data failed by 1']],
  ] as const) {
    test(`must not have the token in its rejection, which ${what}`, async () => {
      const { scenario } = scenarioOf(fake);
      await scenario.post({ userIds: ANN, ...difference });
      expect(checksOf(scenario)).toEqual(expected);
    });
  }

  test('may follow an emptied customer', async () => {
    const { scenario, client } = scenarioOf(lists('102'), lists('101'));
    const sync = await scenario.postFromEmpty({ kind: 'query-token', userIds: ANN, suffix: '?x' });
    expect(client.sent.map(({ target: path, body }) => `${path} ${String(body)}`)).toEqual([
      '/customers/7/users {"user_ids":[]}',
      '/customers/7/users?x {"user_ids":[101]}',
    ]);
    expect(sync.before?.userIds).toEqual(BOB);
    scenario.check('set.unordered', sync);
    expect(checksOf(scenario)).toEqual(['set.unordered untested by 1, 2']);
  });

  test('may overlap others, each for its customer', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'), lists('102'));
    await scenario.sync(ANN);
    const syncs = await scenario.syncConcurrently([
      { ids: ANN, customer: '7' },
      { ids: BOB, customer: '9' },
    ]);
    expect(syncs).toMatchObject([
      { requested: ANN, customer: '7', userIds: ANN },
      { requested: BOB, customer: '9', userIds: BOB },
    ]);
    expect((await scenario.sync(ANN)).before).toBeUndefined();
    expect(scenario.toEvidence().exchanges).toHaveLength(4);
  });

  for (const [option, targets] of [
    [{ readBackPath: '/read/{id}' }, ['/customers/7/users', '/read/7', '/read/7', '/read/7']],
    [{ readBackCommand: 'list-users' }, ['/customers/7/users']],
  ] as const) {
    test(`may overlap reads by a path, but not by a command: ${JSON.stringify(option)}`, async () => {
      const client = new FakeClient(Array<FakeResponse>(4).fill(lists('101')));
      const scenario = scenarioOn(client, { target: { ...target, ...option } });
      expect(await scenario.syncBesideReads(ANN)).toMatchObject([{ requested: ANN, userIds: ANN }]);
      expect(client.sent.map((request) => request.target)).toEqual(targets);
    });
  }

  test('is sent alone behind others that overlapped, so that its rejection is theirs', async () => {
    const alone: number[] = [];
    const client = new FakeClient([lists('101'), lists('101'), refusal(423)]);
    const scenario = scenarioOn(client, {
      alone: (send) => {
        alone.push(client.sent.length);
        return send();
      },
    });
    await scenario.syncConcurrently([
      { ids: ANN, customer: '7' },
      { ids: BOB, customer: '7' },
    ]);
    expect((await scenario.sync(ANN)).status).toBe(423);
    expect(alone).toEqual([2]);
    expect(client.sent).toHaveLength(3);
  });

  test('is no evidence if it is rejected beside others, and accepted alone', async () => {
    const client = new FakeClient([refusal(409), lists('101')]);
    const scenario = scenarioOn(client, { alone: (send) => send() });
    const sync = await scenario.sync(ANN);
    scenario.check('attach.one', sync);
    expect(checksOf(scenario)).toEqual([
      'attach.one untested by 1',
      'concurrency.independent failed by 1, 2, set-up',
    ]);
    expect(scenario.toEvidence().checks.at(-1)?.message).toBe(
      'a valid request: expected 200, got 409, but 200 when it was sent again alone',
    );
  });

  test('may read who is attached', async () => {
    const client = new FakeClient([lists('101')]);
    const readBackPath = '/c/{id}/users/{id}';
    const scenario = scenarioOn(client, { target: { ...target, readBackPath } });
    const read = await scenario.readBack();
    expect([read.requested, read.userIds]).toEqual([[], ANN]);
    // Another process of the target may serve it than that of the last sync.
    expect(client.connections).toEqual([client.sent]);
    expect(client.sent).toEqual([
      {
        kind: 'read-back',
        method: 'GET',
        target: '/c/7/users/7',
        authorization: expect.objectContaining({ value: 'Bearer right-token' }) as unknown,
        headers: [],
      },
    ]);
  });

  test('shows behaviour that the contract leaves open', async () => {
    const { scenario } = scenarioOf({ ...refusal(422), body: '{"error":1}' });
    await scenario.post({ userIds: ANN });
    expect(scenario.toEvidence().observations).toEqual([
      { id: 'error-body', value: 'application/json {error}', exchanges: ['1'] },
    ]);
  });
});

test.describe('A scenario', () => {
  test('has a customer', () => {
    const { scenario, client } = scenarioOf();
    expect(scenario.customer).toBe('7');
    const none = scenarioOn(client, { customers: [] });
    expect(() => none.customer).toThrow('no customer was reserved');
  });

  test('counts its own requests and waits', async () => {
    const { scenario: first, client } = scenarioOf();
    await first.sync([]);
    const second = scenarioOn(client, { title: 'two' });
    await second.sync([]);
    await second.sync([]);
    expect(second.toEvidence()).toMatchObject({ title: 'two', requests: 2, waitedMs: 20 });
  });

  test('shows the properties of users, and the failures of MUST requirements', async () => {
    const { scenario } = scenarioOf({ status: 200, body: '{"data":[{"id":101,"x":1}]}' });
    scenario.check('attach.one', await scenario.sync(BOB));
    expect(scenario.failures(readConfig({}).run)).toEqual([
      expect.stringMatching(/^attach\.one: sync to \[102\]/) as unknown,
    ]);
    expect(scenario.toEvidence().properties).toEqual(['id', 'x']);
  });

  const expired = (status: number): unknown =>
    expect.stringContaining(`API_TOKEN was refused with ${String(status)}, where it had been`);
  const times = (count: number, status: number) => Array<FakeResponse>(count).fill(refusal(status));
  for (const [what, fakes, givenUp, expected] of [
    ['a list', [lists()], undefined, undefined],
    ['a rejection', [refusal(422)], undefined, undefined],
    ['a list that is rejected alone', [refusal(403), refusal(403), lists()], undefined, undefined],
    ['a customer who is', [...times(3, 403), refusal(404), refusal(401)], undefined, undefined],
    ['a rejected token', times(4, 401), undefined, expired(401)],
    ['a forbidden token', times(4, 403), undefined, expired(403)],
    ['no order of checks', [...times(3, 403), ...times(2, 404)], undefined, expired(403)],
    ['a target that is gone', [lists()], 'it is gone', 'it is gone'],
  ] satisfies [string, FakeResponse[], string | undefined, unknown][]) {
    test(`is conclusive unless the token expired or the target is gone: ${what}`, async () => {
      const { scenario, client } = scenarioOf(...fakes);
      await scenario.sync([]);
      client.limits.abortReason ??= givenUp;
      expect(scenario.toEvidence().inconclusive).toEqual(expected);
      expect('inconclusive' in scenario.toEvidence()).toBe(expected !== undefined);
    });
  }
});

test('A pointer that is truncated has no half of an escape', () => {
  const evidence = new Evidence(new Map(), redactor({}));
  for (const start of ['/', '/a', '/ab']) {
    const pointers = [start + '~0~1'.repeat(1000)];
    const judgement = failedWithDefects([{ code: 'null-value', message: 'x', pointers }]);
    evidence.record('user.name', judgement, []);
  }
  const kept = evidence.checks.flatMap(({ defects = [] }) => defects[0]?.pointers ?? []);
  expect(kept).toHaveLength(3);
  for (const pointer of kept)
    expect(pointer).toMatch(/^\/(a|ab)?(~[01])+… \(\d+ more characters\)$/);
});
