import net from 'node:net';
import { combine, crash, onResponse, onStatus, property } from '../../../helpers/reference/patches';
import { HttpError, type Patch } from '../../../helpers/reference/pipeline';
import { withHeaders, withText } from '../../../helpers/reference/responses';
import { listInstead } from '../../../helpers/reference/sync-patches';
import { PreflightError, PreflightFinding } from '../../../helpers/run/preflight';
import { begin, oneCustomerAUser, rejectHeld } from '../support/preflight';
import { targetOf, type Environment } from '../support/run';
import { listen } from '../support/servers';
import { expect, test } from '../support/test';

/** Checks a target as a run does before its first scenario. */
const check = (given: Environment) => begin(given).ended;

test.describe('The preflight reports', () => {
  for (const [what, wrong, why] of [
    ['a token that is rejected', () => ({ API_TOKEN: 'wrong' }), /rejects API_TOKEN \(401\)/],
    [
      'a token without access to the customers',
      ({ FORBIDDEN_TOKEN = '' }) => ({ API_TOKEN: FORBIDDEN_TOKEN, FORBIDDEN_TOKEN: '' }),
      /rejects API_TOKEN for customer 7 \(403\)/,
    ],
    [
      'an unknown customer',
      () => ({ CUSTOMER_IDS: '900000123' }),
      /responds with 404 for customer 900000123\. Check CUSTOMER_IDS/,
    ],
    [
      'an unknown customer after one that is known',
      () => ({ CUSTOMER_IDS: '7,900000123' }),
      /responds with 404 for customer 900000123/,
    ],
    [
      'a wrong base path',
      ({ BASE_URL = '' }) => ({ BASE_URL: `${BASE_URL}/v2` }),
      /responds with 404 .*BASE_URL ends with the base path/,
    ],
    [
      'an unknown user',
      ({ USER_IDS = '' }) => ({ USER_IDS: `${USER_IDS},900000123` }),
      /rejects user 900000123 .*USER_IDS/,
    ],
  ] satisfies [string, (right: Environment) => Environment, RegExp][]) {
    test(what, async ({ reference }) => {
      const right = targetOf(await reference());
      await check(right);
      const stopped = check({ ...right, ...wrong(right) });
      await expect(stopped).rejects.toThrow(PreflightError);
      await expect(stopped).rejects.toThrow(why);
    });
  }

  test('a server that does not respond', async () => {
    const { baseUrl, close } = await listen(net.createServer((socket) => socket.resume()));
    const ids = { CUSTOMER_IDS: '7,9', USER_IDS: '101-104', RESTORE_USER_IDS: 'none' };
    const given = {
      BASE_URL: baseUrl,
      API_TOKEN: 'S3cret-Token',
      ...ids,
      REQUEST_TIMEOUT_MS: '300',
    };
    await expect(check(given)).rejects.toThrow(/does not respond: .*REQUEST_TIMEOUT_MS=300/);
    await close();
  });

  test('a user whom the server leaves out, and why that may be', async ({ reference }) => {
    const server = await reference(
      listInstead((attached) => attached.filter((id) => id !== '105')),
    );
    expect(server.users).toContain('105');
    await expect(check(targetOf(server))).rejects.toThrow(
      /but not user 105\..* leaves user 105 out of its lists, which breaks attach\.one/,
    );
  });

  test('a user to restore whom another customer has got, and why that may be', async ({
    reference,
  }) => {
    const server = await reference(oneCustomerAUser(rejectHeld));
    const [holder = '', customer = ''] = server.customers;
    const given = { ...targetOf(server), RESTORE_USER_IDS: server.users[0] ?? '' };
    const { ended } = begin(given, true);
    await expect(ended).rejects.toThrow(PreflightError);
    await expect(ended).rejects.toThrow(
      new RegExp(`for customer ${customer} .* Customer ${holder} has users of this list now`),
    );
  });

  for (const [what, id] of [
    ['that is listed in place of another', 5105],
    ['that is listed without an id', null],
  ] as const) {
    test(`no user ${what}: a scenario reports that`, async ({ reference }) => {
      const server = await reference(property('id', (own) => (String(own) === '105' ? id : own)));
      expect(server.users.slice(0, 20)).toContain('105');
      await check(targetOf(server));
    });
  }

  test('no redirect to a page for logging in that lists the users: a scenario reports that', async ({
    reference,
  }) => {
    const redirects: Patch = onResponse((response) => ({
      ...withHeaders(response, { location: '/login' }),
      status: 307,
    }));
    await check(targetOf(await reference(redirects)));
  });
});

