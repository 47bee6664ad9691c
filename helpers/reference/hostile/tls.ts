import { certificate } from './certificates';
import type { Hostile } from './hostile';
import { answering, saying } from './serving';

/** A good answer, for the wrong ear: nobody should come to see it. */
const tlsServer = (wanted: Parameters<typeof certificate>[0]) => () =>
  answering((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end('{"data":[]}');
  }, certificate(wanted))();

const refused = (says: string) =>
  ({ verdict: 'inconclusive', says, restored: 'untouched' }) as const;

/** Servers whose name cannot be believed: the token is not told to them. */
export const tls: readonly Hostile[] = [
  {
    name: 'tls-self-signed',
    story: 'The certificate that the package came with.',
    serve: tlsServer({}),
    outcome: refused('its certificate is not accepted: self-signed certificate'),
  },
  {
    name: 'tls-expired',
    story: 'Nobody renewed it.',
    serve: tlsServer({ days: [-60, -30] }),
    outcome: refused('its certificate is not accepted'),
  },
  {
    name: 'tls-wrong-host',
    story: 'The default host of a server that has many; or somebody in between.',
    serve: tlsServer({ host: 'other.example.com' }),
    outcome: refused('its certificate is not accepted'),
  },
  {
    name: 'tls-port-with-plain-http',
    story: 'TLS ends at a proxy, and the URL goes around it.',
    serve: async () => {
      const served = await saying('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')();
      const url = (served.environment['BASE_URL'] ?? '').replace('http:', 'https:');
      return { ...served, environment: { ...served.environment, BASE_URL: url } };
    },
    outcome: refused('it may speak plain HTTP on this port'),
  },
  {
    name: 'http-to-a-tls-port',
    story: 'The URL says http:, and means https:.',
    serve: async () => {
      const served = await tlsServer({})();
      const url = (served.environment['BASE_URL'] ?? '').replace('https:', 'http:');
      return { ...served, environment: { ...served.environment, BASE_URL: url } };
    },
    outcome: { verdict: 'inconclusive', says: 'Check BASE_URL, its scheme', restored: 'said' },
  },
];
