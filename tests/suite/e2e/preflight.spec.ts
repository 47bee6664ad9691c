import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { property } from '../../../helpers/reference/patches';
import {
  conformance,
  having,
  reportOf,
  targetOf,
  type Environment,
  type Run,
} from '../support/run';
import { listening, silentServer, withReference } from '../support/servers';

/** Expects an inconclusive run without scenarios that gives its reason in one sentence. */
function expectStopped(run: Run, why: RegExp): void {
  expect(run.exitCode).toBe(2);
  const lines = run.stderr.split('\n').filter((line) => line !== '');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(why);
  expect(lines[1]).toBe('inconclusive: no scenario was run.');
  expect(run.stdout).not.toMatch(/\d+\/\d+ scenarios|^failed: /m);
  expect(run.reportText).toBeUndefined();
}

test.describe('A run that is configured wrong', () => {
  test('reports all problems in one message and sends nothing', async ({}, testInfo) => {
    let requests = 0;
    await withReference(
      listening(() => requests++),
      async (server) => {
        const wrong: Environment = {
          ...targetOf(server),
          CUSTOMER_IDS: '7,abc',
          USER_IDS: '',
          API_TOKEN: `${server.token} and more`,
          FAIL_ON: 'never',
          REQUEST_TIMEOUT_MS: '10s',
        };
        const run = await conformance(testInfo, wrong);

        expect(run.exitCode).toBe(2);
        for (const name of [
          'CUSTOMER_IDS',
          'USER_IDS',
          'API_TOKEN',
          'FAIL_ON',
          'REQUEST_TIMEOUT_MS',
        ]) {
          expect(
            run.stderr.match(new RegExp(`^ +${name}\\b.*Example: ${name}=`, 'gm')),
            name,
          ).toHaveLength(1);
        }
        expect(run.stderr).toContain('nothing was sent');
        expect(run.stderr.match(/inconclusive: no scenario was run/g)).toHaveLength(1);
        expect(run.stderr + run.stdout).not.toContain(server.token);
        expect(run.stdout).not.toMatch(/\d+\/\d+ scenarios/);
        expect(run.reportText).toBeUndefined();
        expect(requests).toBe(0);

        await conformance(testInfo, targetOf(server), '--grep=Attach');
        expect(requests, 'the control').toBeGreaterThan(0);
      },
    );
  });

  test('reports more workers than customers', async ({}, testInfo) => {
    let requests = 0;
    await withReference(
      listening(() => requests++),
      async (server) => {
        const run = await conformance(testInfo, targetOf(server), '--workers=3');
        expect(run.exitCode).toBe(2);
        expect(run.stderr).toMatch(/3 workers .*CUSTOMER_IDS has 2.*--workers=2/);
        expect(run.stderr).toContain('inconclusive: no scenario was run.');
        expect(requests).toBe(0);
      },
    );
  });
});

test.describe('A run against a target that cannot be judged', () => {
  test('reports that nobody listens', async ({}, testInfo) => {
    const gone = http.createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');

    const run = await conformance(testInfo, {
      BASE_URL: `http://127.0.0.1:${String(port)}/v1`,
      API_TOKEN: 'token',
      CUSTOMER_IDS: '7,9',
      USER_IDS: '101-104',
    });
    expectStopped(
      run,
      new RegExp(`^http://127.0.0.1:${String(port)}/v1 cannot be reached .*BASE_URL`),
    );
  });

  test('reports that nobody responds', async ({}, testInfo) => {
    const silent = await silentServer();
    try {
      const run = await conformance(testInfo, {
        BASE_URL: silent.baseUrl,
        API_TOKEN: 'token',
        CUSTOMER_IDS: '7,9',
        USER_IDS: '101-104',
        RESTORE_USER_IDS: '101',
        REQUEST_TIMEOUT_MS: '300',
      });
      expect(run.exitCode).toBe(2);
      const [why, ...others] = run.stderr.split('\n').filter((line) => line !== '');
      expect(why).toMatch(/does not respond: .*REQUEST_TIMEOUT_MS=300/);
      // Its first customer may have been synced: nobody knows.
      expect(others).toContain('inconclusive: no scenario was run.');
      expect(run.stdout).not.toMatch(/\d+\/\d+ scenarios/);
      expect(silent.connections()).toBeGreaterThan(0);
    } finally {
      await silent.close();
    }
  });

  for (const [what, wrong, why] of [
    ['the token is refused', () => ({ API_TOKEN: 'wrong' }), /rejects API_TOKEN \(401\)/],
    [
      'the token has no right to the customers',
      ({ FORBIDDEN_TOKEN = '' }) => ({ API_TOKEN: FORBIDDEN_TOKEN, FORBIDDEN_TOKEN: '' }),
      /rejects API_TOKEN for customer 7 \(403\)/,
    ],
    [
      'no customer is there',
      () => ({ CUSTOMER_IDS: '900000123' }),
      /responds with 404 for customer 900000123\. Check CUSTOMER_IDS/,
    ],
    [
      'the base path is wrong',
      ({ BASE_URL = '' }) => ({ BASE_URL: `${BASE_URL}/v2` }),
      /responds with 404 .*BASE_URL ends with the base path/,
    ],
    [
      'a user is not there',
      ({ USER_IDS = '' }) => ({ USER_IDS: `${USER_IDS},900000123` }),
      /rejects user 900000123 .*USER_IDS/,
    ],
  ] satisfies [string, (right: Environment) => Environment, RegExp][]) {
    test(`reports that ${what}`, async ({}, testInfo) => {
      await withReference(undefined, async (server) => {
        const right = targetOf(server);
        expectStopped(await conformance(testInfo, { ...right, ...wrong(right) }), why);
      });
    });
  }

  test('reports that the second customer does not exist', async ({}, testInfo) => {
    await withReference(undefined, async (server) => {
      const [seven = ''] = server.customers;
      const run = await conformance(testInfo, {
        ...targetOf(server),
        CUSTOMER_IDS: `${seven},900000123`,
      });
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toMatch(/responds with 404 for customer 900000123/);
      expect(run.stderr.match(/inconclusive: no scenario was run/g)).toHaveLength(1);
    });
  });

  test('continues if another user is listed instead of one: that is a defect', async ({}, testInfo) => {
    const another = property('id', (id) => (String(id) === '105' ? 5105 : id));
    await withReference(another, async (server) => {
      expect(server.users.slice(0, 20)).toContain('105');
      const run = await conformance(testInfo, targetOf(server), '--grep=attach[.]spec');
      expect(run.exitCode, run.stderr).toBe(1);
      expect(having(reportOf(run), 'failed')).toContain('attach.many');
    });
  });
});
