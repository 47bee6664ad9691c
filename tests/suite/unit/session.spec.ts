import http from 'node:http';
import { readConfig } from '../../../helpers/config/config';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { Scenario } from '../../../helpers/scenario/scenario';
import { openSession } from '../../../helpers/scenario/session';
import { syncRequest } from '../../../helpers/http/requests';
import { expect, test } from '../support/test';

/** Opens the session of a worker on a server. */
function sessionOn(baseUrl: string, share = 1) {
  const { target, run } = readConfig({
    BASE_URL: baseUrl,
    API_TOKEN: 'S3cret-Token',
    CUSTOMER_IDS: '7',
    USER_IDS: '101-104',
    RESTORE_USER_IDS: 'none',
  });
  if (!target) throw new Error('no target');
  const lease = () => Promise.reject(new Error('no lease'));
  return openSession(target, run, lease, { name: '0', share });
}

test('The evidence has each exchange of the client, throttled ones too', async ({
  onEphemeralPort,
}) => {
  let requests = 0;
  const { baseUrl } = await onEphemeralPort(
    http.createServer((_request, response) => {
      // Every other request is throttled.
      response.writeHead(requests++ % 2 === 0 ? 429 : 200, { 'Retry-After': '0' });
      response.end('{"data":[]}');
    }),
  );
  const session = sessionOn(baseUrl);
  const { client, sent, target } = session;

  const setUp = new JudgedRequests('Preflight', client, sent);
  await setUp.sendWithRetry(syncRequest(target, '7', []));
  const idsOf = ({ exchanges, unjudged = [] }: ReturnType<Scenario['toEvidence']>) => ({
    exchanges: exchanges.map(({ id }) => id),
    unjudged: unjudged.map(({ id, response }) => [id, response?.status]),
  });
  const ofSetUp = { exchanges: ['0.2'], unjudged: [['0.1', 429]] };
  expect(idsOf(setUp.toEvidence())).toEqual(ofSetUp);
  expect(idsOf(setUp.toEvidence())).toEqual(ofSetUp);
  sent.length = 0;

  const scenario = new Scenario({ ...session, title: 'one', customers: ['7'] });
  await scenario.sync([]);
  expect(idsOf(scenario.toEvidence())).toEqual({
    exchanges: ['0.4'],
    unjudged: [['0.3', 429]],
  });
  // They are those of one scenario.
  expect(sent).toEqual([]);
  client.close();
});

test('Workers share the number of requests at once', async ({ onEphemeralPort }) => {
  let [now, most] = [0, 0];
  const { baseUrl } = await onEphemeralPort(
    http.createServer((_request, response) => {
      most = Math.max(most, ++now);
      // Long enough for others to arrive, if they are on their way.
      setTimeout(() => {
        now--;
        response.end('{}');
      }, 50);
    }),
  );
  const two = sessionOn(baseUrl, 3);
  const one = sessionOn(baseUrl, 5);
  await two.client.sendAtOnce(Array(8).fill(syncRequest(two.target, '7', [])), 0);
  expect(most).toBeLessThanOrEqual(2);
  expect([two, one].map(({ client }) => client.takesSeveral)).toEqual([true, false]);
  two.client.close();
  one.client.close();
});
