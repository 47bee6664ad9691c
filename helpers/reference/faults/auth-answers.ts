import { acceptAlso, isAnonymous, onCredentials } from '../credential-patches';
import { onResponse, onStatus, rejectWith } from '../patches';
import { HttpError, type Request, type Response, type Tokens, type Patches } from '../pipeline';
import { withHeaders, withJson, withoutChallenge, withText } from '../responses';
import type { Ids } from '../user-sets';

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
  'refused-with-200': insteadOf401(200),
  'refused-with-a-login-page': insteadOf401(302, { location: '/login' }),
  'refused-with-500': insteadOf401(500),
  'refused-with-400': insteadOf401(400),
  'refused-with-404': insteadOf401(404),
  'refusal-lists-the-attached': errorWithUsers((attached) => attached),
  'refusal-lists-whom-it-knows': errorWithUsers((_attached, everyone) => everyone.slice(0, 3)),
  'refused-only-in-the-status': onResponse(async (refused, request, { correct }) => {
    if (refused.status !== 401) return refused;
    const { body, headers } = await correct.respond(withToken(request, correct.tokens));
    return { ...refused, body, headers: { ...headers, ...refused.headers } };
  }),
  'refused-with-403': insteadOf401(403),
  'missing-header-answered-403': onStatus(401, (response, request) =>
    isAnonymous(request) ? { ...response, status: 403 } : response,
  ),
  'no-challenge': onStatus(401, withoutChallenge),
  'challenge-of-another-scheme': withChallenge('Basic realm="restricted"'),
  'challenge-without-scheme': withChallenge('realm="api"'),
  'scheme-in-one-case-only': rejectScheme((header) => !header.startsWith('Bearer ')),
  'scheme-in-lower-case-refused': rejectScheme((header) => header.startsWith('bearer')),
  'scheme-in-capitals-refused': rejectScheme((header) => header.startsWith('BEARER')),
  'unknown-customer-tells-strangers': ({ readCustomer, authenticate }) => ({
    authenticate: (request) => {
      readCustomer(request);
      authenticate(request);
    },
  }),
  'body-judged-before-credentials': onResponse(async (response, request, { correct }) => {
    if (response.status !== 401 || request.method !== 'POST') return response;
    try {
      correct.readList(correct.readJson(correct.readText(await request.bytes())));
      return response;
    } catch (error) {
      return error instanceof HttpError ? correct.presentError(error, request) : response;
    }
  }),
  'refusal-repeats-the-token': onStatus(401, (response, request) =>
    withJson(response, { error: `The token ${sentToken(request)} is not valid.` }),
  ),
  'refusal-repeats-the-token-in-a-header': onStatus(401, (response, request) =>
    withHeaders(response, { 'x-auth-token': sentToken(request).trim() }),
  ),
  'refusal-dumps-the-request': onStatus(401, (response, { headers }) =>
    withJson(response, { error: 401, headers }),
  ),
  'refusal-shows-the-expected-token': onStatus(401, (response, _request, { tokens }) =>
    withJson(response, { error: 'Token mismatch', expected: tokens.valid }),
  ),
  'expired-token-refreshed-in-a-field': onStatus(401, (response, request, { tokens }) =>
    sentToken(request) === tokens.expired
      ? withHeaders(response, { 'x-new-token': tokens.valid })
      : response,
  ),
  'refusal-names-the-user-of-basic': onStatus(401, (response, { headers }) => {
    const given = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const [user = ''] = Buffer.from(given, 'base64').toString().split(':');
    return given === '' ? response : withJson(response, { error: `Unknown user ${user}.` });
  }),
  'refusal-repeats-the-target': onStatus(401, (response, { target }) =>
    withJson(response, { error: 'Unauthorized', path: target }),
  ),
  'refusal-has-the-ids-of-the-attached': onStatus(401, (response, { segment = '' }, { store }) =>
    withJson(response, { error: 401, customer: { user_ids: store.get(segment).map(Number) } }),
  ),
  'api-token-in-the-query': acceptElsewhere(
    (request, token) => query(request).get('api_token') === token,
  ),
  'token-in-a-cookie-of-its-own': acceptElsewhere(({ headers }, token) =>
    (headers.cookie ?? '').includes(`jwt=${token}`),
  ),
  'token-in-the-query': acceptElsewhere((request, token) =>
    ['access_token', 'token', 'api_key'].some((name) => query(request).get(name) === token),
  ),
  'token-in-a-cookie': acceptElsewhere(({ headers }, token) =>
    (headers.cookie ?? '').includes(token),
  ),
  'token-in-the-body': onResponse(async (response, request, { correct }) => {
    const { tokens, respond } = correct;
    const inBody = response.status === 401 && (await request.bytes()).includes(tokens.valid);
    return inBody && isAnonymous(request) ? respond(withToken(request, tokens)) : response;
  }),
} satisfies Patches;
