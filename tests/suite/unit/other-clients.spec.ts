import { expect } from '@playwright/test';
import net from 'node:net';
import { bearer } from '../../../helpers/http/credentials';
import { test } from '../support/client';

const REQUEST = {
  method: 'POST',
  target: '/customers/7/users',
  authorization: bearer('Secret-Token-0123456789'),
  headers: [['Content-Type', 'application/json']] as const,
  body: '{}',
};

test.describe('The relay of another client', () => {
  for (const [what, head, status] of [
    ['a status that Node does not send', 'HTTP/1.1 099 Odd', 99],
    ['a field that Node does not send', 'HTTP/1.1 200 OK\r\nX-Odd: \x01', undefined],
    ['no problem', 'HTTP/1.1 200 OK', 200],
  ] as const) {
    test(`returns a response with ${what}`, async ({ connect }) => {
      const server = net.createServer((socket) => {
        socket.once('data', () => socket.end(`${head}\r\nContent-Length: 2\r\n\r\n{}`));
      });
      const { client } = await connect(server, { timeoutMs: 2_000 });
      const answer = await client.send({ ...REQUEST, sentBy: 'fetch' });
      expect(answer.status).toBe(status);
    });
  }
});
