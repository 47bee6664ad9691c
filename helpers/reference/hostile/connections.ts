import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Hostile } from './hostile';
import { LENT, dripping, forever, pour, saying, speaking } from './serving';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

/** Waiting is not what is tested here: the bound is. */
const HASTY = { REQUEST_TIMEOUT_MS: '400' };

/** Nobody was reached, so that nobody has to be restored. */
const outOfReach = (says: string) =>
  ({ verdict: 'inconclusive', says, restored: 'untouched' }) as const;

/** A request may have been taken: nobody knows. */
const atALoss = (says: string) => ({ verdict: 'inconclusive', says, restored: 'said' }) as const;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A target that no server of ours is behind. */
const elsewhere = (baseUrl: string) => ({
  environment: { ...LENT, BASE_URL: baseUrl },
  close: () => Promise.resolve(),
});

/** Servers that do not come to an answer in HTTP. */
export const connections: readonly Hostile[] = [
  {
    name: 'refused',
    story: 'Nothing listens on the port: the service is down.',
    serve: async () => elsewhere(`http://127.0.0.1:${String(await freePort())}/v1`),
    outcome: outOfReach('is out of reach (connect ECONNREFUSED'),
  },
  {
    name: 'dns-fails',
    story: 'The host of a staging system that was given up.',
    serve: () => Promise.resolve(elsewhere('https://staging.sync-users.invalid/v1')),
    outcome: outOfReach('is out of reach (getaddrinfo'),
  },
  {
    name: 'closes-at-once',
    story: 'A load balancer with nobody behind it.',
    serve: speaking((socket) => socket.end()),
    settings: HASTY,
    outcome: atALoss('closes them without a word'),
  },
  {
    name: 'resets-at-once',
    story: 'A firewall that does not like us.',
    serve: speaking((socket) => socket.resetAndDestroy()),
    settings: HASTY,
    outcome: atALoss('closes them without a word'),
  },
  {
    name: 'never-answers',
    story: 'All workers of the server are busy, and will be.',
    serve: speaking(() => undefined),
    settings: HASTY,
    outcome: atALoss('REQUEST_TIMEOUT_MS=400'),
  },
  {
    name: 'headers-and-then-nothing',
    story: 'The handler hangs behind a proxy that buffers nothing.',
    serve: speaking((socket) => socket.write(`${HEAD}Content-Length: 11\r\n\r\n`)),
    settings: HASTY,
    outcome: atALoss('REQUEST_TIMEOUT_MS=400'),
  },
  {
    name: 'a-byte-now-and-then',
    story: 'A tar pit: each byte keeps a reader that counts idle time alone.',
    serve: speaking((socket) => {
      socket.write(CHUNKED);
      pour(socket, () => dripping(Buffer.from('1\r\n \r\n'), 50));
    }),
    settings: HASTY,
    outcome: atALoss('REQUEST_TIMEOUT_MS=400'),
  },
  {
    name: 'a-header-now-and-then',
    story: 'The same, and it does not even come to the body.',
    serve: speaking((socket) => {
      socket.write(HEAD);
      pour(socket, () => dripping(Buffer.from('a:b\r\n'), 50));
    }),
    settings: HASTY,
    outcome: atALoss('REQUEST_TIMEOUT_MS=400'),
  },
  {
    name: '100-continue-for-ever',
    story: 'An interim answer in a loop.',
    serve: speaking((socket) => {
      pour(socket, () => forever(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50))));
    }),
    settings: HASTY,
    outcome: atALoss('REQUEST_TIMEOUT_MS=400'),
  },
  {
    name: '101-switching-protocols',
    story: 'A web socket gateway took the path.',
    serve: saying(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
    ),
    outcome: atALoss('switched protocols (101)'),
  },
  {
    name: 'garbage',
    story: 'The port is that of something else altogether.',
    serve: saying(Buffer.from(Array.from({ length: 4_096 }, (_item, at) => (at * 73 + 5) % 256))),
    outcome: atALoss('does not speak HTTP'),
  },
  {
    name: 'http-0.9',
    story: 'A body and no header, as the web began.',
    serve: saying('<html><body>It works!</body></html>\r\n'),
    outcome: atALoss('does not speak HTTP'),
  },
  {
    name: 'mail-server',
    story: 'It greets, and waits for HELO.',
    serve: saying('220 mail.example.com ESMTP\r\n'),
    outcome: atALoss('does not speak HTTP'),
  },
];
