import http from 'node:http';
import type { Hostile, Served } from './hostile';
import { answering, listen } from './serving';

/** Answers each request with a 302; the stranger it may point to counts who comes. */
const redirecting =
  (to: (url: string, stranger: string) => string) => async (): Promise<Served> => {
    const stranger = await listen(http.createServer((_request, response) => response.end('{}')));
    const served = await answering((request, response) => {
      const location = to(request.url ?? '', stranger.baseUrl);
      response.writeHead(302, { location }).end();
    })();
    return {
      ...served,
      knocks: stranger.connections,
      close: async () => {
        await served.close();
        await stranger.close();
      },
    };
  };

const neverFollowed = (says: string) =>
  ({
    verdict: 'nonconformant',
    failed: ['response.status', 'http.no-redirect'],
    says,
    restored: 'said',
  }) as const;

const scenarios = 'one user is attached';

/** Servers that send a client elsewhere: it does not go, least of all with the token. */
export const redirects: readonly Hostile[] = [
  {
    name: 'redirect-to-another-host',
    story: 'The API has moved; or somebody would like to have the token.',
    serve: redirecting((url, stranger) => stranger + url),
    scenarios,
    outcome: neverFollowed('answered 302, to http://127.0.0.1:'),
  },
  {
    name: 'redirect-in-a-loop',
    story: 'A slash is added by one rule, and taken by another.',
    serve: redirecting((url) => url),
    scenarios,
    outcome: neverFollowed('answered 302, to /v1/customers/7/users'),
  },
  {
    name: 'redirect-to-a-file',
    story: 'A client that follows it reads its own disk.',
    serve: redirecting(() => 'file:///etc/passwd'),
    scenarios,
    outcome: neverFollowed('answered 302, to file:///etc/passwd'),
  },
  {
    name: 'redirect-to-itself-with-a-query',
    story: 'A login page counts the attempts.',
    serve: redirecting((url) => `${url}?attempt=1`),
    scenarios,
    outcome: neverFollowed('answered 302, to /v1/customers/7/users?attempt=1'),
  },
];
