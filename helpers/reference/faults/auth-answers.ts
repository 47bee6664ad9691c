import {
  acceptAlso,
  isAnonymous,
  onCredentials,
  onResponse,
  onStatus,
  rejectWith,
} from '../patches';
import { HttpError, type Request, type Response, type Tokens } from '../pipeline';
import { withHeaders, withJson, withoutChallenge, withText } from '../responses';
import type { Ids } from '../user-sets';
import { breaks, type Faults } from './fault';
import { NO_401, UNAUTHENTICATED } from './requirement-lists';

/** Responds with another status than 401. */
const insteadOf401 = (status: number, headers: Response['headers'] = {}) =>
  onStatus(401, (response) => ({ ...withHeaders(withoutChallenge(response), headers), status }));

const withChallenge = (challenge: string) =>
  onStatus(401, (response) => withHeaders(response, { 'www-authenticate': challenge }));

/** Adds users to the body of a 401. */
const errorWithUsers = (choose: (attached: Ids, everyone: Ids) => Ids) =>
  onStatus(401, (response, { segment = '' }, { dataset: { users }, store, write }) => {
    const chosen = choose(store.get(segment), [...users.keys()]);
    const data = chosen.map((id) => ({ id: BigInt(id), name: users.get(id)?.name }));
    return withText(response, write({ error: 'Unauthorized', data }));
  });

const sentToken = ({ headers }: Request) => headers.authorization?.split(' ').at(-1) ?? '';

const withToken = (request: Request, { valid }: Tokens): Request => ({
  ...request,
  rawHeaders: ['authorization', `Bearer ${valid}`],
});

const rejectToken = rejectWith(401, 'This needs a bearer token.', { 'www-authenticate': 'Bearer' });

/** Rejects the Bearer scheme in some spellings. */
const rejectScheme = (which: (authorization: string) => boolean) =>
  onCredentials((request, authenticate) => {
    authenticate(which(request.headers.authorization ?? 'Bearer ') ? rejectToken() : request);
  });

/** Accepts a token that is outside the Authorization header. */
const acceptElsewhere = (where: (request: Request, token: string) => boolean) =>
  acceptAlso((request, { valid }) => isAnonymous(request) && where(request, valid));

const query = ({ target }: Request) => new URL(target, 'http://localhost').searchParams;

