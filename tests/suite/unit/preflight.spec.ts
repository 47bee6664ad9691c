import net from 'node:net';
import { readConfig } from '../../../helpers/config/config';
import { correctHandlers } from '../../../helpers/reference/handlers';
import {
  combine,
  crash,
  isAnonymous,
  onCredentials,
  onResponse,
  onStatus,
  property,
} from '../../../helpers/reference/patches';
import { HttpError, type Patch, type Request } from '../../../helpers/reference/pipeline';
import { withHeaders, withText } from '../../../helpers/reference/responses';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { PreflightError, PreflightFinding, preflight } from '../../../helpers/run/preflight';
import { openSession } from '../../../helpers/scenario/session';
import { targetOf, type Environment } from '../support/run';
import { listen } from '../support/servers';
import { expect, test } from '../support/test';

/** Returns the requests of a preflight, and its end. */
function begin(
  given: Environment,
  restores = false,
): { requests: JudgedRequests; ended: Promise<void> } {
  const { target, run } = readConfig({ ...given });
  if (!target) throw new Error('no target');
  const lease = () => Promise.reject(new Error('no lease'));
  const { client } = openSession(target, run, lease, { name: 'setup', share: 1 });
  const requests = new JudgedRequests('Preflight', client);
  const ended = preflight(target, target.customers, requests, new Set(), restores);
  return {
    requests,
    ended: ended.finally(() => {
      client.close();
    }),
  };
}

/** Checks a target as a run does before its first scenario. */
const check = (given: Environment) => begin(given).ended;

/** Checks a target with a defect; returns the requirements that failed. */
async function failuresOf(given: Environment, finding?: RegExp): Promise<string[]> {
  const { requests, ended } = begin(given);
  if (finding) {
    await expect(ended).rejects.toThrow(PreflightFinding);
    await expect(ended).rejects.toThrow(finding);
  } else await ended;
  const failed = requests.evidence.checks.filter(({ outcome }) => outcome === 'failed');
  return [...new Set(failed.map(({ requirement }) => requirement))];
}

/** Keeps a user from a customer while another one has the user. */
const oneCustomerAUser =
  (keep: (kept: readonly string[]) => void): Patch =>
  ({ sync, store, dataset }) => ({
    sync: (customer, users) => {
      const others = [...dataset.customers.keys()].filter((id) => id !== customer);
      const taken = new Set(others.flatMap((id) => store.get(id)));
      keep(users.filter((id) => taken.has(id)));
      return sync(
        customer,
        users.filter((id) => !taken.has(id)),
      );
    },
  });

const held = (keep: (kept: readonly string[]) => void) =>
  combine(({ dataset, tokens }) => {
    const [one = '', two = ''] = dataset.customers.keys();
    const [user = ''] = dataset.users.keys();
    const customers = new Map([...dataset.customers, [one, []], [two, [user]]] as const);
    return correctHandlers({ ...dataset, customers }, tokens);
  }, oneCustomerAUser(keep));

const reject = (kept: readonly string[]) => {
  if (kept.length > 0) throw new HttpError(409, 'Another customer has this user.');
};

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
    const given = { BASE_URL: baseUrl, API_TOKEN: 't', ...ids, REQUEST_TIMEOUT_MS: '300' };
    await expect(check(given)).rejects.toThrow(/does not respond: .*REQUEST_TIMEOUT_MS=300/);
    await close();
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

test.describe('The preflight finds', () => {
  for (const [what, keep] of [
    ['that leaves out', () => undefined],
    ['that rejects', reject],
  ] satisfies [string, (kept: readonly string[]) => void][]) {
    test(`a server ${what} a user whom another customer has`, async ({ reference }) => {
      const server = await reference(held(keep));
      const [, other = ''] = server.customers;
      expect(
        await failuresOf(targetOf(server), new RegExp(`only while customer ${other} does not`)),
      ).toEqual(['isolation.customers']);
    });
  }

  for (const status of [400, 401, 403, 404]) {
    for (const [what, requirement, accepts] of [
      ['a token that was never issued', 'auth.invalid', () => true],
      ['no Authorization header', 'auth.missing', isAnonymous],
    ] satisfies [string, string, (request: Request) => boolean][]) {
      test(`a server that rejects the right token with ${String(status)}, and accepts ${what}`, async ({
        reference,
      }) => {
        const inverted: Patch = onCredentials((request) => {
          const right = request.headers.authorization === `Bearer ${server.token}`;
          if (right || !accepts(request)) throw new HttpError(status, 'No.');
        });
        const server = await reference(inverted);
        const why = new RegExp(`rejects API_TOKEN \\(${String(status)}\\), and accepts ${what}`);
        const given = { ...targetOf(server), RESTORE_USER_IDS: 'none' };
        expect(await failuresOf(given, why)).toEqual([requirement]);
      });
    }
  }

  test('a server that does not respond to [], and leaves the rest to scenarios', async ({
    reference,
  }) => {
    const hangs: Patch = ({ sync }) => ({
      sync: (customer, users) =>
        users.length === 0 ? new Promise(() => undefined) : sync(customer, users),
    });
    const server = await reference(hangs);
    const given = { ...targetOf(server), REQUEST_TIMEOUT_MS: '300' };
    expect(await failuresOf(given)).toEqual(['http.completes']);
  });

  test('nothing in a list that is refused with 403 alone: a scenario reports that', async ({
    reference,
  }) => {
    const refuses: Patch = ({ sync }) => ({
      sync: (customer, users) => {
        if (users.length === 0) throw new HttpError(403, 'No.');
        return sync(customer, users);
      },
    });
    expect(await failuresOf(targetOf(await reference(refuses)))).toEqual([]);
  });
});

test.describe('The preflight sends nothing else', () => {
  for (const [what, patch, restored, why, failures] of [
    [
      'to a server that rejects the users to restore',
      undefined,
      '101,900000123',
      /rejects users 101, 900000123 for customer 7 \(422\)/,
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
