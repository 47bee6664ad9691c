import { expect, test } from '@playwright/test';
import type { Post } from '../../../helpers/http/requests';
import type { Scenario } from '../../../helpers/scenario/scenario';
import { absent, asText, atOnceScenario, casesOf, cutShort } from '../support/at-once';
import type { FakeResponse } from '../support/responses';
import { ANN, BOTH, lists, refusal } from '../support/scenario';

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
    const { scenario, client } = atOnceScenario(
      lists('101', '102'),
      ...Array<FakeResponse>(3).fill(refusal(400)),
    );
    expect(await answersOf(scenario, [cutShort, asText, absent])).toEqual(['1-2', '1-3', '1-4']);
    expect(client.atOnce.map(({ length }) => length)).toEqual([2]);
  });

  test('are sent one after the other until a valid one among others was accepted', async () => {
    const { scenario, client, atOnce } = atOnceScenario(
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
    const { scenario, client } = atOnceScenario(
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
    const { scenario, client } = atOnceScenario(
      lists('101', '102'),
      ...Array<FakeResponse>(2).fill(refusal(400)),
    );
    expect(await answersOf(scenario, [cutShort, absent])).toEqual(['1-2', '1-3']);
    expect(client.atOnce).toEqual([]);
  });

  test('are sent at once in groups', async () => {
    const { scenario, client } = atOnceScenario(
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
    const { scenario, client } = atOnceScenario(
      lists('101', '102'),
      refusal(400),
      ...[lists('101'), refusal(400)],
      ...[lists('101', '102'), lists('101'), lists('101', '102'), refusal(400)],
    );
    expect(await answersOf(scenario, [cutShort, asText, absent])).toEqual(['1-2', '5-6', '7-8']);
    expect(client.sent[4]?.body).toBe('{"user_ids":[101,102]}');
  });
});
