import { expect, test } from '@playwright/test';
import type { Post } from '../../../helpers/http/requests';
import type { Scenario } from '../../../helpers/scenario/scenario';
import type { FakeResponse } from '../support/responses';
import { absent, asText, atOnceScenario, casesOf, cutShort, stranger } from '../support/at-once';
import { ANN, lists, refusal } from '../support/scenario';

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
      const { scenario, client } = atOnceScenario(...fakes);
      expect(await sent(scenario, ...posts)).toEqual(['3', '1', '2']);
      expect(client.sent).toHaveLength(3);
      const [exchange] = scenario.toEvidence().exchanges;
      expect(exchange?.note).toBe('sent at the same time as 2 other requests');
    });
  }

  test('have a note, with a warning where other credentials are accepted', async () => {
    const { scenario } = atOnceScenario(lists('101'), lists('101'));
    await sent(scenario, stranger);
    expect(scenario.toEvidence().exchanges.map(({ note }) => note)).toEqual([
      'sent at the same time as another request',
      'sent at the same time as another request; sent alone, it may be rejected',
    ]);
  });

  for (const [what, ...fakes] of [
    ['the target is busy for the control', refusal(400), refusal(400), refusal(409)],
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
      const { scenario, client } = atOnceScenario(...fakes, ...alone);
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

  for (const [what, answers, expected] of [
    ['rejected each time', [lists('101'), refusal(400), refusal(422), refusal(422)], ['422']],
    ['rejected once', [lists('101'), refusal(400), refusal(422), lists('101')], []],
    ['rejected alone too', [refusal(422)], []],
  ] as const) {
    test(`fail ${expected.length > 0 ? 'the control' : 'nothing'} where it is ${what}`, async () => {
      const first = [refusal(400), refusal(422), refusal(422)];
      const alone = [lists('101'), refusal(400), refusal(422)];
      const { scenario, client } = atOnceScenario(...first, ...answers, ...alone);
      await sent(scenario, asText, absent);
      const { checks } = scenario.toEvidence();
      expect(client.atOnce).toHaveLength(answers.length > 1 ? 2 : 1);
      expect(
        checks
          .filter(({ requirement }) => requirement === 'concurrency.accepted')
          .map(({ message, setUp }) => [message, setUp]),
      ).toEqual(
        expected.map((status) => [
          `a valid request: expected 200, got ${status}, beside 2 requests to reject, but 200 alone`,
          true,
        ]),
      );
    });
  }

  test('fail nothing where a response is cut once, which is observed', async () => {
    const { scenario, client } = atOnceScenario(
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
    const { scenario } = atOnceScenario(
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
    const { scenario } = atOnceScenario(
      ...[cut, lists('101'), refusal(400), lists('101')],
      ...[cut, lists('101'), lists('101'), refusal(400)],
    );
    await sent(scenario, absent);
    await sent(scenario, absent);
    expect(failedIn(scenario)).toEqual([expect.stringMatching(/^http\.completes 5 /)]);
  });

  test('fail for a server error, whatever was in progress', async () => {
    const { scenario } = atOnceScenario(
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
      const { scenario, client } = atOnceScenario(
        ...[hung, lists('101'), lists('101'), refusal(400)],
      );
      client.durationOf = (given) => (given.failure ? durationMs : 1);
      expect(await sent(scenario, absent)).toEqual(['3', '4']);
      expect(failedIn(scenario)).toHaveLength(fails ? 1 : 0);
    });
  }

  for (const [what, response, times] of [
    ['few where they are useless', lists('101'), 3],
    ['sent once where the target lists others than the control has', lists('102'), 1],
    ['sent once where the target rejects what overlaps', refusal(422), 1],
  ] as const) {
    test(`are ${what}`, async () => {
      const { scenario, client } = atOnceScenario(...Array<FakeResponse>(100).fill(response));
      for (let time = 0; time < 8; time++) await scenario.givenWith(ANN, casesOf(absent));
      expect(client.atOnce).toHaveLength(times);
    });
  }

  test('have their control on a connection of its own, the last of the first eight', async () => {
    const posts = [...Array<Post>(9).fill(absent), cutShort];
    const { scenario, client } = atOnceScenario(...Array<FakeResponse>(100).fill(refusal(400)));
    await scenario.postWith(ANN, casesOf(...posts));
    const bodies = client.atOnce[0]?.map(({ body }) => body);
    expect(bodies?.indexOf('{"user_ids":[101]}')).toBe(7);
    expect(client.kept).toEqual([10]);
  });

  test('are none where the target does not take several', async () => {
    const { scenario, client } = atOnceScenario(lists('101'), refusal(400), refusal(400));
    client.takes = false;
    expect(await sent(scenario, cutShort, absent)).toEqual(['1', '2', '3']);
    expect(client.atOnce).toEqual([]);
  });
});
