import { expect, test } from '@playwright/test';
import { neverIssued } from '../../../helpers/http/credentials';
import type { Post } from '../../../helpers/http/requests';
import type { Scenario } from '../../../helpers/scenario/scenario';
import { newAtOnceBudget } from '../../../helpers/scenario/at-once';
import { FakeClient } from '../support/fake-client';
import type { FakeResponse } from '../support/responses';
import { ANN, BOTH, lists, refusal, scenarioOn, target } from '../support/scenario';

const cutShort: Post = { kind: 'cut-short', body: '{"user_ids":[101' };
const absent: Post = { kind: 'no-body', body: null };
const asText: Post = { kind: 'text-plain', contentType: 'text/plain', body: '{}', means: ANN };
const stranger: Post = { userIds: ANN, authorization: neverIssued };

const casesOf = (...posts: Post[]) => posts.map((request) => ({ what: '', request }));

/** A scenario on a target that takes several requests at once, and has accepted one of them. */
function scenarioOf(...fakes: FakeResponse[]) {
  const client = new FakeClient(fakes);
  client.takes = true;
  const atOnce = { ...newAtOnceBudget(), acceptsValid: true };
  const options = { target: { ...target, readBackPath: '/r' }, atOnce };
  return { client, atOnce, scenario: scenarioOn(client, options) };
}

/** Sends a control and requests. Returns the numbers of the requests that the answers are to. */
async function sent(scenario: Scenario, ...posts: Post[]) {
  const { control, answered } = await scenario.postWith(ANN, casesOf(...posts));
  return [control, ...answered.map(({ answer }) => answer)].map(({ exchange }) => exchange.id);
}

