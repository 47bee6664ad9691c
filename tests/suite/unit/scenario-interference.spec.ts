import { expect, test } from '@playwright/test';
import { failed } from '../../../helpers/checks/result';
import { readConfig } from '../../../helpers/config/config';
import type { Scenario } from '../../../helpers/scenario/scenario';
import { listing } from '../support/responses';
import { ANN, lists, refusal, scenarioOf } from '../support/scenario';

test.describe('Interference', () => {
  const theirs = [['103'], ['103', '104'], ['105'], ['104', '106']];
  const coming = theirs.map((ids) => lists(...[...ids].reverse()));
  const { run } = readConfig({});

  test('is not looked for if it cannot explain a failure', async () => {
    const { scenario, client } = scenarioOf(lists('101'), ...coming);
    scenario.check('attach.one', await scenario.sync(ANN));
    scenario.checkAfter('http.no-5xx', [], [], () => failed('status-500', 'got 500'));
    await scenario.detectInterference();
    expect(client.sent).toHaveLength(1);
    expect(scenario.toEvidence().shared).toEqual([]);
    expect(scenario.failures(run)).toHaveLength(1);
  });

  for (const [what, judged] of [
    ['a check', true],
    ['a set-up', false],
  ] as const) {
    test(`is looked for if ${what} failed, which is then untested`, async () => {
      const { scenario, client } = scenarioOf(lists('103'), ...coming);
      if (judged) scenario.check('attach.one', await scenario.sync(ANN));
      else await scenario.given(ANN);
      await scenario.detectInterference();
      expect(client.sent.slice(1).map(({ method, target: path }) => `${method} ${path}`)).toEqual(
        coming.map(() => 'GET /customers/7/users'),
      );
      const { shared, customers } = scenario.toEvidence();
      expect(customers).toEqual(['7']);
      expect(shared).toEqual([{ customer: '7', lists: theirs }]);
      expect(scenario.failures(run)).toEqual([]);
    });
  }

  for (const [what, fake] of [
    ['refuses to', refusal(405)],
    ['has another way to', { status: 200, body: '[]' }],
    ['fails to', { status: 500, body: listing('103') }],
  ] as const) {
    test(`is not found if the target ${what} list its users`, async () => {
      const { scenario, client } = scenarioOf(lists('103'), fake, ...coming);
      scenario.check('attach.one', await scenario.sync(ANN));
      await scenario.detectInterference();
      expect(client.sent).toHaveLength(2);
      expect(scenario.toEvidence().shared).toEqual([]);
      expect(scenario.failures(run)).toHaveLength(1);
    });
  }

  for (const [what, send] of [
    ['a sync', (scenario, ids) => scenario.sync(ids)],
    ['another POST', (scenario, userIds) => scenario.post({ userIds })],
    ['an overlapping sync', (scenario, ids) => scenario.syncConcurrently([{ ids, customer: '7' }])],
  ] satisfies [string, (scenario: Scenario, ids: string[]) => Promise<unknown>][]) {
    test(`is not found in late lists of ${what}`, async () => {
      const answers = coming.map(() => lists('101'));
      const { scenario } = scenarioOf(...answers, ...coming, refusal(405));
      for (const ids of theirs) await send(scenario, ids);
      scenario.checkAfter('http.safe-get', [], [], () => failed('lost', 'wrong'));
      await scenario.detectInterference();
      expect(scenario.toEvidence().shared).toEqual([]);
    });
  }
});
