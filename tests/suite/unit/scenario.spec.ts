import { expect, test } from '@playwright/test';
import { judgeEmpty } from '../../../helpers/checks/listing';
import { failed, passed, untested } from '../../../helpers/checks/result';
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

test.describe('A check of a sync', () => {
  test('compares the response with its list, and shows the sync before it', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101', '102'));
    scenario.check('attach.one', await scenario.sync(ANN));
    scenario.check('attach.added', await scenario.sync(BOTH));
    expect(checksOf(scenario)).toEqual(['attach.one passed by 1', 'attach.added passed by 1, 2']);
  });

  test('that fails is reported once', async () => {
    const { scenario } = scenarioOf(lists());
    scenario.check('attach.one', await scenario.sync(ANN));
    expect(checksOf(scenario)).toEqual(['attach.one failed by 1']);
  });

  test('is untested if the sync before it failed, which is reported instead', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    await scenario.given(BOTH);
    scenario.check('idempotent.same-users', await scenario.sync(ANN));
    expect(checksOf(scenario)).toEqual([
      'idempotent.same-users untested by 1, 2',
      'attach.many failed by 1, set-up',
    ]);
  });

  test('names the sync that failed before it by its first users', async () => {
    const { scenario } = scenarioOf(lists());
    await scenario.given(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    scenario.check('detach.unlisted', await scenario.sync(ANN));
    const { checks } = scenario.toEvidence();
    expect(checks.find(({ outcome }) => outcome === 'untested')?.message).toBe(
      'its precondition failed: a sync to [1, 2, 3, 4, 5, 6, 7, 8] did not list these users',
    );
  });

  test('may have another judge', async () => {
    const { scenario } = scenarioOf(lists('101'));
    scenario.check('volume.all-listed', await scenario.sync(ANN), () => failed('lost', 'too slow'));
    expect(checksOf(scenario)).toEqual(['volume.all-listed failed by 1']);
  });

  test('of an empty list fails whatever the sync before it did, if it detaches nobody', async () => {
    for (const [emptied, outcome] of [
      [lists('101', '102'), 'failed'],
      [lists('101'), 'failed'],
      [lists('102'), 'untested'],
      [lists(), 'untested'],
    ] as const) {
      const { scenario } = scenarioOf(lists('101', '102'), emptied);
      await scenario.given(ANN);
      scenario.check('empty.detaches-all', await scenario.sync([]), judgeEmpty);
      expect(checksOf(scenario)[0]).toContain(`empty.detaches-all ${outcome}`);
    }
  });

  test('that is untested leaves a failed sync to the clause it breaks', async () => {
    const { scenario } = scenarioOf(lists(), lists());
    await scenario.given([]);
    scenario.check('volume.all-listed', await scenario.sync(ANN), () => untested('no'));
    expect(checksOf(scenario)).toEqual([
      'volume.all-listed untested by 1, 2',
      'attach.one failed by 1, 2, set-up',
    ]);
  });

  test('that is untested leaves no sync of which nobody knows what was attached before', async () => {
    const { scenario } = scenarioOf(lists());
    scenario.check('volume.all-listed', await scenario.sync(ANN), () => untested('no'));
    expect(checksOf(scenario)).toEqual(['volume.all-listed untested by 1']);
  });

  test('that fails is not reported once more if another check of the sync is untested', async () => {
    const { scenario } = scenarioOf(lists(), lists());
    await scenario.given([]);
    const sync = await scenario.sync(ANN);
    scenario.check('attach.one', sync);
    scenario.check('volume.all-listed', sync, () => untested('no'));
    expect(checksOf(scenario)).toEqual([
      'attach.one failed by 1, 2',
      'volume.all-listed untested by 1, 2',
    ]);
  });

  test('is missing', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'), lists('101'));
    await scenario.given(ANN);
    scenario.check('idempotent.same-users', await scenario.sync(ANN));
    scenario.assertChecked();
    await scenario.sync(BOTH);
    expect(() => {
      scenario.assertChecked();
    }).toThrow('no check names sync(101, 102): use given, or check it');
    // No clause is charged with it.
    expect(checksOf(scenario)).toEqual(['idempotent.same-users passed by 1, 2']);
  });
});

