import { expect, test } from '@playwright/test';
import { failed, passed, untested, type Check } from '../../../helpers/checks/result';
import { readConfig } from '../../../helpers/config/config';
import { emptyCredentials, neverIssued } from '../../../helpers/http/credentials';
import { InterferenceDetector } from '../../../helpers/scenario/detector';
import { Scenario } from '../../../helpers/scenario/scenario';
import type { ScenarioOptions } from '../../../helpers/scenario/scenario-requests';
import { listing, type Said } from '../support/responses';
import { FakeClient } from '../support/fake-client';

const ANN = ['101'];
const BOB = ['102'];
const BOTH = ['101', '102'];

const target = {
  baseUrl: 'http://127.0.0.1',
  token: 'right-token',
  customers: ['7', '9'],
  users: BOTH,
  restoreUsers: [],
  unknownUser: '2147480001',
  unknownCustomer: '2147480002',
};

const scenarioOn = (client: FakeClient, options: Partial<ScenarioOptions> = {}) =>
  new Scenario({
    title: 'one',
    target,
    client,
    customers: ['7'],
    memory: new Map(),
    watch: new InterferenceDetector(0),
    ...options,
  });

/** Returns a scenario whose requests have these responses, in order. */
function scenarioOf(...said: Said[]) {
  const client = new FakeClient(said);
  return { scenario: scenarioOn(client), client };
}

const lists = (...ids: string[]): Said => ({ status: 200, body: listing(...ids) });
const refusal = (status: number): Said => ({ status, body: '{}' });

/** Formats the checks of requirements that do not apply to every exchange. */
function inShort(checks: readonly Check[]): string[] {
  return checks
    .filter(({ requirement }) => !/^(http|response|user)\.|^set\.no-dup/.test(requirement))
    .map(
      ({ requirement, outcome, exchanges, setUp }) =>
        `${requirement} ${outcome} by ${exchanges.join(', ')}${setUp === true ? ', set-up' : ''}`,
    );
}

const checksOf = (scenario: Scenario) => inShort(scenario.toEvidence().checks);

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
    const { checks } = scenario.toEvidence();
    expect(inShort(checks)).toEqual([
      'idempotent.same-users untested by 1, 2',
      'attach.many failed by 1, set-up',
    ]);
    expect(checks.find(({ outcome }) => outcome === 'untested')?.message).toBe(
      'its precondition failed: a sync to [101, 102] did not list these users',
    );
  });

  test('names the sync that failed before it by its first users', async () => {
    const { scenario } = scenarioOf(lists());
    await scenario.given(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    scenario.check('detach.unlisted', await scenario.sync(ANN));
    expect(
      scenario.toEvidence().checks.find(({ outcome }) => outcome === 'untested')?.message,
    ).toBe('its precondition failed: a sync to [1, 2, 3, 4, 5, 6, 7, 8] did not list these users');
  });

  test('may have another judge', async () => {
    const { scenario } = scenarioOf(lists('101'));
    scenario.check('volume.all-listed', await scenario.sync(ANN), () => failed('too slow'));
    expect(checksOf(scenario)).toEqual(['volume.all-listed failed by 1']);
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

  test('is missing', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'), lists('101'));
    await scenario.given(ANN);
    scenario.check('idempotent.same-users', await scenario.sync(ANN));
    expect(() => {
      scenario.assertChecked();
    }).not.toThrow();
    await scenario.sync(ANN);
    expect(() => {
      scenario.assertChecked();
    }).toThrow('no check names sync(101)');
  });
});

