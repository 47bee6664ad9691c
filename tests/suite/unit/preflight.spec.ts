import net from 'node:net';
import { readConfig } from '../../../helpers/config/config';
import { property } from '../../../helpers/reference/patches';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { PreflightError, preflight } from '../../../helpers/run/preflight';
import { openSession } from '../../../helpers/scenario/session';
import { targetOf, type Environment } from '../support/run';
import { listen } from '../support/servers';
import { expect, test } from '../support/test';

/** Checks a target as a run does before its first scenario. */
async function check(given: Environment): Promise<void> {
  const { target, run } = readConfig({ ...given });
  if (!target) throw new Error('no target');
  const lease = () => Promise.reject(new Error('no lease'));
  const { client } = openSession(target, run, lease, { name: 'setup', share: 1 });
  const requests = new JudgedRequests('Preflight', client);
  await preflight(target, target.customers, requests, new Set());
  client.close();
}

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
    const ids = { CUSTOMER_IDS: '7,9', USER_IDS: '101-104' };
    const given = { BASE_URL: baseUrl, API_TOKEN: 't', ...ids, REQUEST_TIMEOUT_MS: '300' };
    await expect(check(given)).rejects.toThrow(/does not respond: .*REQUEST_TIMEOUT_MS=300/);
    await close();
  });

  test('no user that is listed in place of another: a scenario reports that', async ({
    reference,
  }) => {
    const another = property('id', (id) => (String(id) === '105' ? 5105 : id));
    const server = await reference(another);
    expect(server.users.slice(0, 20)).toContain('105');
    await check(targetOf(server));
  });
});
