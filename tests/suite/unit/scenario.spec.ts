import { expect, test } from '@playwright/test';
import { failed, passed, untested, type Check } from '../../../helpers/checks/result';
import { readConfig } from '../../../helpers/config/config';
import { neverIssued } from '../../../helpers/http/credentials';
import { InterferenceDetector } from '../../../helpers/scenario/detector';
import { Scenario } from '../../../helpers/scenario/scenario';
import { listing, type Said } from '../support/responses';
import { Scripted } from '../support/fake-client';

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

/** A scenario whose requests are answered so, in turn. */
function scenarioOf(...said: Said[]) {
  const client = new Scripted(said);
  const options = {
    title: 'one',
    target,
    client,
    customers: ['7'],
    memory: new Map(),
    watch: new InterferenceDetector(0),
  };
  return { scenario: new Scenario(options), client };
}

const lists = (...ids: string[]): Said => ({ status: 200, body: listing(...ids) });
const refusal = (status: number): Said => ({ status, body: '{}' });

/** The checks of what is not held against every exchange, in short. */
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
  test('holds its answer against its list, and shows the sync before it', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101', '102'));
    scenario.check('attach.one', await scenario.sync(ANN));
    scenario.check('attach.added', await scenario.sync(BOTH));
    expect(checksOf(scenario)).toEqual(['attach.one passed by 1', 'attach.added passed by 1, 2']);
  });

  test('that fails is charged once', async () => {
    const { scenario } = scenarioOf(lists());
    scenario.check('attach.one', await scenario.sync(ANN));
    expect(checksOf(scenario)).toEqual(['attach.one failed by 1']);
  });

  test('says nothing where the sync before it went wrong, which is charged instead', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    await scenario.sync(BOTH);
    scenario.check('idempotent.same-users', await scenario.sync(ANN));
    const { checks } = scenario.toEvidence();
    expect(inShort(checks)).toEqual([
      'idempotent.same-users untested by 1, 2',
      'attach.many failed by 1, set-up',
    ]);
    expect(checks.find(({ outcome }) => outcome === 'untested')?.message).toBe(
      'what came before it, a sync to [101, 102], was not answered as asked',
    );
  });

  test('says which sync went wrong before it, by the first of its list', async () => {
    const { scenario } = scenarioOf(lists());
    await scenario.sync(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    scenario.check('detach.unlisted', await scenario.sync(ANN));
    expect(
      scenario.toEvidence().checks.find(({ outcome }) => outcome === 'untested')?.message,
    ).toBe('what came before it, a sync to [1, 2, 3, 4, 5, 6, 7, 8], was not answered as asked');
  });

  test('may be judged otherwise', async () => {
    const { scenario } = scenarioOf(lists('101'));
    scenario.check('volume.all-listed', await scenario.sync(ANN), () => failed('too slow'));
    expect(checksOf(scenario)).toEqual(['volume.all-listed failed by 1']);
  });

  test('that comes to nothing leaves the sync to its clause', async () => {
    const { scenario } = scenarioOf(lists());
    scenario.check('volume.all-listed', await scenario.sync(ANN), () => untested('no'));
    expect(checksOf(scenario)).toEqual([
      'volume.all-listed untested by 1',
      'attach.one failed by 1, set-up',
    ]);
  });
});

