import { once } from 'node:events';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { HostileServers } from './hostile-server';
import {
  CHUNKED,
  drip,
  HEAD,
  pour,
  repeat,
  serveBytes,
  serveTcp,
  targetAt,
  TIMES_OUT,
} from './start';

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Serves nothing: the target is elsewhere. */
const unserved = (baseUrl: string) => ({
  environment: targetAt(baseUrl),
  close: () => Promise.resolve(),
});

/** Servers that never complete a response in HTTP. */
export const connections = {
  refused: {
    cause: 'Nothing listens on the port: the service is down.',
    serve: async () => unserved(`http://127.0.0.1:${String(await freePort())}/v1`),
    output: 'cannot be reached (connect ECONNREFUSED',
    restored: 'untouched',
  },
  'dns-fails': {
    cause: 'The host of a staging system that was given up.',
    serve: () => Promise.resolve(unserved('https://staging.sync-users.invalid/v1')),
    output: 'cannot be reached (getaddrinfo',
    restored: 'untouched',
  },
  'closes-at-once': {
    cause: 'A load balancer with nobody behind it.',
    serve: serveTcp((socket) => socket.end()),
    settings: TIMES_OUT.settings,
    output: 'closes them without a response',
  },
  'resets-at-once': {
    cause: 'A firewall that does not like us.',
    serve: serveTcp((socket) => socket.resetAndDestroy()),
    settings: TIMES_OUT.settings,
    output: 'closes them without a response',
  },
  'never-answers': {
    cause: 'All workers of the server are busy, and will be.',
    serve: serveTcp(() => undefined),
    ...TIMES_OUT,
  },
  'headers-and-then-nothing': {
    cause: 'The handler hangs behind a proxy that buffers nothing.',
    serve: serveTcp((socket) => socket.write(`${HEAD}Content-Length: 11\r\n\r\n`)),
    ...TIMES_OUT,
  },
  'a-byte-now-and-then': {
    cause: 'A tar pit: each byte keeps a reader that counts idle time alone.',
    serve: serveTcp((socket) => {
      socket.write(CHUNKED);
      pour(socket, () => drip(Buffer.from('1\r\n \r\n'), 50));
    }),
    ...TIMES_OUT,
  },
  'a-header-now-and-then': {
    cause: 'A tar pit that never reaches the body.',
    serve: serveTcp((socket) => {
      socket.write(HEAD);
      pour(socket, () => drip(Buffer.from('a:b\r\n'), 50));
    }),
    ...TIMES_OUT,
  },
  '100-continue-for-ever': {
    cause: 'An interim answer in a loop.',
    serve: serveTcp((socket) => {
      pour(socket, () => repeat(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(50))));
    }),
    ...TIMES_OUT,
  },
  '101-switching-protocols': {
    cause: 'A web socket gateway took the path.',
    serve: serveBytes(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
    ),
    output: 'switched protocols (101)',
  },
  garbage: {
    cause: 'The port is that of something else altogether.',
    serve: serveBytes(
      Buffer.from(Array.from({ length: 4_096 }, (_item, at) => (at * 73 + 5) % 256)),
    ),
    output: 'does not speak HTTP',
  },
  'http-0.9': {
    cause: 'A body and no header, as the web began.',
    serve: serveBytes('<html><body>It works!</body></html>\r\n'),
    output: 'does not speak HTTP',
  },
  'mail-server': {
    cause: 'The server greets, and waits for HELO.',
    serve: serveBytes('220 mail.example.com ESMTP\r\n'),
    output: 'does not speak HTTP',
  },
} satisfies HostileServers;