/** Wrong 401s: their status, fields and body, their place among errors, and misplaced tokens. */
export const authAnswerFaults = {
  'refused-with-200': breaks([...UNAUTHENTICATED, 'auth.elsewhere', 'auth.first'], {
    cause: 'Errors have status 200 with an error inside, as in SOAP.',
    patch: insteadOf401(200),
  }),
  'refused-with-a-login-page': breaks([...NO_401, 'http.no-redirect'], {
    cause: 'The guard is that of the web page and redirects to its login.',
    patch: insteadOf401(302, { location: '/login' }),
  }),
  'refused-with-500': breaks([...NO_401, 'http.no-5xx'], {
    cause: 'The exception of the guard has no renderer in the API.',
    patch: insteadOf401(500),
  }),
  'refused-with-400': breaks(NO_401, {
    cause: 'A missing header is treated as a malformed request.',
    patch: insteadOf401(400),
  }),
  'refused-with-404': breaks(NO_401, {
    cause: 'Hidden resources do not exist; but then a client cannot tell that its token is wrong.',
    patch: insteadOf401(404),
  }),
  'refusal-lists-the-attached': breaks(['auth.no-data'], {
    cause: 'The middleware sets the status and forgets to end the request.',
    patch: errorWithUsers((attached) => attached),
  }),
  'refusal-lists-whom-it-knows': breaks(['auth.no-data'], {
    cause: 'The debug panel of the error page dumps the users that it has loaded.',
    patch: errorWithUsers((_attached, everyone) => everyone.slice(0, 3)),
  }),
  'refused-only-in-the-status': breaks(['auth.no-data', 'readback.refused-unchanged'], {
    cause: 'The status of the guard is kept, and the handler runs all the same.',
    needs: { readBack: true },
    patch: onResponse(async (refused, request, { correct }) => {
      if (refused.status !== 401) return refused;
      const { body, headers } = await correct.respond(withToken(request, correct.tokens));
      return { ...refused, body, headers: { ...headers, ...refused.headers } };
    }),
  }),
  'refused-with-403': breaks(['auth.status'], {
    cause: 'Unauthenticated and unauthorized are held for the same.',
    patch: insteadOf401(403),
  }),
  'missing-header-answered-403': breaks(['auth.status'], {
    cause: 'The default of the security framework for anonymous requests is 403.',
    patch: onStatus(401, (response, request) =>
      isAnonymous(request) ? { ...response, status: 403 } : response,
    ),
  }),
  'no-challenge': breaks(['auth.challenge'], {
    cause: 'The 401 is written by hand, without WWW-Authenticate.',
    patch: onStatus(401, withoutChallenge),
  }),
  'challenge-of-another-scheme': breaks(['auth.challenge'], {
    cause: 'The gateway asks for Basic, which it takes for its own pages.',
    patch: withChallenge('Basic realm="restricted"'),
  }),
  'challenge-without-scheme': breaks(['auth.challenge'], {
    cause: 'Only the realm is written.',
    patch: withChallenge('realm="api"'),
  }),
  'scheme-in-one-case-only': breaks(['auth.scheme-case'], {
    cause: 'startsWith("Bearer ").',
    patch: rejectScheme((header) => !header.startsWith('Bearer ')),
  }),
  'scheme-in-lower-case-refused': breaks(['auth.scheme-case'], {
    cause: 'A rule of the gateway lets the registered spelling through, and what shouts.',
    patch: rejectScheme((header) => header.startsWith('bearer')),
  }),
  'scheme-in-capitals-refused': breaks(['auth.scheme-case'], {
    cause: 'Both usual spellings are listed, and the third is not.',
    patch: rejectScheme((header) => header.startsWith('BEARER')),
  }),
  'unknown-customer-tells-strangers': breaks(['auth.first'], {
    cause: 'The customer is resolved from the route before the guard runs.',
    patch: ({ readCustomer, authenticate }) => ({
      authenticate: (request) => {
        readCustomer(request);
        authenticate(request);
      },
    }),
  }),
  'body-judged-before-credentials': breaks(['auth.first'], {
    cause: 'The request is validated when it is parsed, before any middleware.',
    patch: onResponse(async (response, request, { correct }) => {
      if (response.status !== 401 || request.method !== 'POST') return response;
      try {
        correct.readList(correct.readJson(correct.readText(await request.bytes())));
        return response;
      } catch (error) {
        return error instanceof HttpError ? correct.presentError(error, request) : response;
      }
    }),
  }),
  'refusal-repeats-the-token': breaks(['auth.no-echo'], {
    cause: 'The message quotes what was sent, to help who reads the log.',
    patch: onStatus(401, (response, request) =>
      withJson(response, { error: `The token ${sentToken(request)} is not valid.` }),
    ),
  }),
  'refusal-repeats-the-token-in-a-header': breaks(['auth.no-echo'], {
    cause: 'A debugging header came into production.',
    patch: onStatus(401, (response, request) =>
      withHeaders(response, { 'x-auth-token': sentToken(request).trim() }),
    ),
  }),
  'refusal-dumps-the-request': breaks(['auth.no-echo'], {
    cause: 'The error handler appends the headers of the request.',
    patch: onStatus(401, (response, { headers }) => withJson(response, { error: 401, headers })),
  }),
  'token-in-the-query': breaks(['auth.elsewhere'], {
    cause: 'Downloads need a link that works by itself, so every route takes access_token.',
    patch: acceptElsewhere((request, token) =>
      ['access_token', 'token', 'api_key'].some((name) => query(request).get(name) === token),
    ),
  }),
  'token-in-a-cookie': breaks(['auth.elsewhere'], {
    cause: 'The web page uses the same guard, with the token in a cookie of any name.',
    patch: acceptElsewhere(({ headers }, token) => (headers.cookie ?? '').includes(token)),
  }),
  'token-in-the-body': breaks(['auth.elsewhere'], {
    cause: 'The guard of the framework looks for api_token in the input too.',
    patch: onResponse(async (response, request, { correct }) => {
      const { tokens, respond } = correct;
      const inBody = response.status === 401 && (await request.bytes()).includes(tokens.valid);
      return inBody && isAnonymous(request) ? respond(withToken(request, tokens)) : response;
    }),
  }),
} satisfies Faults;
