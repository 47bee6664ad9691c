import { certificate } from './certificates';
import type { HostileServers, RunningServer } from './hostile-server';
import { serveBytes, serveConnections, serveHttp, TIMES_OUT } from './start';

/** Serves valid responses with a certificate that no client should accept. */
const serveTls = (wanted: Parameters<typeof certificate>[0]) => () =>
  serveHttp((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end('{"data":[]}');
  }, certificate(wanted))();

/** Gives the target another scheme than the server has. */
const withScheme = (scheme: string, serve: () => Promise<RunningServer>) => async () => {
  const served = await serve();
  const url = (served.environment['BASE_URL'] ?? '').replace(/^\w+:/, scheme);
  return { ...served, environment: { ...served.environment, BASE_URL: url } };
};

/** Servers whose identity cannot be verified: they never receive the token. */
export const tls = {
  'tls-self-signed': {
    cause: 'The certificate that the package came with.',
    serve: serveTls({}),
    output: 'certificate rejected: self-signed certificate',
    restored: 'untouched',
  },
  'tls-expired': {
    cause: 'Nobody renewed it.',
    serve: serveTls({ days: [-60, -30] }),
    output: 'renew it, or check the clock of this machine',
    restored: 'untouched',
  },
  'tls-wrong-host': {
    cause: 'The default host of a server that has many; or somebody in between.',
    serve: serveTls({ host: 'other.example.com' }),
    output: 'certificate rejected',
    restored: 'untouched',
  },
  'tls-never-shakes-hands': {
    cause: 'A balancer accepts the connection for a server that is gone.',
    serve: withScheme(
      'https:',
      serveConnections(() => undefined),
    ),
    ...TIMES_OUT,
    restored: 'untouched',
  },
  'tls-port-with-plain-http': {
    cause: 'TLS ends at a proxy, and the URL goes around it.',
    serve: withScheme(
      'https:',
      serveBytes('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
    ),
    output: 'is this port plain HTTP?',
    restored: 'untouched',
  },
  'http-to-a-tls-port': {
    cause: 'The URL has http: where https: is meant.',
    serve: withScheme('http:', serveTls({})),
    output: 'Check BASE_URL, its scheme',
  },
} satisfies HostileServers;
