import { expect, test } from '@playwright/test';
import { judgeOtherForm, judgeSameClass } from '../../../helpers/checks/clients';
import { ClientRequests } from '../../../helpers/scenario/client-requests';
import { answer, formatJudgement, listing, syncTo, type FakeResponse } from '../support/responses';
import { ANN, BOTH, lists, refusal, scenarioOf } from '../support/scenario';

const HTML: FakeResponse = {
  status: 200,
  headers: [['Content-Type', 'text/html']],
  body: '<h1>Users</h1>',
};
const timeout: FakeResponse = { failure: 'timeout' };

test.describe('A sync in another form', () => {
  for (const [what, fake, refusedWith, judged] of [
    ['lists its users', {}, undefined, 'passed'],
    [
      'lists others',
      { body: listing('102') },
      undefined,
      'failed: unrequested, not-attached: x: sync to [101]: expected users 101; got 102',
    ],
    ['is refused', refusal(401), undefined, 'failed: rejected: x: expected 200, got 401'],
    ['is refused as is allowed', refusal(411), 411, 'passed'],
    ['is refused in another way', refusal(400), 411, 'failed: rejected: x: expected 200 or 411'],
    ['is redirected', refusal(302), undefined, 'failed: redirected: x: expected 200, got 302'],
    ['fails', refusal(501), 411, 'failed: server-error: x: expected 200 or 411, got 501'],
    ['is answered with a page', HTML, undefined, 'failed: unreadable: x: '],
    ['is not answered', timeout, undefined, 'failed: no-response: x: it was timeout'],
    ['is cut off', { failure: 'incomplete' }, undefined, 'failed: no-response: x: it was'],
    ['is answered at length', { failure: 'too-large' }, undefined, 'untested: x: it was'],
    ['is not sent', { failure: 'not-sent' }, undefined, 'untested: x: it was not-sent'],
  ] satisfies [string, FakeResponse, number | undefined, string][]) {
    test(`that ${what} is judged by that`, () => {
      const judgement = judgeOtherForm(syncTo(ANN, fake), 'x', refusedWith);
      expect(formatJudgement(judgement)).toContain(judged);
    });
  }
});

test.describe('A refusal in another form', () => {
  for (const [what, [first, plain, again], judged] of [
    ['that is a 4xx', [refusal(400)], 'passed'],
    ['that is not compared', [refusal(500)], 'untested: x: not compared'],
    ['that is not sent again', [refusal(500), refusal(401)], 'untested: x: not compared'],
    [
      'that is accepted, and is not in this form',
      [lists(), refusal(401), lists()],
      'failed: accepted: x: expected 401 as for this client, got 200',
    ],
    [
      'that fails, and does not in this form',
      [refusal(500), refusal(401), refusal(502)],
      'failed: server-error: x: expected 401 as for this client, got 502',
    ],
    [
      'that is redirected, and is not in this form',
      [refusal(302), refusal(422), refusal(302)],
      'failed: redirected: x: expected 422 as for this client, got 302',
    ],
    ['that is accepted in both forms', [lists(), lists(), lists()], 'passed'],
    ['that fails in both forms', [refusal(500), refusal(500), refusal(500)], 'passed'],
    [
      'that fails once',
      [refusal(500), refusal(401), refusal(401)],
      'untested: x: got 500, and then got 401',
    ],
    [
      'that is not answered',
      [timeout, refusal(401), timeout],
      'failed: no-response: x: it was timeout',
    ],
    [
      'whose control is not answered',
      [lists(), timeout, lists()],
      'untested: x: the same request of this client failed',
    ],
  ] satisfies [string, [FakeResponse, FakeResponse?, FakeResponse?], string][]) {
    test(`${what} is judged by that`, () => {
      const answers = {
        first: answer(first),
        ...(plain && { plain: answer(plain) }),
        ...(again && { again: answer(again) }),
      };
      expect(formatJudgement(judgeSameClass(answers, 'x'))).toBe(judged);
    });
  }
});

