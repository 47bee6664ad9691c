import {
  acceptAlso,
  crash,
  isAnonymous,
  onCredentials,
  onResponse,
  onStatus,
  rejectWith,
  replaceError,
} from '../patches';
import { HttpError, presentRead, type Request } from '../pipeline';
import { breaks, type Faults } from './fault';
import { ANONYMOUS } from './requirement-lists';

const has = (token: string, { headers }: Request) => headers.authorization === `Bearer ${token}`;

const rejectAnonymous = rejectWith(401, 'Anonymous.', { 'www-authenticate': 'Bearer' });

/** Accepts requests without credentials if an accepted request had the same key. */
const rememberBy = (key: (request: Request) => unknown) =>
  onCredentials((request, authenticate, seen) => {
    if (isAnonymous(request) && seen.has(key(request))) return;
    authenticate(request);
    seen.add(key(request));
  });

/** Guards that check the wrong thing, too late, or remember the callers before. */
export const guardFaults = {
  'connection-remembers': breaks(['auth.each-request'], {
    cause: 'Who authenticated once on a connection is known on it, as with NTLM.',
    patch: rememberBy(({ socket }) => socket),
  }),
  'one-more-request-on-the-connection': breaks(['auth.each-request'], {
    cause: 'The proxy keeps the headers of the request before for one that has none.',
    patch: onCredentials((request, authenticate, seen) => {
      if (seen.delete(request.socket) && isAnonymous(request)) return;
      authenticate(request);
      if (!isAnonymous(request)) seen.add(request.socket);
    }),
  }),
  'customer-open-once-authenticated': breaks(ANONYMOUS, {
    cause: 'The decision of the gateway is cached by path, for every caller.',
    patch: rememberBy(({ target }) => target),
  }),
  'expired-token-accepted': breaks(['auth.expired'], {
    cause: 'The signature is checked, the expiry is not.',
    patch: acceptAlso((request, { expired }) => has(expired, request)),
  }),
  'forbidden-token-accepted': breaks(['auth.forbidden'], {
    cause: 'Who is asking is checked, and not whether they may.',
    patch: acceptAlso((request, { forbidden }) => has(forbidden, request)),
  }),
  'missing-header-crashes': breaks([...ANONYMOUS, 'http.no-5xx', 'auth.status'], {
    cause: 'header.split of undefined.',
    patch: acceptAlso((request) => isAnonymous(request) && crash()),
  }),
  'expired-token-crashes': breaks(['auth.expired', 'http.no-5xx', 'auth.status'], {
    cause: 'The exception of the token library is never caught.',
    patch: acceptAlso((request, { expired }) => has(expired, request) && crash()),
  }),
  'forbidden-answered-400': breaks(['auth.forbidden'], {
    cause: 'The policy throws the exception of the validator.',
    patch: replaceError(({ status }) =>
      status === 403 ? new HttpError(400, 'Not possible.') : undefined,
    ),
  }),
  'connection-remembers-the-refusal': breaks(['auth.each-request'], {
    cause: 'The principal of a connection is kept: anonymous once, anonymous for good.',
    patch: onCredentials((request, authenticate, seen) => {
      if (seen.has(request.socket)) rejectAnonymous();
      if (isAnonymous(request)) seen.add(request.socket);
      authenticate(request);
    }),
  }),
  'refused-body-left-on-the-connection': breaks(['auth.each-request'], {
    cause:
      'A 401 is answered before the body is read, which is then read as the next request: 400.',
    patch: ({ respond, presentError }) => {
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
  }),
  'get-from-the-cache-for-anyone': breaks(['auth.missing'], {
    cause: 'The CDN keeps what it has read once, and gives it to who has no token.',
    patch: onResponse((response, request, { correct, seen }) => {
      if (request.method !== 'GET') return response;
      if (response.status === 200) seen.add(request.target);
      return response.status === 401 && seen.has(request.target)
        ? presentRead(correct, request)
        : response;
    }),
  }),
  'reading-needs-no-credentials': breaks(['auth.missing'], {
    cause: 'The guard is put on store() alone, and index() lists users for everyone.',
    patch: acceptAlso((request) => request.method === 'GET' && isAnonymous(request)),
  }),
  'token-taken-as-a-password': breaks(['auth.scheme'], {
    cause: 'Basic credentials are decoded, and the password is compared with the token.',
    patch: acceptAlso(({ headers }, { valid }) => {
      const given = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
      return Buffer.from(given, 'base64').toString().endsWith(`:${valid}`);
    }),
  }),
  'token-named-undefined-accepted': breaks(['auth.invalid'], {
    cause: 'The secret is not set, and is compared as the text that a template makes of it.',
    patch: acceptAlso(({ headers }) => headers.authorization === 'Bearer undefined'),
  }),
  'token-compared-by-its-end': breaks(['auth.altered'], {
    cause: 'Only the last eight characters are kept in clear.',
    patch: acceptAlso(
      ({ headers: { authorization = '' } }, { valid }) =>
        authorization.startsWith('Bearer ') && authorization.endsWith(valid.slice(-8)),
    ),
  }),
  'forbidden-lists-the-attached': breaks(['auth.no-data'], {
    cause: 'The policy sets the status, and the resource is rendered all the same.',
    patch: onStatus(403, (response, request, correct) => ({
      ...response,
      body: presentRead(correct, request).body,
    })),
  }),
  'broken-bodies-before-the-guard': breaks(['auth.missing', 'auth.first'], {
    cause: 'Who fails to parse goes past the guard to a rescue that answers an empty list.',
    patch: onResponse(async (response, request) => {
      if (response.status !== 401 || !isAnonymous(request)) return response;
      const body = (await request.bytes()).toString();
      return body.startsWith('{') && !body.endsWith('}')
        ? { ...response, status: 200, body: Buffer.from('{"data":[]}') }
        : response;
    }),
  }),
} satisfies Faults;