test.describe('Requests that are sent at once', () => {
  for (const [what, posts, ...fakes] of [
    ['rejected', [cutShort, absent], refusal(400), refusal(422), lists('101')],
    [
      'accepted with the list of the control',
      [asText, absent],
      lists('101'),
      refusal(400),
      lists('101'),
    ],
    [
      'accepted with other credentials',
      [stranger, absent],
      lists('102'),
      refusal(400),
      lists('101'),
    ],
  ] as const) {
    test(`count where the others are ${what}`, async () => {
      const { scenario, client } = scenarioOf(...fakes);
      expect(await sent(scenario, ...posts)).toEqual(['3', '1', '2']);
      expect(client.sent).toHaveLength(3);
      const [exchange] = scenario.toEvidence().exchanges;
      expect(exchange?.note).toBe('sent at the same time as 2 other requests');
    });
  }

  test('have a note, with a warning where other credentials are accepted', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    await sent(scenario, stranger);
    expect(scenario.toEvidence().exchanges.map(({ note }) => note)).toEqual([
      'sent at the same time as another request',
      'sent at the same time as another request; sent alone, it may be rejected',
    ]);
  });

  for (const [what, ...fakes] of [
    ['the control is rejected', refusal(400), refusal(400), refusal(422)],
    ['the control lists another user', refusal(400), refusal(400), lists('101', '102')],
    ['one is accepted with another list', lists('102'), refusal(400), lists('101')],
    ...[408, 409, 423, 425, 429].map(
      (status) =>
        [
          `one is rejected with ${String(status)}`,
          refusal(status),
          refusal(400),
          lists('101'),
        ] as const,
    ),
  ] as const) {
    test(`are sent again, one after the other, where ${what}`, async () => {
      const alone = [lists('101'), refusal(400), refusal(422)];
      const { scenario, client } = scenarioOf(...fakes, ...alone);
      expect(await sent(scenario, asText, absent)).toEqual(['4', '5', '6']);
      expect(client.atOnce).toHaveLength(1);
      const { exchanges } = scenario.toEvidence();
      expect(exchanges.map(({ id, note }) => [id, note])).toEqual(
        ['4', '5', '6'].map((id) => [id, undefined]),
      );
    });
  }

  const failedIn = (scenario: Scenario) =>
    scenario
      .toEvidence()
      .checks.filter(({ outcome }) => outcome === 'failed')
      .map(
        ({ requirement, exchanges: [id = ''], message = '' }) => `${requirement} ${id} ${message}`,
      );
  const cut: FakeResponse = { ...refusal(400), failure: 'incomplete' };
  const hung: FakeResponse = { ...refusal(400), failure: 'timeout' };

  test('fail nothing where a response is cut once, which is observed', async () => {
    const { scenario, client } = scenarioOf(
      ...[cut, lists('101')],
      ...[refusal(400), lists('101')],
    );
    expect(await sent(scenario, absent)).toEqual(['4', '3']);
    expect(client.probes).toBe(1);
    expect(failedIn(scenario)).toEqual([]);
    expect(scenario.toEvidence().observations).toContainEqual({
      id: 'cut-off',
      value: 'once, while other requests were in progress',
      exchanges: ['1'],
    });
  });

  test('fail where a response is cut each time', async () => {
    const { scenario } = scenarioOf(
      ...[cut, lists('101')],
      ...[cut, lists('101')],
      ...[lists('101'), refusal(400)],
    );
    expect(await sent(scenario, absent)).toEqual(['5', '6']);
    expect(failedIn(scenario)).toEqual([
      expect.stringMatching(/^http\.completes 1 .*, while other requests were in progress$/),
      expect.stringMatching(/^http\.completes 3 .*, while other requests were in progress$/),
    ]);
  });

  test('fail at the second cut of a run', async () => {
    const { scenario } = scenarioOf(
      ...[cut, lists('101'), refusal(400), lists('101')],
      ...[cut, lists('101'), lists('101'), refusal(400)],
    );
    await sent(scenario, absent);
    await sent(scenario, absent);
    expect(failedIn(scenario)).toEqual([expect.stringMatching(/^http\.completes 5 /)]);
  });

  test('fail for a server error, whatever was in progress', async () => {
    const { scenario } = scenarioOf(
      ...[refusal(500), refusal(400), lists('101')],
      ...[lists('101'), refusal(400), refusal(400)],
    );
    expect(await sent(scenario, cutShort, absent)).toEqual(['4', '5', '6']);
    expect(failedIn(scenario)).toEqual([
      'http.no-5xx 1 got 500, while other requests were in progress',
    ]);
  });

  for (const [what, durationMs, fails] of [
    ['while the target was idle', 100, true],
    ['while the target answered others', 2, false],
  ] as const) {
    test(`${fails ? 'fail' : 'do not fail'} for a timeout ${what}`, async () => {
      const { scenario, client } = scenarioOf(...[hung, lists('101'), lists('101'), refusal(400)]);
      client.durationOf = (given) => (given.failure ? durationMs : 1);
      expect(await sent(scenario, absent)).toEqual(['3', '4']);
      expect(failedIn(scenario)).toHaveLength(fails ? 1 : 0);
    });
  }

  for (const [what, response, times] of [
    ['few where they are useless', lists('102'), 3],
    ['sent once where the target rejects what overlaps', refusal(422), 1],
  ] as const) {
    test(`are ${what}`, async () => {
      const { scenario, client } = scenarioOf(...Array<FakeResponse>(100).fill(response));
      for (let time = 0; time < 8; time++) await scenario.givenWith(ANN, casesOf(absent));
      expect(client.atOnce).toHaveLength(times);
    });
  }

  test('have their control on a connection of its own, the last of the first eight', async () => {
    const posts = [...Array<Post>(9).fill(absent), cutShort];
    const { scenario, client } = scenarioOf(...Array<FakeResponse>(100).fill(refusal(400)));
    await scenario.postWith(ANN, casesOf(...posts));
    const bodies = client.atOnce[0]?.map(({ body }) => body);
    expect(bodies?.indexOf('{"user_ids":[101]}')).toBe(7);
    expect(client.kept).toEqual([10]);
  });

  test('are none where the target does not take several', async () => {
    const { scenario, client } = scenarioOf(lists('101'), refusal(400), refusal(400));
    client.takes = false;
    expect(await sent(scenario, cutShort, absent)).toEqual(['1', '2', '3']);
    expect(client.atOnce).toEqual([]);
  });
});