test.describe('A set-up', () => {
  for (const [what, fake] of [
    ['passes', lists('101')],
    ['has no response', { failure: 'timeout' }],
  ] as const) {
    test(`that ${what} is not reported`, async () => {
      const { scenario } = scenarioOf(fake);
      await scenario.given(ANN);
      expect(checksOf(scenario)).toEqual([]);
    });
  }

  test('that fails once, and not when it is sent again, is not reported', async () => {
    const { scenario } = scenarioOf(refusal(500), lists('101'));
    await scenario.given(ANN);
    expect(checksOf(scenario)).toEqual([]);
  });

  test('that fails is reported for the clauses that it breaks, beside the sync before it', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    await scenario.given(ANN);
    await scenario.given(BOB);
    expect(checksOf(scenario)).toEqual([
      'detach.unlisted failed by 1, 2, set-up',
      'attach.one failed by 1, 2, set-up',
    ]);
  });

  test('that fails is reported whatever else is checked of it', async () => {
    const { scenario } = scenarioOf(lists());
    scenario.check('volume.all-listed', await scenario.given(ANN), () => failed('lost', 'no'));
    expect(checksOf(scenario)).toEqual([
      'volume.all-listed failed by 1',
      'attach.one failed by 1, set-up',
    ]);
  });
});

test.describe('A check after preconditions', () => {
  for (const [what, before, outcome] of [
    ['listed its users', lists('101'), 'failed'],
    ['listed another', lists('102'), 'untested'],
    ['was answered with a 201', { status: 201, body: listing(101) }, 'failed'],
    ['was answered with a 204', { status: 204, body: '' }, 'untested'],
    ['was refused', refusal(422), 'untested'],
  ] satisfies [string, FakeResponse, string][]) {
    test(`is ${outcome} if the precondition ${what}`, async () => {
      const { scenario } = scenarioOf(lists(), before, lists('102'));
      const given = await scenario.postFromEmpty({ userIds: ANN });
      const next = await scenario.post({ userIds: BOB });
      scenario.checkAfter('set.unordered', given, next, () => failed('lost', 'no'));
      expect(checksOf(scenario)).toContain(`set.unordered ${outcome} by 2, 3`);
    });
  }

  test('judges the syncs after the preconditions', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'), lists('101'));
    const given = await scenario.given(ANN);
    const answers = [await scenario.sync(BOTH), await scenario.sync(BOB)];
    scenario.checkAfter('set.unordered', [given], answers, () => passed);
    expect(checksOf(scenario)).toEqual(['set.unordered passed by 1, 2, 3']);
  });

  test('leaves them to the clauses they break if it is untested', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    const given = await scenario.given(ANN);
    const next = await scenario.sync(BOTH);
    scenario.checkAfter('set.unordered', given, next, () => untested('no'));
    expect(checksOf(scenario)).toEqual([
      'set.unordered untested by 1, 2',
      'attach.many failed by 1, 2, set-up',
    ]);
  });
});

test.describe('A read by READ_BACK_PATH', () => {
  for (const [path, expected] of [
    [undefined, []],
    ['/read/{id}', ['readback.persisted failed by 1, 2, 3']],
  ] as const) {
    test(`is ${path === undefined ? 'not sent where that is not set' : 'judged'}`, async () => {
      const client = new FakeClient([lists('101'), lists('102'), lists('101')]);
      const readBackPath = path && { readBackPath: path };
      const scenario = scenarioOn(client, { target: { ...target, ...readBackPath } });
      const given = await scenario.given(ANN);
      const answers = [await scenario.post({ userIds: BOB })];
      await scenario.checkReadBack(given, answers, ({ userIds }) =>
        failed('lost', userIds?.join() ?? ''),
      );
      expect(client.sent.slice(2).map((request) => request.target)).toEqual(
        path ? ['/read/7'] : [],
      );
      expect(checksOf(scenario)).toEqual(expected);
    });
  }
});

test.describe('An observation', () => {
  for (const [what, fake, accepted, values] of [
    ['a status', lists('101'), undefined, ['answered 200']],
    ['a status of a rejection', refusal(422), undefined, ['answered 422']],
    ['an accepted request in words', lists('101'), 'ignored', ['ignored']],
    ['a rejected request in words', refusal(422), 'ignored', ['refused with 422']],
    ['neither', refusal(302), 'ignored', ['answered 302']],
    ['no incomplete response', { ...lists('101'), failure: 'timeout' }, 'ignored', []],
  ] satisfies [string, FakeResponse, string | undefined, string[]][]) {
    test(`shows ${what}`, async () => {
      const { scenario } = scenarioOf(fake);
      scenario.observe('a', await scenario.post({ userIds: ANN }), accepted);
      const { observations } = scenario.toEvidence();
      expect(observations.flatMap(({ id, value }) => (id === 'a' ? value : []))).toEqual(values);
    });
  }
});