test.describe('Requests in other forms', () => {
  const sync = { kind: 'chunked', userIds: ANN, framing: 'chunked' } as const;
  const bodies = (client: ReturnType<typeof scenarioOf>['client']) =>
    client.sent.map(({ body, framing = 'plain' }) => `${framing} ${String(body)}`);

  test('are sent once where they are answered as any sync', async () => {
    const { scenario, client } = scenarioOf(lists(), lists('101'), lists('101', '102'));
    const clients = new ClientRequests(scenario);
    expect((await clients.sync(sync)).control).toEqual([]);
    expect((await clients.sync({ ...sync, userIds: BOTH })).control).toEqual([]);
    expect(bodies(client)).toEqual([
      'plain {"user_ids":[]}',
      'chunked {"user_ids":[101]}',
      'chunked {"user_ids":[101,102]}',
    ]);
  });

  test('are sent again between syncs of the same lists where they are not', async () => {
    const { scenario, client } = scenarioOf(
      lists(),
      ...[lists('102'), lists(), lists('101'), lists(), lists('102')],
      ...[lists(), lists('101'), lists(), lists('101'), lists('101')],
    );
    const clients = new ClientRequests(scenario);
    const { control, answer: second } = await clients.sync(sync);
    expect(control.map(({ requested }) => requested)).toEqual([[], ANN, []]);
    expect(second.userIds).toEqual(['102']);
    expect((await clients.sync(sync)).control).toEqual([]);
    expect(bodies(client)).toEqual([
      'plain {"user_ids":[]}',
      'chunked {"user_ids":[101]}',
      'plain {"user_ids":[]}',
      'plain {"user_ids":[101]}',
      'plain {"user_ids":[]}',
      'chunked {"user_ids":[101]}',
      'plain {"user_ids":[]}',
      'plain {"user_ids":[101]}',
      'plain {"user_ids":[]}',
      'plain {"user_ids":[101]}',
      'chunked {"user_ids":[101]}',
    ]);
  });

  test('are not sent again where syncs of the same lists fail as well', async () => {
    const { scenario, client } = scenarioOf(lists(), ...Array<FakeResponse>(4).fill(lists('102')));
    const { control, answer: first } = await new ClientRequests(scenario).sync(sync);
    scenario.checkAfter('client.chunked', control, first, () => judgeOtherForm(first, 'x'));
    const { checks } = scenario.toEvidence();
    const own = checks.filter(({ requirement }) => requirement === 'client.chunked');
    expect(own).toMatchObject([{ outcome: 'untested', exchanges: expect.arrayContaining(['2']) }]);
    expect(client.sent).toHaveLength(5);
  });

  test('are sent alone where such syncs have failed twice', async () => {
    const { scenario, client } = scenarioOf(...Array<FakeResponse>(12).fill(lists('102')));
    const clients = new ClientRequests(scenario);
    const { control: first } = await clients.sync(sync);
    const { control: second } = await clients.sync(sync);
    expect(second).not.toBe(first);
    expect((await clients.sync({ ...sync, userIds: BOTH })).control).toBe(second);
    expect((await clients.sync(sync)).control).toBe(second);
    expect(client.sent).toHaveLength(12);
    expect(bodies(client).slice(-2)).toEqual([
      'chunked {"user_ids":[101,102]}',
      'chunked {"user_ids":[101]}',
    ]);
  });

  test('leave a failure that does not come again untested', async () => {
    const { scenario } = scenarioOf(
      lists(),
      ...[lists('102'), lists(), lists('101'), lists(), lists('101')],
    );
    const { control, answer: second } = await new ClientRequests(scenario).sync(sync);
    scenario.checkAfter('client.chunked', control, second, () => judgeOtherForm(second, 'x'));
    const checks = scenario.toEvidence().checks;
    const own = checks.filter(({ requirement }) => requirement === 'client.chunked');
    expect(own.map(({ outcome }) => outcome)).toEqual(['untested']);
  });

  test('change nobody where they are refused as is allowed', async () => {
    const { scenario, client } = scenarioOf(lists(), refusal(411), lists('101', '102'));
    const clients = new ClientRequests(scenario);
    expect((await clients.sync(sync, 411)).control).toEqual([]);
    await clients.sync({ ...sync, userIds: BOTH });
    expect(client.sent).toHaveLength(3);
  });

  test('that are refused are compared only where they are no 4xx', async () => {
    const plain = { kind: 'no-accept', userIds: ANN, authorization: null } as const;
    const { scenario, client } = scenarioOf(refusal(401), refusal(500), refusal(500));
    const clients = new ClientRequests(scenario);
    const { shown } = await clients.refused(plain, { ...plain, accept: null });
    expect(shown).toHaveLength(1);
    expect(client.sent).toHaveLength(1);
  });
});
