import { expect } from '@playwright/test';
import { readConfig, type Target } from '../../../helpers/config/config';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { restore } from '../../../helpers/run/restore';
import { test } from '../support/client';

function targetOf(
  baseUrl: string,
  ids: { CUSTOMER_IDS: string; RESTORE_USER_IDS: string },
): Target {
  const { target } = readConfig({
    BASE_URL: baseUrl,
    API_TOKEN: 'a-token-of-a-test',
    USER_IDS: '1-4',
    ...ids,
  });
  if (!target) throw new Error('there is no target');
  return target;
}

test('A customer that is locked out does not keep the next from being restored', async ({
  connect,
}) => {
  const { client, baseUrl } = await connect((request, response) => {
    const locked = request.url?.includes('/customers/7/') === true;
    response.writeHead(locked ? 429 : 200, {
      'Content-Type': 'application/json',
      'Retry-After': '200',
    });
    response.end('{"data":[]}');
  });
  const target = targetOf(baseUrl, { CUSTOMER_IDS: '7,9', RESTORE_USER_IDS: 'none' });
  const requests = new JudgedRequests('Restore', client);
  const { problems } = await restore(target, target.customers, requests);
  expect([...problems]).toEqual([['7', expect.stringMatching(/customer 7 .*429/)]]);
});

test.describe('A restore is repeated', () => {
  const users = (...ids: number[]) => ({ data: ids.map((id) => ({ id })) });
  for (const [what, responses, sent] of [
    ['after a conflict', [[409], [200, users(1)]], ['[1]', '[1]']],
    [
      'from nobody if others are left',
      [
        [200, users(1, 2)],
        [200, users()],
        [200, users(1)],
      ],
      ['[1]', '[]', '[1]'],
    ],
    ['not at all if it is refused', [[422]], ['[1]']],
  ] as const) {
    test(what, async ({ connect }) => {
      const asked: string[] = [];
      const { client, baseUrl } = await connect((request, response) => {
        const [status = 500, body = {}] = responses[asked.length] ?? [];
        request.on('data', (data: Buffer) => asked.push(String(data).slice(12, -1)));
        request.on('end', () => {
          response.writeHead(status, { 'Content-Type': 'application/json' });
          response.end(JSON.stringify(body));
        });
      });
      const target = targetOf(baseUrl, { CUSTOMER_IDS: '7', RESTORE_USER_IDS: '1' });
      const requests = new JudgedRequests('Restore', client);
      const { problems } = await restore(target, target.customers, requests);
      expect(asked).toEqual(sent);
      expect(problems.size).toBe(responses.at(-1)?.[0] === 200 ? 0 : 1);
    });
  }
});

test.describe('A restore that is interrupted', () => {
  for (const [what, cuts, failed] of [
    ['once is the fault of the network', 1, []],
    ['each time is a defect of the target', Infinity, ['http.completes']],
  ] as const) {
    test(what, async ({ connect }) => {
      let syncs = 0;
      const { client, baseUrl } = await connect((request, response) => {
        if (request.method === 'POST' && ++syncs <= cuts) request.socket.destroy();
        else response.setHeader('Content-Type', 'application/json').end('{"data":[]}');
      });
      const target = targetOf(baseUrl, { CUSTOMER_IDS: '7', RESTORE_USER_IDS: 'none' });
      const requests = new JudgedRequests('Restore', client);
      await restore(target, target.customers, requests);
      const { checks } = requests.toEvidence();
      const ids = checks
        .filter(({ outcome }) => outcome === 'failed')
        .map((each) => each.requirement);
      expect(ids).toEqual(failed);
    });
  }
});