test.describe('A set-up', () => {
  for (const [what, said] of [
    ['passes', lists('101')],
    ['has no response', { failure: 'timeout' }],
  ] as const) {
    test(`that ${what} is not reported`, async () => {
      const { scenario } = scenarioOf(said);
      await scenario.given(ANN);
      expect(checksOf(scenario)).toEqual([]);
    });
  }

  test('that fails is reported for the clauses that it breaks, beside the sync before it', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    await scenario.given(ANN);
    await scenario.given(BOB);
    expect(checksOf(scenario)).toEqual([
      'detach.unlisted failed by 1, 2, set-up',
      'attach.one failed by 1, 2, set-up',
    ]);
  });

  test('is sent again after a request that was accepted', async () => {
    const { scenario, client } = scenarioOf(lists('101'), refusal(422), lists(), lists('101'));
    const control = await scenario.given(ANN);
    expect(
      await scenario.renew(control, await scenario.post({ kind: 'no-user-ids', body: '{}' })),
    ).toBe(control);
    expect(client.sent).toHaveLength(2);
    const renewed = await scenario.renew(
      control,
      await scenario.post({ kind: 'no-user-ids', body: '{}' }),
    );
    expect(renewed.userIds).toEqual(ANN);
    expect(client.sent[3]).toEqual(client.sent[0]);
  });
});

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
    expect((await scenario.sync([])).before).toBe(first);
  });

  test('has to have status 200, and shows the order of its users', async () => {
    const { scenario } = scenarioOf({ status: 201, body: listing(101) }, lists('102', '101'));
    await scenario.sync(ANN);
    await scenario.sync(['102', '101']);
    const { checks, observations } = scenario.toEvidence();
    expect(
      checks.flatMap(({ requirement, outcome, exchanges }) =>
        requirement === 'response.status' ? [[outcome, ...exchanges].join(' ')] : [],
      ),
    ).toEqual(['failed 1', 'passed 2']);
    expect(observations).toEqual([
      { id: 'order-of-data', value: 'as in the list', exchanges: ['2'] },
    ]);
  });
});