test.describe('Requests that a server may accept', () => {
  /** Returns the numbers of each control and response. */
  const answersOf = async (scenario: Scenario, ...groups: Post[][]) => {
    const ids: string[] = [];
    const posts = groups.map((group) => casesOf(...group));
    for await (const { control, answer } of scenario.postEach(
      await scenario.given(BOTH),
      ...posts,
    )) {
      ids.push(`${control.exchange.id}-${answer.exchange.id}`);
    }
    return ids;
  };

  test('are sent at once behind the first, where that is rejected', async () => {
    const { scenario, client } = scenarioOf(
      lists('101', '102'),
      ...Array<FakeResponse>(3).fill(refusal(400)),
    );
    expect(await answersOf(scenario, [cutShort, asText, absent])).toEqual(['1-2', '1-3', '1-4']);
    expect(client.atOnce.map(({ length }) => length)).toEqual([2]);
  });

  test('are sent one after the other until a valid one among others was accepted', async () => {
    const { scenario, client, atOnce } = scenarioOf(
      ...[lists('101', '102'), ...Array<FakeResponse>(3).fill(refusal(400))],
      ...[refusal(400), lists('101')],
      ...[lists('101', '102'), ...Array<FakeResponse>(3).fill(refusal(400))],
    );
    atOnce.acceptsValid = false;
    await answersOf(scenario, [cutShort, asText, absent]);
    expect(client.atOnce).toEqual([]);
    await scenario.postWith(ANN, casesOf(absent));
    await answersOf(scenario, [cutShort, asText, absent]);
    expect(client.atOnce.map(({ length }) => length)).toEqual([2, 2]);
  });

  test('are sent one after the other where the first is accepted', async () => {
    const { scenario, client } = scenarioOf(
      ...[lists('101', '102'), lists('101')],
      ...[lists('101', '102'), refusal(400), lists('101')],
    );
    expect(await answersOf(scenario, [asText, absent, asText])).toEqual(['1-2', '3-4', '3-5']);
    expect(client.atOnce).toEqual([]);
    expect(client.sent[2]).toEqual(client.sent[0]);
    // The set-up behind the last one would be for nothing.
    expect(client.sent).toHaveLength(5);
  });

  test('are sent one after the other where two are all', async () => {
    const { scenario, client } = scenarioOf(
      lists('101', '102'),
      ...Array<FakeResponse>(2).fill(refusal(400)),
    );
    expect(await answersOf(scenario, [cutShort, absent])).toEqual(['1-2', '1-3']);
    expect(client.atOnce).toEqual([]);
  });

  test('are sent at once in groups', async () => {
    const { scenario, client } = scenarioOf(
      ...[lists('101', '102'), refusal(400), refusal(400), refusal(400)],
      ...[lists('101'), lists('101', '102'), lists('101')],
    );
    const groups = [
      [cutShort, asText, absent],
      [asText, asText],
    ];
    expect(await answersOf(scenario, ...groups)).toEqual(['1-2', '1-3', '1-4', '1-5', '6-7']);
    expect(client.atOnce.map(({ length }) => length)).toEqual([2]);
  });

  test('are sent again behind their set-up where one is accepted', async () => {
    const { scenario, client } = scenarioOf(
      lists('101', '102'),
      refusal(400),
      ...[lists('101'), refusal(400)],
      ...[lists('101', '102'), lists('101'), lists('101', '102'), refusal(400)],
    );
    expect(await answersOf(scenario, [cutShort, asText, absent])).toEqual(['1-2', '5-6', '7-8']);
    expect(client.sent[4]?.body).toBe('{"user_ids":[101,102]}');
  });
});

test.describe('Requests between two reads', () => {
  const readsOf = async (scenario: Scenario) => {
    const ids: string[][] = [];
    for await (const each of scenario.postBetweenReads(ANN, casesOf(cutShort, absent))) {
      const { control, before, answer, after } = each;
      ids.push([control, before, answer, after].map(({ exchange }) => exchange.id));
    }
    return ids;
  };

  test('have one read behind all of them, where that shows no change', async () => {
    const { scenario } = scenarioOf(
      lists('101'),
      lists('101'),
      refusal(400),
      refusal(400),
      lists('101'),
    );
    expect(await readsOf(scenario)).toEqual([
      ['1', '2', '3', '5'],
      ['1', '5', '4', '5'],
    ]);
  });

  test('have a read each, behind a set-up after a change, where it shows one', async () => {
    const { scenario } = scenarioOf(
      ...[lists('101'), lists('101'), refusal(400), refusal(400), lists()],
      ...[lists('101'), lists('101'), refusal(400), lists()],
      ...[lists('101'), lists('101'), refusal(400), lists('101')],
    );
    expect(await readsOf(scenario)).toEqual([
      ['6', '7', '8', '9'],
      ['10', '11', '12', '13'],
    ]);
  });
});
