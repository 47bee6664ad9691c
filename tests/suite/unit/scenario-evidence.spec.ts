import { expect, test } from '@playwright/test';
import { failed, passed, untested } from '../../../helpers/checks/result';
import { readConfig } from '../../../helpers/config/config';
import { FakeClient } from '../support/fake-client';
import type { FakeResponse } from '../support/responses';
import { ANN, BOTH, lists, refusal, scenarioOf, scenarioOn, target } from '../support/scenario';

const { run } = readConfig({});

test.describe('The longest list of a scenario', () => {
  for (const [what, fakes, longest] of [
    ['has listed exactly its users', [lists('101'), lists('101', '102'), lists()], 2],
    ['is counted before a shorter one', [lists('101'), lists('101', '102'), lists('101')], 2],
    ['is not one with another user', [lists('101'), lists('101', '103')], 1],
    ['is not one that was rejected', [lists('101'), refusal(422)], 1],
    ['may be answered with a 201 that has data', [{ ...lists('101'), status: 201 }], 1],
    ['is none without a list', [refusal(422), refusal(422)], 0],
  ] satisfies [string, FakeResponse[], number][]) {
    test(what, async () => {
      const { scenario } = scenarioOf(...fakes);
      for (const ids of [ANN, BOTH, ANN].slice(0, fakes.length)) await scenario.given(ids);
      expect(scenario.toEvidence().longestList).toBe(longest);
    });
  }
});

test.describe('A scenario tested nothing', () => {
  for (const [what, judgements, reason] of [
    ['if no check was evaluated', [untested('first'), untested('second')], 'first'],
    ['unless a check passed', [untested('first'), passed], undefined],
    ['unless a check failed', [failed('lost', 'wrong'), untested('second')], undefined],
    ['if it has no check', [], undefined],
  ] as const) {
    test(what, () => {
      const { scenario } = scenarioOf();
      for (const judgement of judgements) {
        scenario.checkAfter('volume.all-listed', [], [], () => judgement);
      }
      expect(scenario.untestedReason()).toBe(reason);
    });
  }

  test('if a precondition failed, whatever holds for each of its responses', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    await scenario.given(['101', '102']);
    scenario.check('idempotent.same-users', await scenario.sync(ANN));
    expect(scenario.untestedReason()).toMatch(/^its precondition failed/);
  });

  test('if the run was ended before its checks', () => {
    const { scenario, client } = scenarioOf();
    client.limits.giveUp('The run was stopped.');
    expect(scenario.untestedReason()).toBe('The run was stopped.');
  });
});

/** Returns a scenario whose check failed by a 401, before responses to the syncs that ask again. */
async function refusedOnce(...again: FakeResponse[]) {
  const client = new FakeClient([lists(), refusal(401), ...again]);
  const scenario = scenarioOn(client, { target: { ...target, token: '$API_TOKEN' } });
  const control = await scenario.given([]);
  const refused = await scenario.post({ kind: 'chunked', userIds: ANN });
  scenario.checkWithControl('client.chunked', control, refused, () =>
    failed('rejected', 'expected 200, got 401'),
  );
  await scenario.detectTokenRefusal();
  return { scenario, client };
}

test.describe('A refusal of the token that fails a check', () => {
  test('ends the run if the token is refused again', async () => {
    const { scenario, client } = await refusedOnce(...Array<FakeResponse>(9).fill(refusal(401)));
    expect(client.sent.length).toBeGreaterThan(2);
    const { refusedAt, inconclusive } = scenario.toEvidence();
    expect(refusedAt).toBe(1);
    expect(inconclusive).toMatch(/^API_TOKEN was refused with 401, where it had been accepted/);
    expect(scenario.failures(run)).toEqual([]);
  });

  test('is a defect of the target if the token is accepted, and is not asked for again', async () => {
    const { scenario, client } = await refusedOnce(lists('101'));
    expect(client.sent).toHaveLength(3);
    await scenario.detectTokenRefusal();
    expect(client.sent).toHaveLength(3);
    const evidence = scenario.toEvidence();
    expect('refusedAt' in evidence || 'inconclusive' in evidence).toBe(false);
    expect(scenario.failures(run)).toHaveLength(1);
  });

  test('is not asked for if no check fails by it', async () => {
    const client = new FakeClient([lists(), refusal(401), lists()]);
    const scenario = scenarioOn(client, { target: { ...target, token: '$API_TOKEN' } });
    const control = await scenario.given([]);
    const refused = await scenario.post({ kind: 'chunked', userIds: ANN });
    scenario.checkWithControl('client.chunked', control, refused, () => passed);
    await scenario.detectTokenRefusal();
    expect(client.sent).toHaveLength(2);
  });

  test('is absent, as are exchanges that no check reads, if there is none', () => {
    const evidence = scenarioOf().scenario.toEvidence();
    expect('refusedAt' in evidence || 'unjudged' in evidence).toBe(false);
  });

  test('is dated by the lock-out if the client saw that', () => {
    const { scenario, client } = scenarioOf();
    client.limits.lockedOutAt = 7;
    expect(scenario.toEvidence().refusedAt).toBe(7);
  });
});
