import { acceptAlso, isAnonymous, onStatus } from '../patches';
import { HttpError, type Patch, type Request } from '../pipeline';
import { withHeaders, withoutChallenge, withText } from '../responses';
import { breaks, type Faults } from './fault';

const withChallenge = (challenge: string) =>
  onStatus(401, (response) => withHeaders(response, { 'www-authenticate': challenge }));

const sentToken = ({ headers }: Request) => headers.authorization?.split(' ').at(-1) ?? '';

/** Rejects the Bearer scheme in some spellings. */
const rejectScheme =
  (which: (authorization: string) => boolean): Patch =>
  ({ authenticate }) => ({
    authenticate: (request) => {
      if (which(request.headers.authorization ?? 'Bearer ')) {
        throw new HttpError(401, 'This needs a bearer token.', { 'www-authenticate': 'Bearer' });
      }
      authenticate(request);
    },
  });

/** Accepts a token that is outside the Authorization header. */
const acceptElsewhere = (where: (request: Request, token: string) => boolean) =>
  acceptAlso((request, { valid }) => isAnonymous(request) && where(request, valid));

const query = ({ target }: Request) => new URL(target, 'http://localhost').searchParams;

/** The form of a 401, its place before other errors, and tokens in the wrong place. */
export const authCourtesyFaults = {
  'refused-with-403': breaks(['auth.status'], {
    cause: 'Unauthenticated and unauthorized are held for the same.',
    patch: onStatus(401, (response) => ({ ...withoutChallenge(response), status: 403 })),
  }),
  'missing-header-answered-403': breaks(['auth.status'], {
    cause: 'The default of the security framework for anonymous requests is 403.',
    patch: onStatus(401, (response, { headers }) =>
      headers.authorization === undefined ? { ...response, status: 403 } : response,
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
    patch: (correct) => ({
      authenticate: (request) => {
        correct.readCustomer(request);
        correct.authenticate(request);
      },
    }),
  }),
  'body-judged-before-credentials': breaks(['auth.first'], {
    cause: 'The request is validated when it is parsed, before any middleware.',
    patch: (correct) => ({
      respond: async (request) => {
        const response = await correct.respond(request);
        if (response.status !== 401 || request.method !== 'POST') return response;
        try {
          correct.readList(correct.readJson(correct.readText(await request.bytes())));
          return response;
        } catch (error) {
          return error instanceof HttpError ? correct.presentError(error, request) : response;
        }
      },
    }),
  }),
  'refusal-repeats-the-token': breaks(['auth.no-echo'], {
    cause: 'The message quotes what was sent, to help who reads the log.',
    patch: onStatus(401, (response, request) =>
      withText(
        response,
        JSON.stringify({ error: `The token ${sentToken(request)} is not valid.` }),
      ),
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
    patch: onStatus(401, (response, { headers }) =>
      withText(response, JSON.stringify({ error: 401, headers })),
    ),
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
    patch: (correct) => ({
      respond: async (request) => {
        const response = await correct.respond(request);
        const { valid } = correct.tokens;
        const inBody = response.status === 401 && (await request.bytes()).includes(valid);
        if (!inBody || request.headers.authorization !== undefined) return response;
        return correct.respond({ ...request, rawHeaders: ['authorization', `Bearer ${valid}`] });
      },
    }),
  }),
} satisfies Faults;
