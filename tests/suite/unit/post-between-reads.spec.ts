import { expect, test } from '@playwright/test';
import type { Scenario } from '../../../helpers/scenario/scenario';
import { absent, atOnceScenario, casesOf, cutShort } from '../support/at-once';
import { ANN, lists, refusal } from '../support/scenario';

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
    const { scenario } = atOnceScenario(
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
    const { scenario } = atOnceScenario(
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
