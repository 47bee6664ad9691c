import { expect, test } from '@playwright/test';
import {
  emptyCredentials,
  forbidden,
  inLowerCase,
  neverIssued,
} from '../../../helpers/http/credentials';
import { listing, type FakeResponse } from '../support/responses';
import { ANN, checksOf, lists, refusal, scenarioOf } from '../support/scenario';

test.describe('A rejection beside its control', () => {
  const challenge = { status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' } as const;

  async function pair(control: FakeResponse, refused: FakeResponse) {
    const { scenario } = scenarioOf(control, refused);
    const good = await scenario.post({ userIds: ANN });
    const bad = await scenario.post({ userIds: ANN, authorization: neverIssued });
    return { scenario, good, bad };
  }

  test('is checked for status, challenge and body', async () => {
    const { scenario, good, bad } = await pair(lists('101'), challenge);
    scenario.checkUnauthorized('auth.invalid', good, bad, { authorization: neverIssued });
    const ids = ['invalid', 'no-data', 'status', 'challenge', 'no-echo'];
    const inPair = ids.map((id) => `auth.${id} passed by 1, 2`);
    expect(checksOf(scenario)).toEqual(inPair);
  });

  test('need not be a 401 if the token has no access', async () => {
    const { scenario, good, bad } = await pair(lists('101'), refusal(404));
    const sent = { authorization: null, allowed: [403, 404] };
    scenario.checkUnauthorized('auth.forbidden', good, bad, sent);
    expect(checksOf(scenario)).toEqual([
      'auth.forbidden passed by 1, 2',
      'auth.no-data passed by 1, 2',
    ]);
  });

  test('of a token without access may be a 400 under a scheme in lower case alone', async () => {
    const { scenario, good, bad } = await pair(lists('101'), refusal(400));
    const plain = forbidden('no-access');
    for (const authorization of [inLowerCase('forbidden-bearer', plain), plain]) {
      scenario.checkUnauthorized('auth.forbidden', good, bad, { authorization, allowed: [403] });
    }
    expect(checksOf(scenario).filter((check) => check.includes('forbidden'))).toEqual([
      'auth.forbidden passed by 1, 2',
      'auth.forbidden failed by 1, 2',
    ]);
  });

  for (const [part, disclosing] of [
    ['the body', { body: listing(101) }],
    ['a header field', { headers: [...challenge.headers, ['X-Debug', listing(101)]] }],
    ['the text after it', { surplus: `HTTP/1.1 200 OK\r\n\r\n${listing(101)}` }],
  ] satisfies [string, FakeResponse][]) {
    test(`must not list a user of the target in ${part}`, async () => {
      const { scenario, good, bad } = await pair(lists('101'), { ...challenge, ...disclosing });
      scenario.checkUnauthorized('auth.invalid', good, bad, { authorization: null });
      expect(checksOf(scenario)).toContain('auth.no-data failed by 1, 2');
      const { checks } = scenario.toEvidence();
      const found = checks.find(({ message }) => message?.includes('shows user'));
      expect(found?.message).toContain(`but ${part} shows user 101`);
    });
  }

  test('must not show the right token to a client that did not send it', async () => {
    const shown = { ...challenge, body: '{"expected":"right-token"}' };
    const { scenario, good, bad } = await pair(lists('101'), shown);
    scenario.checkUnauthorized('auth.invalid', good, bad, { authorization: neverIssued });
    const { checks } = scenario.toEvidence();
    const found = checks.filter(({ requirement }) => requirement === 'auth.no-data');
    expect(found.map(({ message }) => message)).toEqual(
      ['credentials that are not valid', neverIssued.what].map(
        (what) => `${what}: got 401, but the body shows the right token, which was not sent`,
      ),
    );
    expect(JSON.stringify(found)).not.toContain('right-token');
  });

  test('of empty credentials may have the word Bearer in it', async () => {
    const { scenario, good, bad } = await pair(lists('101'), challenge);
    for (const authorization of emptyCredentials) {
      scenario.checkUnauthorized('auth.empty', good, bad, { authorization });
    }
    expect(checksOf(scenario).filter((check) => check.includes('echo'))).toEqual([]);
  });

  for (const status of [300, 401, 403, 404, 422]) {
    test(`is untested if the control is answered ${String(status)}`, async () => {
      const { scenario, good, bad } = await pair({ ...lists('101'), status }, challenge);
      scenario.checkUnauthorized('auth.missing', good, bad, { authorization: null });
      scenario.checkRejected('body.absent', good, bad, 'no body');
      const message = `its control was not accepted: got ${String(status)}`;
      const exchanges = [good, bad].map(({ exchange }) => exchange.id);
      const untestedBy = { outcome: 'untested', message, exchanges };
      expect(scenario.toEvidence().checks.slice(-2)).toEqual([
        { requirement: 'auth.missing', ...untestedBy },
        { requirement: 'body.absent', ...untestedBy },
      ]);
    });
  }

  for (const [authorization, what] of [
    [null, 'no Authorization header'],
    [neverIssued, 'a token that was never issued'],
  ] as const) {
    test(`that did not come is reported with what was sent: ${what}`, async () => {
      const { scenario, good, bad } = await pair(lists('101'), lists('101'));
      scenario.checkUnauthorized('auth.invalid', good, bad, { authorization });
      const { checks } = scenario.toEvidence();
      const found = checks.find(({ requirement }) => requirement === 'auth.invalid');
      expect(found?.message).toContain(what);
    });
  }

  test('fails if the request was accepted', async () => {
    const { scenario, good, bad } = await pair(lists('101'), lists('101'));
    scenario.checkRejected('body.absent', good, bad, 'no body');
    expect(checksOf(scenario)).toEqual(['body.absent failed by 1, 2']);
  });
});
