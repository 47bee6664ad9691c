import { expect, test } from '@playwright/test';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '../../../helpers/http/client';
import { redactor } from '../../../helpers/http/redact';
import { InterferenceDetector } from '../../../helpers/scenario/detector';
import { Scenario } from '../../../helpers/scenario/scenario';

/** What is said of a refusal, where the control is answered so and all else is a 401. */
async function outcomes(controlStatus: number): Promise<Record<string, string>> {
  const server = createServer((request, response) => {
    const right = request.headers.authorization === 'Bearer right-token';
    response.writeHead(right ? controlStatus : 401, { 'WWW-Authenticate': 'Bearer' }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  const options = {
    baseUrl,
    timeoutMs: 10_000,
    spacingMs: 0,
    idPrefix: 't.',
    redact: redactor({}),
  };
  const client = new Client(options);
  const target = {
    baseUrl,
    token: 'right-token',
    customers: ['7'],
    users: ['101', '102', '103', '104'],
    restoreUsers: [],
    unknownUser: '2147480001',
    unknownCustomer: '2147480002',
  };
  const scenario = new Scenario({
    title: 'a scenario',
    target,
    client,
    customers: ['7'],
    memory: new Map(),
    watch: new InterferenceDetector(),
  });
  const control = await scenario.post(['101']);
  const refused = await scenario.post(['101'], { authorization: null });
  scenario.checkUnauthorized('auth.missing', control, refused, { what: 'none' });
  scenario.checkRejected('body.absent', control, refused, 'no body');
  client.close();
  server.close();
  return Object.fromEntries(
    scenario.toEvidence().checks.map(({ requirement, outcome }) => [requirement, outcome]),
  );
}

test('a refusal counts beside a control that was accepted', async () => {
  const found = await outcomes(200);
  expect(found['auth.missing']).toBe('passed');
  expect(found['auth.status']).toBe('passed');
  expect(found['body.absent']).toBe('passed');
});

for (const status of [201, 401, 404, 422]) {
  test(`a refusal says nothing beside a control answered ${String(status)}`, async () => {
    const found = await outcomes(status);
    expect(found['auth.missing']).toBe('untested');
    expect(found['auth.status']).toBeUndefined();
    expect(found['body.absent']).toBe('untested');
  });
}
