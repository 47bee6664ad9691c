import http from 'node:http';
import type { HostileServers, RunningServer } from './hostile-server';
import { listen } from '../../support/servers';
import { ONE_USER, serveHttp } from './start';

/** Redirects each request. `stranger` counts the connections to another host. */
const redirecting =
  (to: (url: string, stranger: string) => string) => async (): Promise<RunningServer> => {
    const stranger = await listen(http.createServer((_request, response) => response.end('{}')));
    const served = await serveHttp((request, response) => {
      const location = to(request.url ?? '', stranger.baseUrl);
      response.writeHead(302, { location }).end();
    })();
    return {
      ...served,
      unexpectedConnections: stranger.connections,
      close: async () => {
        await served.close();
        await stranger.close();
      },
    };
  };

const REJECTED = {
  scenarios: ONE_USER,
  failed: ['response.status', 'http.no-redirect'],
} as const;

/** Servers that redirect: a run follows none of them, least of all with the token. */
export const redirects = {
  'redirect-to-another-host': {
    cause: 'The API has moved; or somebody would like to have the token.',
    serve: redirecting((url, stranger) => stranger + url),
    ...REJECTED,
    output: 'got 302 to http://127.0.0.1:',
  },
  'redirect-in-a-loop': {
    cause: 'A slash is added by one rule, and taken by another.',
    serve: redirecting((url) => url),
    ...REJECTED,
    output: 'got 302 to /v1/customers/7/users',
  },
  'redirect-to-a-file': {
    cause: 'A client that follows it reads its own disk.',
    serve: redirecting(() => 'file:///etc/passwd'),
    ...REJECTED,
    output: 'got 302 to file:///etc/passwd',
  },
  'redirect-to-itself-with-a-query': {
    cause: 'A login page counts the attempts.',
    serve: redirecting((url) => `${url}?attempt=1`),
    ...REJECTED,
    output: 'got 302 to /v1/customers/7/users?attempt=1',
  },
} satisfies HostileServers;
