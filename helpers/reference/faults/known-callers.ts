import { acceptAlso, crash, isAnonymous, replaceError } from '../patches';
import { HttpError, presentRead } from '../pipeline';
import { breaks, type Faults } from './fault';
import { ANONYMOUS } from './requirement-lists';

/** Callers that are remembered, and issued tokens that are not valid here or now. */
export const knownCallerFaults = {
  'connection-remembers': breaks(['auth.each-request'], {
    cause: 'Who authenticated once on a connection is known on it, as with NTLM.',
    patch: ({ authenticate }) => {
      const known = new WeakSet<object>();
      return {
        authenticate: (request) => {
          if (isAnonymous(request) && known.has(request.socket)) return;
          authenticate(request);
          known.add(request.socket);
        },
      };
    },
  }),
  'one-more-request-on-the-connection': breaks(['auth.each-request'], {
    cause: 'The proxy keeps the headers of the request before for one that has none.',
    patch: ({ authenticate }) => {
      const before = new WeakMap<object, string>();
      return {
        authenticate: (request) => {
          const header = request.headers.authorization;
          const kept = before.get(request.socket);
          before.delete(request.socket);
          if (header === undefined && kept !== undefined) return;
          authenticate(request);
          if (header !== undefined) before.set(request.socket, header);
        },
      };
    },
  }),
  'customer-open-once-authenticated': breaks(ANONYMOUS, {
    cause: 'The decision of the gateway is cached by path, for every caller.',
    patch: ({ authenticate }) => {
      const open = new Set<string>();
      return {
        authenticate: (request) => {
          if (isAnonymous(request) && open.has(request.target)) return;
          authenticate(request);
          open.add(request.target);
        },
      };
    },
  }),
  'expired-token-accepted': breaks(['auth.expired'], {
    cause: 'The signature is checked, the expiry is not.',
    patch: acceptAlso(({ headers }, { expired }) => headers.authorization === `Bearer ${expired}`),
  }),
  'forbidden-token-accepted': breaks(['auth.forbidden'], {
    cause: 'Who is asking is checked, and not whether they may.',
    patch: acceptAlso(
      ({ headers }, { forbidden }) => headers.authorization === `Bearer ${forbidden}`,
    ),
  }),
  'missing-header-crashes': breaks([...ANONYMOUS, 'http.no-5xx', 'auth.status'], {
    cause: 'header.split of undefined.',
    patch: acceptAlso((request) => isAnonymous(request) && crash()),
  }),
  'expired-token-crashes': breaks(['auth.expired', 'http.no-5xx', 'auth.status'], {
    cause: 'The exception of the token library is never caught.',
    patch: acceptAlso(
      ({ headers }, { expired }) => headers.authorization === `Bearer ${expired}` && crash(),
    ),
  }),
  'forbidden-answered-400': breaks(['auth.forbidden'], {
    cause: 'The policy throws the exception of the validator.',
    patch: replaceError(({ status }) =>
      status === 403 ? new HttpError(400, 'Not possible.') : undefined,
    ),
  }),
  'connection-remembers-the-refusal': breaks(['auth.each-request'], {
    cause: 'The principal of a connection is kept: anonymous once, anonymous for good.',
    patch: ({ authenticate }) => {
      const anonymous = new WeakSet<object>();
      return {
        authenticate: (request) => {
          if (anonymous.has(request.socket))
            throw new HttpError(401, 'Anonymous.', { 'www-authenticate': 'Bearer' });
          if (isAnonymous(request)) anonymous.add(request.socket);
          authenticate(request);
        },
      };
    },
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
    patch: (correct) => {
      const readable = new Set<string>();
      return {
        respond: async (request) => {
          const response = await correct.respond(request);
          if (request.method !== 'GET') return response;
          if (response.status === 200) readable.add(request.target);
          return response.status === 401 && readable.has(request.target)
            ? presentRead(correct, request)
            : response;
        },
      };
    },
  }),
} satisfies Faults;