test.describe('A sync that no check is about', () => {
  test('is charged with nothing where it is right', async () => {
    const { scenario } = scenarioOf(lists('101'));
    await scenario.sync(ANN);
    expect(checksOf(scenario)).toEqual([]);
  });

  test('is charged with nothing where it came to nothing', async () => {
    const { scenario } = scenarioOf({ failure: 'timeout' });
    await scenario.sync(ANN);
    expect(checksOf(scenario)).toEqual([]);
  });

  test('is charged to the clauses that it breaks, beside the sync before it', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    await scenario.sync(ANN);
    await scenario.sync(BOB);
    expect(checksOf(scenario)).toEqual([
      'detach.unlisted failed by 1, 2, set-up',
      'attach.one failed by 1, 2, set-up',
    ]);
  });

  test('is charged to nothing where whoever asked for it judges it', async () => {
    const { scenario } = scenarioOf(lists());
    await scenario.setupSync(ANN);
    expect(checksOf(scenario)).toEqual([]);
  });

  test('has no sync before it where a request that differs came between', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('102'), lists('101', '102'));
    await scenario.sync(ANN);
    await scenario.post(BOB);
    expect((await scenario.sync(ANN)).before).toBeUndefined();
  });

  test('has the sync of its own customer before it', async () => {
    const { scenario } = scenarioOf();
    const first = await scenario.sync([]);
    expect((await scenario.sync([], '9')).before).toBeUndefined();
    expect((await scenario.sync([])).before).toBe(first);
  });

  test('is to have status 200, and tells how its users stand', async () => {
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

test.describe('What holds only given what came before', () => {
  for (const [what, before, outcome] of [
    ['was answered as asked', lists('101'), 'failed'],
    ['listed another', lists('102'), 'untested'],
    ['was answered with a 201', { status: 201, body: listing(101) }, 'untested'],
    ['was refused', refusal(422), 'untested'],
  ] satisfies [string, Said, string][]) {
    test(`is ${outcome} where that ${what}`, async () => {
      const { scenario } = scenarioOf(before, lists('102'));
      const given = await scenario.setupSync(ANN);
      const next = await scenario.post(BOB);
      scenario.checkAfter('set.unordered', given, next, () => failed('no'));
      expect(checksOf(scenario)).toEqual([`set.unordered ${outcome} by 1, 2`]);
    });
  }

  test('takes the syncs that it judges for judged, and no others', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'), lists('101'));
    const given = await scenario.sync(ANN);
    const answers = [await scenario.sync(BOTH), await scenario.sync(BOB)];
    scenario.checkAfter('set.unordered', [given], answers, () => passed);
    expect(checksOf(scenario)).toEqual(['set.unordered passed by 1, 2, 3']);
  });

  test('leaves them to their clauses where it comes to nothing', async () => {
    const { scenario } = scenarioOf(lists('101'), lists('101'));
    const given = await scenario.sync(ANN);
    const next = await scenario.sync(BOTH);
    scenario.checkAfter('set.unordered', given, next, () => untested('no'));
    expect(checksOf(scenario)).toEqual([
      'set.unordered untested by 1, 2',
      'attach.many failed by 1, 2, set-up',
    ]);
  });
});

test.describe('A list with an id twice', () => {
  for (const [what, repeated, outcome, observed] of [
    ['refused', refusal(422), 'passed', 'refused with 422'],
    ['counted once', lists('101'), 'passed', 'counted once'],
    ['listed twice', lists('101', '101'), 'failed', 'counted once'],
  ] satisfies [string, Said, string, string][]) {
    test(`may be ${what}: ${outcome}`, async () => {
      const { scenario } = scenarioOf(lists('101'), repeated);
      const control = await scenario.setupSync(ANN);
      scenario.checkRepeated(control, await scenario.post(['101', '101']));
      expect(checksOf(scenario)).toContain(`set.repeated-ids ${outcome} by 1, 2`);
      expect(scenario.toEvidence().observations).toContainEqual({
        id: 'repeated-ids',
        value: observed,
        exchanges: ['2'],
      });
    });
  }
});

test.describe('A refusal beside its control', () => {
  const challenge: Said = {
    ...refusal(401),
    headers: [['WWW-Authenticate', 'Bearer']],
    body: '',
  };

  async function pair(control: Said, refused: Said) {
    const { scenario } = scenarioOf(control, refused);
    const good = await scenario.post(ANN);
    return { scenario, good, bad: await scenario.post(ANN, { authorization: neverIssued }) };
  }

  test('is held to all that a refusal is held to', async () => {
    const { scenario, good, bad } = await pair(lists('101'), challenge);
    scenario.checkUnauthorized('auth.invalid', good, bad, {
      what: 'x',
      sent: neverIssued,
    });
    expect(checksOf(scenario)).toEqual(
      ['invalid', 'no-data', 'status', 'challenge', 'no-echo'].map(
        (id) => `auth.${id} passed by 1, 2`,
      ),
    );
  });

  test('need not be a 401 where the token may not do this', async () => {
    const { scenario, good, bad } = await pair(lists('101'), refusal(404));
    scenario.checkUnauthorized('auth.forbidden', good, bad, {
      what: 'x',
      allowed: [403, 404],
    });
    expect(checksOf(scenario)).toEqual([
      'auth.forbidden passed by 1, 2',
      'auth.no-data passed by 1, 2',
    ]);
  });

  test('shows a user of the target where none belongs', async () => {
    const { scenario, good, bad } = await pair(lists('101'), {
      ...challenge,
      body: listing(101),
    });
    scenario.checkUnauthorized('auth.invalid', good, bad, { what: 'x' });
    expect(checksOf(scenario)).toContain('auth.no-data failed by 1, 2');
  });

  test('is held to being one where the token stands elsewhere', async () => {
    const { scenario, good, bad } = await pair(lists('101'), lists('101'));
    scenario.checkElsewhere(good, bad, 'in the query');
    scenario.checkRejected('body.absent', good, bad, 'no body');
    expect(checksOf(scenario)).toEqual([
      'auth.elsewhere failed by 1, 2',
      'body.absent failed by 1, 2',
    ]);
  });

  test('says nothing without it, and says why', async () => {
    const { scenario, good, bad } = await pair(refusal(403), challenge);
    expect(scenario.checkWithControl('body.absent', good, bad, () => passed)).toBe(false);
    expect(scenario.toEvidence().checks.at(-1)).toEqual({
      requirement: 'body.absent',
      outcome: 'untested',
      message: 'its control was not accepted: answered 403',
      exchanges: ['1', '2'],
    });
  });
});

test.describe('What a target does', () => {
  test('is told where all answers came whole, and not where one did not', async () => {
    const { scenario } = scenarioOf(lists('101'), { ...lists('101'), failure: 'timeout' });
    const whole = await scenario.post(ANN);
    const broken = await scenario.post(ANN);
    scenario.observe('a', 'seen', [whole, whole]);
    scenario.observe('b', 'seen', [whole, broken]);
    scenario.observe('c', 'seen', [broken]);
    const { observations } = scenario.toEvidence();
    expect(observations.filter(({ value }) => value === 'seen').map(({ id }) => id)).toEqual(['a']);
  });
});

test.describe('A request', () => {
  test('is sent once more where it broke, so that chance is not taken for a clause', async () => {
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

  test('is not sent again where it did not', async () => {
    for (const said of [refusal(499), lists(), { failure: 'timeout' as const }]) {
      const { scenario, client } = scenarioOf(said);
      await scenario.sync(ANN);
      expect(client.sent).toHaveLength(1);
    }
  });

  test('goes over a connection of its own where its credentials differ', async () => {
    const { scenario, client } = scenarioOf();
    await scenario.post(ANN, { kind: 'no-user-ids', body: '{}' });
    expect(client.connections).toEqual([]);
    await scenario.post(ANN, { authorization: null });
    expect(client.connections).toEqual([[client.sent[1]]]);
  });

  test('goes over the same new connection as the one before it', async () => {
    const { scenario, client } = scenarioOf(lists('101'), refusal(401), lists('101', '102'));
    const answers = await scenario.postSequentially(
      [ANN, {}],
      [BOB, { authorization: null }],
      [BOTH, {}],
    );
    expect(client.connections).toEqual([client.sent]);
    expect(answers.map(({ requested, status }) => [requested, status])).toEqual([
      [ANN, 200],
      [BOB, 401],
      [BOTH, 200],
    ]);
  });

  for (const [what, said, difference, expected] of [
    ['repeats the token', { status: 422, body: '"right-token"' }, {}, ['auth.no-echo failed by 1']],
    ['does not repeat it', { status: 422, body: '"right"' }, {}, ['auth.no-echo passed by 1']],
    ['is none', { status: 200, body: '"right-token"' }, {}, []],
    [
      'is of other credentials, which are held to it beside their control',
      { status: 401, body: '"right-token"' },
      { authorization: neverIssued },
      [],
    ],
  ] as const) {
    test(`is held to not repeat the token where its refusal ${what}`, async () => {
      const { scenario } = scenarioOf(said);
      await scenario.post(ANN, difference);
      expect(checksOf(scenario)).toEqual(expected);
    });
  }

  test('may follow an emptied customer', async () => {
    const { scenario, client } = scenarioOf(lists('102'), lists('101'));
    const sync = await scenario.postFromEmpty(ANN, { kind: 'query-token', query: '?x' });
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
    const { scenario, client } = scenarioOf(lists('101'));
    const read = await scenario.readBack('/c/{id}/users/{id}');
    expect([read.requested, read.userIds]).toEqual([[], ANN]);
    expect(client.sent).toEqual([
      {
        kind: 'get',
        method: 'GET',
        target: '/c/7/users/7',
        authorization: expect.objectContaining({ value: 'Bearer right-token' }) as unknown,
        headers: [],
      },
    ]);
  });

  test('tells what the contract is silent about', async () => {
    const { scenario } = scenarioOf({ ...refusal(422), body: '{"error":1}' });
    await scenario.post(ANN);
    expect(scenario.toEvidence().observations).toEqual([
      { id: 'error-body', value: 'application/json {error}', exchanges: ['1'] },
    ]);
  });
});

test.describe('Somebody else', () => {
  const coming = [['103'], ['103', '104'], ['105'], ['106', '104']].map((ids) => lists(...ids));
  const { run } = readConfig({});

  test('is not looked for where nothing failed that could be their doing', async () => {
    const { scenario, client } = scenarioOf(lists('101'), ...coming);
    scenario.check('attach.one', await scenario.sync(ANN));
    scenario.record('http.no-5xx', failed('answered 500'), []);
    await scenario.detectInterference();
    expect(client.sent).toHaveLength(1);
    expect(scenario.toEvidence().shared).toEqual([]);
    expect(scenario.failures(run)).toHaveLength(1);
  });

  for (const [what, judged] of [
    ['a check', true],
    ['a set-up', false],
  ] as const) {
    test(`is looked for where ${what} failed, and fails nobody`, async () => {
      const { scenario, client } = scenarioOf(lists('103'), ...coming);
      const sync = await scenario.sync(ANN);
      if (judged) scenario.check('attach.one', sync);
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
    ['lists users elsewhere', { status: 200, body: '[]' }],
    ['breaks', { status: 500, body: listing('103') }],
  ] as const) {
    test(`is not found where the target ${what} tell who is attached`, async () => {
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
    ['another POST', (scenario: Scenario, ids: string[]) => scenario.post(ids)],
    [
      'an overlapping sync',
      (scenario: Scenario, ids: string[]) => scenario.syncConcurrently([{ ids, customer: '7' }]),
    ],
  ] as const) {
    test(`is not who comes late with the lists of ${what}`, async () => {
      const answers = coming.map(() => lists('101'));
      const { scenario } = scenarioOf(...answers, ...coming, refusal(405));
      for (const ids of [['103'], ['103', '104'], ['105'], ['106', '104']]) {
        await send(scenario, ids);
      }
      scenario.record('http.safe-get', failed('wrong'), []);
      await scenario.detectInterference();
      expect(scenario.toEvidence().shared).toEqual([]);
    });
  }
});

test.describe('A scenario', () => {
  test('has a customer, or cannot be', () => {
    const { scenario, client } = scenarioOf();
    expect(scenario.customer).toBe('7');
    const options = {
      title: 'none',
      target,
      client,
      customers: [],
      memory: new Map(),
      watch: new InterferenceDetector(),
    };
    expect(() => new Scenario(options).customer).toThrow('no customer was lent');
  });

  test('counts what it sent and waited for, and not what others did before it', async () => {
    const { scenario: first, client } = scenarioOf();
    await first.sync([]);
    const second = new Scenario({
      title: 'two',
      target,
      client,
      customers: ['7'],
      memory: new Map(),
      watch: new InterferenceDetector(),
    });
    await second.sync([]);
    await second.sync([]);
    expect(second.toEvidence()).toMatchObject({ title: 'two', requests: 2, waitedMs: 20 });
  });

  test('shows the properties that users had, and the failures of what MUST be', async () => {
    const { scenario } = scenarioOf({ status: 200, body: '{"data":[{"id":101,"x":1}]}' });
    scenario.check('attach.one', await scenario.sync(BOB));
    expect(scenario.failures(readConfig({}).run)).toEqual([
      expect.stringMatching(/^attach\.one: sync to \[102\]/) as unknown,
    ]);
    expect(scenario.toEvidence().properties).toEqual(['id', 'x']);
  });

  for (const [what, said, givenUp, expected] of [
    ['one that lists', lists(), undefined, undefined],
    ['one that refuses', refusal(403), undefined, undefined],
    [
      'one that refuses the token',
      refusal(401),
      undefined,
      expect.stringMatching(/API_TOKEN was refused with 401/),
    ],
    ['one that was given up', lists(), 'it is gone', 'it is gone'],
    ['one that refuses the token and was given up', refusal(401), 'it is gone', 'it is gone'],
  ] as [string, Said, string | undefined, unknown][]) {
    test(`is conclusive, but where the token expired or the target is gone: ${what}`, async () => {
      const { scenario, client } = scenarioOf(said);
      await scenario.sync([]);
      client.abortReason = givenUp;
      expect(scenario.toEvidence().inconclusive).toEqual(expected);
      expect('inconclusive' in scenario.toEvidence()).toBe(expected !== undefined);
    });
  }
});
