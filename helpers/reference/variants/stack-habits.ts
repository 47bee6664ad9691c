import { LosslessNumber } from 'lossless-json';
import { acceptAlso, onCredentials } from '../credential-patches';
import { combine, onError, onResponse, onStatus, onText, property, rejectWith } from '../patches';
import { correctHandlers } from '../handlers';
import { emptyResponse, withHeaders, withJson, withText } from '../responses';
import { ignoringUnknownUsers, onItem } from '../lenient-parsing';
import { HttpError, type Patch, type Patches } from '../pipeline';

const UUID = '6FA459EA-EE8A-4CA4-894E-DB77E160355E';

const tokenIsUuid: Patch = ({ dataset, tokens }) =>
  correctHandlers(dataset, { ...tokens, valid: UUID });

/** Responds to a method otherwise than with a 405. */
const onMethod = (method: string, status: number, headers: Readonly<Record<string, string>>) =>
  onStatus(405, (response, request) =>
    request.method === method ? { ...withHeaders(response, headers), status } : response,
  );

const denyAccess = rejectWith(403, 'There is no access from this place.');

const tooMany = rejectWith(429, 'The list costs too much.', { 'retry-after': '60' });

/** Rejects a list with one error for each unknown user, which has a detail beside its id. */
const toldOneByOne = (detail: string): Patch =>
  combine(
    ({ readUsers, dataset }) => ({
      readUsers: (ids) => {
        const unknown = ids.filter((id) => !dataset.users.has(String(id)));
        const errors = unknown.map((id) => ({
          value: String(id),
          code: 'exists',
          rule: 'users',
          detail: detail.repeat(2),
        }));
        if (errors.length > 0) throw new HttpError(422, JSON.stringify(errors));
        return readUsers(ids);
      },
    }),
    onError((response, { message }) =>
      message.startsWith('[') ? withText(response, `{"errors":${message}}`) : response,
    ),
  );

/** Habits of frameworks and gateways that look like defects. */
export const stackHabitVariants = {
  'path-with-a-slash-redirected': onResponse((response, { target }) =>
    target.endsWith('/users/')
      ? emptyResponse(307, { location: target.replace(/\/$/, '') })
      : response,
  ),
  'long-lists-too-many-requests': ({ readUsers }) => ({
    readUsers: (ids) => readUsers(ids.length > 5_000 ? tooMany() : ids),
  }),
  'options-answered-to-anyone': onResponse((response, { method }) =>
    method === 'OPTIONS' ? emptyResponse(204, { allow: 'GET, POST, OPTIONS' }) : response,
  ),
  'other-origins-and-proxies-denied': onCredentials((request, authenticate) => {
    const { origin, 'x-forwarded-for': addresses = '' } = request.headers;
    authenticate(request);
    if (origin !== undefined || String(addresses).includes(',')) denyAccess();
  }),
  'overridden-options-answered': onResponse((response, { method, headers }) =>
    method === 'POST' && headers['x-http-method-override'] === 'OPTIONS'
      ? emptyResponse(200, { allow: 'GET, POST, OPTIONS' })
      : response,
  ),
  'page-of-the-front-end-for-other-paths': onResponse((response, { segment }) =>
    response.status === 404 && segment === undefined
      ? { ...withText(response, '<!DOCTYPE html><div id="app"></div>', 'text/html'), status: 200 }
      : response,
  ),
  'other-paths-answered-without-data': onResponse((response, { segment }) =>
    response.status === 404 && segment === undefined
      ? { ...withJson(response, { success: false, code: 404, data: null }), status: 200 }
      : response,
  ),
  'unknown-users-told-one-by-one': toldOneByOne(''),
  'unknown-users-told-in-many-megabytes': toldOneByOne(
    'The parameter {{ value }} of the constraint {{ exists }} has to be the identifier of one of the users. ',
  ),
  'booleans-read-as-numbers': combine(
    ignoringUnknownUsers,
    onItem((item) => (typeof item === 'boolean' ? new LosslessNumber(item ? '1' : '0') : item)),
  ),
  'times-with-sixteen-nines': property('created_at', (value) =>
    typeof value === 'string' ? '2023-01-01T12:00:59.9999999999999999Z' : value,
  ),
  'email-beyond-the-doubles': onText((text) => text.replaceAll(/"email":\d+/g, '"email":1e1200')),
  'token-is-a-uuid': combine(
    tokenIsUuid,
    acceptAlso(({ headers }) => headers.authorization?.toUpperCase() === `BEARER ${UUID}`),
  ),
  'place-in-the-request-told': onError((response, { message }) =>
    withJson(response, {
      message: `${message}\n at [Source: (byte[])"{"; line: 1, column: 17]`,
      trace: 'sampled at 1%',
      stack: 'blue at eu-west-1',
    }),
  ),
  'reports-to-a-path': onResponse((response) =>
    withHeaders(response, {
      'content-security-policy': "default-src 'none'; report-uri /app/csp-report.php",
    }),
  ),
  'word-for-a-token-told': onStatus(401, (response) =>
    withJson(response, { message: "Unable to find a signing key that matches 'undefined'" }),
  ),
  'other-methods-have-other-bodies': combine(
    onMethod('PUT', 422, {}),
    onMethod('PATCH', 415, { 'accept-patch': 'application/json-patch+json' }),
    onMethod('GET', 403, { 'www-authenticate': 'Bearer error="insufficient_scope"' }),
  ),
  'pages-for-other-paths': onResponse((response, { target }) =>
    response.status < 400 || /^\/third-party\/v1\/customers\/[^/%;]+\/users(\?|$)/.test(target)
      ? response
      : withText(response, '<pre>Cannot POST that</pre>', 'text/html'),
  ),
  'pages-that-lead-to-a-login': onError((response) =>
    withText(
      response,
      '<meta http-equiv="refresh" content="0; url=/app/login.php"><script>location = "/app/login.php"</script>',
      'text/html',
    ),
  ),
} satisfies Patches;