test.describe('A check after preconditions', () => {
  for (const [what, before, outcome] of [
    ['listed its users', lists('101'), 'failed'],
    ['listed another', lists('102'), 'untested'],
    ['was answered with a 201', { status: 201, body: listing(101) }, 'untested'],
    ['was refused', refusal(422), 'untested'],
  ] satisfies [string, Said, string][]) {
    test(`is ${outcome} if the precondition ${what}`, async () => {
      const { scenario } = scenarioOf(lists(), before, lists('102'));
      const given = await scenario.postFromEmpty({ userIds: ANN });
      const next = await scenario.post({ userIds: BOB });
      scenario.checkAfter('set.unordered', given, next, () => failed('no'));
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

test.describe('A rejection beside its control', () => {
  const challenge: Said = {
    ...refusal(401),
    headers: [['WWW-Authenticate', 'Bearer']],
    body: '',
  };

  async function pair(control: Said, refused: Said) {
    const { scenario } = scenarioOf(control, refused);
    const good = await scenario.post({ userIds: ANN });
    const bad = await scenario.post({ userIds: ANN, authorization: neverIssued });
    return { scenario, good, bad };
  }

  test('is checked for status, challenge and body', async () => {
    const { scenario, good, bad } = await pair(lists('101'), challenge);
    scenario.checkUnauthorized('auth.invalid', good, bad, { authorization: neverIssued });
    expect(checksOf(scenario)).toEqual(
      ['invalid', 'no-data', 'status', 'challenge', 'no-echo'].map(
        (id) => `auth.${id} passed by 1, 2`,
      ),
    );
  });

  test('need not be a 401 if the token has no access', async () => {
    const { scenario, good, bad } = await pair(lists('101'), refusal(404));
    scenario.checkUnauthorized('auth.forbidden', good, bad, {
      authorization: null,
      allowed: [403, 404],
    });
    expect(checksOf(scenario)).toEqual([
      'auth.forbidden passed by 1, 2',
      'auth.no-data passed by 1, 2',
    ]);
  });

  test('must not list a user of the target', async () => {
    const { scenario, good, bad } = await pair(lists('101'), {
      ...challenge,
      body: listing(101),
    });
    scenario.checkUnauthorized('auth.invalid', good, bad, { authorization: null });
    expect(checksOf(scenario)).toContain('auth.no-data failed by 1, 2');
  });

  test('of empty credentials may have the word Bearer in it', async () => {
    const { scenario, good, bad } = await pair(lists('101'), challenge);
    for (const authorization of emptyCredentials) {
      scenario.checkUnauthorized('auth.empty', good, bad, { authorization });
    }
    expect(checksOf(scenario).filter((check) => check.includes('echo'))).toEqual([]);
  });

  for (const status of [201, 401, 403, 404, 422]) {
    test(`is untested if the control is answered ${String(status)}`, async () => {
      const { scenario, good, bad } = await pair({ ...lists('101'), status }, challenge);
      scenario.checkUnauthorized('auth.missing', good, bad, { authorization: null });
      scenario.checkRejected('body.absent', good, bad, 'no body');
      const message = `its control was not accepted: answered ${String(status)}`;
      const untestedBy = { outcome: 'untested', message, exchanges: ['1', '2'] };
      expect(scenario.toEvidence().checks.slice(-2)).toEqual([
        { requirement: 'auth.missing', ...untestedBy },
        { requirement: 'body.absent', ...untestedBy },
      ]);
    });
  }

  test('fails if the request was accepted', async () => {
    const { scenario, good, bad } = await pair(lists('101'), lists('101'));
    scenario.checkRejected('body.absent', good, bad, 'no body');
    expect(checksOf(scenario)).toEqual(['body.absent failed by 1, 2']);
  });
});

test.describe('An observation', () => {
  for (const [what, said, accepted, values] of [
    ['a status', lists('101'), undefined, ['answered 200']],
    ['a status of a rejection', refusal(422), undefined, ['answered 422']],
    ['an accepted request in words', lists('101'), 'ignored', ['ignored']],
    ['a rejected request in words', refusal(422), 'ignored', ['refused with 422']],
    ['neither', refusal(302), 'ignored', ['answered 302']],
    ['no incomplete response', { ...lists('101'), failure: 'timeout' }, 'ignored', []],
  ] satisfies [string, Said, string | undefined, string[]][]) {
    test(`shows ${what}`, async () => {
      const { scenario } = scenarioOf(said);
      scenario.observe('a', await scenario.post({ userIds: ANN }), accepted);
      const { observations } = scenario.toEvidence();
      expect(observations.flatMap(({ id, value }) => (id === 'a' ? value : []))).toEqual(values);
    });
  }
});

test.describe('A request', () => {
  test('is sent once more if it failed, so that chance breaks no clause', async () => {
    for (const broken of [
      refusal(500),
      refusal(503),
      { ...lists(), failure: 'incomplete' as const },
    ]) {
      const { scenario, client } = scenarioOf(broken, lists('101'));
      scenario.check('attach.one', await scenario.sync(ANN));
      expect(client.sent).toHaveLength(2);
      expect(client.sent[1]).toEqual(client.sent[0]);
      expect(checksOf(scenario)).toEqual(['attach.one passed by 2']);
      expect(scenario.toEvidence().exchanges.map(({ id, note }) => [id, note])).toEqual([
        ['1', undefined],
        ['2', 'retry of 1, to see whether the failure recurs'],
      ]);
    }
  });

  test('is sent once if it did not fail', async () => {
    for (const said of [refusal(499), lists(), { failure: 'timeout' as const }]) {
      const { scenario, client } = scenarioOf(said);
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
    expect(answers.map(({ requested, status }) => [requested, status])).toEqual([
      [ANN, 200],
      [BOB, 401],
      [BOTH, 200],
    ]);
  });

  for (const [what, said, difference, expected] of [
    ['repeats it', { status: 422, body: '"right-token"' }, {}, ['auth.no-echo failed by 1']],
    ['does not repeat it', { status: 422, body: '"right"' }, {}, ['auth.no-echo passed by 1']],
    ['is missing', { status: 200, body: '"right-token"' }, {}, []],
    [
      'is of other credentials, which have a control',
      { status: 401, body: '"right-token"' },
      { authorization: neverIssued },
      [],
    ],
  ] as const) {
    test(`must not have the token in its rejection, which ${what}`, async () => {
      const { scenario } = scenarioOf(said);
      await scenario.post({ userIds: ANN, ...difference });
      expect(checksOf(scenario)).toEqual(expected);
    });
  }

  test('may follow an emptied customer', async () => {
    const { scenario, client } = scenarioOf(lists('102'), lists('101'));
    const sync = await scenario.postFromEmpty({ kind: 'query-token', userIds: ANN, query: '?x' });
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
    expect(syncs.map(({ requested, customer, userIds }) => [requested, customer, userIds])).toEqual(
      [
        [ANN, '7', ANN],
        [BOB, '9', BOB],
      ],
    );
    expect((await scenario.sync(ANN)).before).toBeUndefined();
    expect(scenario.toEvidence().exchanges).toHaveLength(4);
  });

  test('may read who is attached', async () => {
    const client = new FakeClient([lists('101')]);
    const readBackPath = '/c/{id}/users/{id}';
    const scenario = scenarioOn(client, { target: { ...target, readBackPath } });
    const read = await scenario.readBack();
    expect([read.requested, read.userIds]).toEqual([[], ANN]);
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

test.describe('Interference', () => {
  const coming = [['103'], ['103', '104'], ['105'], ['106', '104']].map((ids) => lists(...ids));
  const { run } = readConfig({});

  test('is not looked for if it cannot explain a failure', async () => {
    const { scenario, client } = scenarioOf(lists('101'), ...coming);
    scenario.check('attach.one', await scenario.sync(ANN));
    scenario.checkAfter('http.no-5xx', [], [], () => failed('answered 500'));
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
      expect(shared).toEqual([
        { customer: '7', lists: [['103'], ['103', '104'], ['105'], ['104', '106']] },
      ]);
      expect(scenario.failures(run)).toEqual([]);
    });
  }

  for (const [what, said] of [
    ['refuses to', refusal(405)],
    ['has another way to', { status: 200, body: '[]' }],
    ['fails to', { status: 500, body: listing('103') }],
  ] as const) {
    test(`is not found if the target ${what} list its users`, async () => {
      const { scenario, client } = scenarioOf(lists('103'), said, ...coming);
      scenario.check('attach.one', await scenario.sync(ANN));
      await scenario.detectInterference();
      expect(client.sent).toHaveLength(2);
      expect(scenario.toEvidence().shared).toEqual([]);
      expect(scenario.failures(run)).toHaveLength(1);
    });
  }

  for (const [what, send] of [
    ['a sync', (scenario: Scenario, ids: string[]) => scenario.sync(ids)],
    ['another POST', (scenario: Scenario, userIds: string[]) => scenario.post({ userIds })],
    [
      'an overlapping sync',
      (scenario: Scenario, ids: string[]) => scenario.syncConcurrently([{ ids, customer: '7' }]),
    ],
  ] as const) {
    test(`is not found in late lists of ${what}`, async () => {
      const answers = coming.map(() => lists('101'));
      const { scenario } = scenarioOf(...answers, ...coming, refusal(405));
      for (const ids of [['103'], ['103', '104'], ['105'], ['106', '104']]) {
        await send(scenario, ids);
      }
      scenario.checkAfter('http.safe-get', [], [], () => failed('wrong'));
      await scenario.detectInterference();
      expect(scenario.toEvidence().shared).toEqual([]);
    });
  }
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

  for (const [what, said, givenUp, expected] of [
    ['a list', lists(), undefined, undefined],
    ['a rejection', refusal(403), undefined, undefined],
    [
      'a rejected token',
      refusal(401),
      undefined,
      expect.stringMatching(/API_TOKEN was refused with 401/),
    ],
    ['a target that is gone', lists(), 'it is gone', 'it is gone'],
    ['both', refusal(401), 'it is gone', 'it is gone'],
  ] as [string, Said, string | undefined, unknown][]) {
    test(`is conclusive unless the token expired or the target is gone: ${what}`, async () => {
      const { scenario, client } = scenarioOf(said);
      await scenario.sync([]);
      client.abortReason = givenUp;
      expect(scenario.toEvidence().inconclusive).toEqual(expected);
      expect('inconclusive' in scenario.toEvidence()).toBe(expected !== undefined);
    });
  }
});