test.describe('The preflight sends nothing else', () => {
  for (const [what, patch, restored, why, failures] of [
    [
      'to a server that rejects the users to restore',
      undefined,
      '101,900000123',
      /rejects users 101, 900000123 for customer 7 \(422\).* The response is application\/json: "\{"error":/,
      [],
    ],
    [
      'to a server that omits one of them',
      ({ readUsers, dataset }) => ({
        readUsers: (ids) => readUsers(ids.filter((id) => dataset.users.has(String(id)))),
      }),
      '101,900000123',
      /but not user 900000123 of RESTORE_USER_IDS/,
      [],
    ],
    [
      'to a server that breaks on them',
      ({ readUsers }) => ({ readUsers: (ids) => (ids.length === 1 ? crash() : readUsers(ids)) }),
      '101',
      /responds with 500 to users 101 for customer 7/,
      ['http.no-5xx', 'attach.one'],
    ],
    [
      'to a server that rejects []',
      ({ readUsers }) => ({
        readUsers: (ids) => {
          if (ids.length === 0) throw new HttpError(409, 'Nobody?');
          return readUsers(ids);
        },
      }),
      'none',
      /responds with 409 to \[\] for customer 7/,
      ['empty.detaches-all'],
    ],
  ] satisfies [string, Patch | undefined, string, RegExp, string[]][]) {
    test(what, async ({ reference }) => {
      const sent: string[] = [];
      const server = await reference(
        combine(...(patch ? [patch] : []), ({ respond }) => ({
          respond: async (request) => {
            sent.push((await request.bytes()).toString());
            return respond(request);
          },
        })),
      );
      const { requests, ended } = begin({ ...targetOf(server), RESTORE_USER_IDS: restored }, true);
      await expect(ended).rejects.toThrow(why);
      await expect(ended).rejects.toThrow(failures.length > 0 ? PreflightFinding : PreflightError);
      const failed = requests.evidence.checks.filter(({ outcome }) => outcome === 'failed');
      expect([...new Set(failed.map(({ requirement }) => requirement))].sort()).toEqual(
        failures.toSorted(),
      );
      const list = restored === 'none' ? '' : restored;
      // A user who is missing among others is sent alone too.
      const lists = new Set([list, list.split(',').at(-1) ?? '']);
      expect([...lists].map((ids) => `{"user_ids":[${ids}]}`)).toEqual(
        expect.arrayContaining(sent),
      );
      // The same server takes other users.
      const RESTORE_USER_IDS = server.users.slice(0, 2).join(',');
      await begin({ ...targetOf(server), RESTORE_USER_IDS }, true).ended;
    });
  }
});

test.describe('The preflight shows', () => {
  for (const [what, patch, why] of [
    [
      'the challenge of another scheme',
      onStatus(401, (response) => withHeaders(response, { 'www-authenticate': 'Token' })),
      /\(401\)\. .*WWW-Authenticate: Token; the contract has Bearer/,
    ],
    [
      'a gateway that may have sent a page with a 401',
      onStatus(401, (response) => withText(response, '<h1>Who are you?</h1>', 'text/html')),
      /rejects API_TOKEN \(401\)\. .*"Who are you\?"\. A firewall or a proxy/,
    ],
    [
      'the first words of a page',
      onStatus(401, (response) => ({
        ...withText(response, '<title>Attention\u001b[31m!</title><p>Blocked', 'text/html'),
        status: 403,
      })),
      /\(403\)\. .*text\/html: "Attention \[31m! Blocked"\. A firewall or a proxy/,
    ],
    [
      'the first words of a page with any other status',
      onStatus(401, (response) => ({
        ...withText(response, '<h1>Not Acceptable!</h1>', 'text/html'),
        status: 406,
      })),
      /responds with a page \(406\) .*text\/html: "Not Acceptable!"\. A firewall or a proxy/,
    ],
    [
      'a redirect to a page for logging in',
      onStatus(401, (response) => ({
        ...withHeaders(response, { location: 'https://sso.example.com/oauth2/start?rd=wrong' }),
        status: 302,
      })),
      /for logging in \(302\): https:\/\/sso\.\S+rd=\[API_TOKEN\]\. .* set EXTRA_HEADERS/,
    ],
  ] satisfies [string, Patch, RegExp][]) {
    test(what, async ({ reference }) => {
      const given = targetOf(await reference(patch));
      await expect(check({ ...given, API_TOKEN: 'wrong' })).rejects.toThrow(why);
    });
  }
});
