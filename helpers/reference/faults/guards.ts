import { acceptAlso, isAnonymous, onCredentials } from '../credential-patches';
import { crash, onResponse, onStatus, rejectWith, replaceError } from '../patches';
import {
  HttpError,
  presentRead,
  type Patch,
  type Patches,
  type Request,
  type Tokens,
} from '../pipeline';

const has = (token: string, { headers }: Request) => headers.authorization === `Bearer ${token}`;

const rejectAnonymous = rejectWith(401, 'Anonymous.', { 'www-authenticate': 'Bearer' });

/** Accepts requests without credentials if an accepted request had the same key. */
const rememberBy = (key: (request: Request) => unknown) =>
  onCredentials((request, authenticate, seen) => {
    if (isAnonymous(request) && seen.has(key(request))) return;
    authenticate(request);
    seen.add(key(request));
  });

/** Accepts one of the tokens on a connection that has carried the right one. */
const trustsConnection =
  (choose: (tokens: Tokens) => string): Patch =>
  ({ authenticate, tokens }) => {
    const trusted = new WeakSet<object>();
    return {
      authenticate: (request) => {
        if (trusted.has(request.socket) && has(choose(tokens), request)) return;
        authenticate(request);
        trusted.add(request.socket);
      },
    };
  };

/** Guards that check the wrong thing, too late, or remember the callers before. */
export const guardFaults = {
  'connection-remembers': rememberBy(({ socket }) => socket),
  'one-more-request-on-the-connection': onCredentials((request, authenticate, seen) => {
    if (seen.delete(request.socket) && isAnonymous(request)) return;
    authenticate(request);
    if (!isAnonymous(request)) seen.add(request.socket);
  }),
  'connection-trusted-after-three': ({ authenticate }) => {
    const accepted = new WeakMap<object, number>();
    return {
      authenticate: (request) => {
        const before = accepted.get(request.socket) ?? 0;
        if (before >= 3 && isAnonymous(request)) return;
        authenticate(request);
        accepted.set(request.socket, before + 1);
      },
    };
  },
  'connection-remembers-the-customers': trustsConnection(({ forbidden }) => forbidden),
  'connection-remembers-the-date': trustsConnection(({ expired }) => expired),
  'connection-open-after-a-refusal': onCredentials((request, authenticate, seen) => {
    const isRepeated = isAnonymous(request) && seen.has(request.socket);
    if (isAnonymous(request)) seen.add(request.socket);
    if (!isRepeated) authenticate(request);
  }),
  'connection-trusted-with-any-token': onCredentials((request, authenticate, seen) => {
    if (!isAnonymous(request) && seen.has(request.socket)) return;
    authenticate(request);
    seen.add(request.socket);
  }),
  'caller-of-an-invalid-list-remembered': ({ authenticate, respond }) => {
    const left = new Set<string | undefined>();
    return {
      authenticate: (request) => {
        if (left.delete(request.segment) && isAnonymous(request)) return;
        authenticate(request);
      },
      respond: async (request) => {
        const response = await respond(request);
        if (response.status === 422 && !isAnonymous(request)) left.add(request.segment);
        return response;
      },
    };
  },
  'customer-open-once-authenticated': rememberBy(({ target }) => target),
  'expired-token-accepted': acceptAlso((request, { expired }) => has(expired, request)),
  'forbidden-token-accepted': acceptAlso((request, { forbidden }) => has(forbidden, request)),
  'missing-header-crashes': acceptAlso((request) => isAnonymous(request) && crash()),
  'expired-token-crashes': acceptAlso((request, { expired }) => has(expired, request) && crash()),
  'forbidden-answered-400': replaceError(({ status }) =>
    status === 403 ? new HttpError(400, 'Not possible.') : undefined,
  ),
  'connection-remembers-the-refusal': onCredentials((request, authenticate, seen) => {
    if (seen.has(request.socket)) rejectAnonymous();
    if (isAnonymous(request)) seen.add(request.socket);
    authenticate(request);
  }),
  'refused-body-left-on-the-connection': ({ respond, presentError }) => {
    const spoilt = new WeakSet<object>();
    return {
      respond: async (request) => {
        if (spoilt.delete(request.socket))
          return presentError(new HttpError(400, 'Bad request line.'), request);
        const response = await respond(request);
        if (response.status === 401 && request.headers['content-length'] !== undefined)
          spoilt.add(request.socket);
        return response;
      },
    };
  },
  'get-from-the-cache-for-anyone': onResponse((response, request, { correct, seen }) => {
    if (request.method !== 'GET') return response;
    if (response.status === 200) seen.add(request.target);
    return response.status === 401 && seen.has(request.target)
      ? presentRead(correct, request)
      : response;
  }),
  'reading-needs-no-credentials': acceptAlso(
    (request) => request.method === 'GET' && isAnonymous(request),
  ),
  'reading-needs-no-right': acceptAlso(
    (request, { forbidden }) => request.method === 'GET' && has(forbidden, request),
  ),
  'reading-with-an-expired-token': acceptAlso(
    (request, { expired }) => request.method === 'GET' && has(expired, request),
  ),
  'token-taken-as-a-password': acceptAlso(({ headers }, { valid }) => {
    const given = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    return Buffer.from(given, 'base64').toString().endsWith(`:${valid}`);
  }),
  'token-of-an-asterisk-accepted': acceptAlso(
    ({ headers }) => headers.authorization === 'Bearer *',
  ),
  'token-with-a-percent-sign-crashes': acceptAlso(
    ({ headers }) => headers.authorization === 'Bearer 100%' && crash(),
  ),
  'token-of-three-parts-crashes': acceptAlso(
    ({ headers }) => headers.authorization === 'Bearer a.b.c' && crash(),
  ),
  'forbidden-token-accepted-as-bearer': acceptAlso(
    ({ headers }, { forbidden }) => headers.authorization === `bearer ${forbidden}`,
  ),
  'expired-token-accepted-as-bearer': acceptAlso(
    ({ headers }, { expired }) => headers.authorization === `bearer ${expired}`,
  ),
  'token-named-undefined-accepted': acceptAlso(
    ({ headers }) => headers.authorization === 'Bearer undefined',
  ),
  'token-compared-by-its-end': acceptAlso(
    ({ headers: { authorization = '' } }, { valid }) =>
      authorization.startsWith('Bearer ') && authorization.endsWith(valid.slice(-8)),
  ),
  'forbidden-lists-the-attached': onStatus(403, (response, request, correct) => ({
    ...response,
    body: presentRead(correct, request).body,
  })),
  'broken-bodies-before-the-guard': onResponse(async (response, request) => {
    if (response.status !== 401 || !isAnonymous(request)) return response;
    const body = (await request.bytes()).toString().trim();
    return body.startsWith('{') && !body.endsWith('}')
      ? { ...response, status: 200, body: Buffer.from('{"data":[]}') }
      : response;
  }),
} satisfies Patches;
