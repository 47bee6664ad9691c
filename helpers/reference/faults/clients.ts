import { syncBody } from '../lenient-parsing';
import { isAnonymous, onCredentials, refuse, type RequestFilter } from '../credential-patches';
import {
  combine,
  crash,
  onRequest,
  onResponse,
  onSuccess,
  rejectWith,
  replaceError,
} from '../patches';
import { HttpError, type Patch, type Patches, type Request } from '../pipeline';
import { withText } from '../responses';

const acceptsJson: RequestFilter = ({ headers }) => (headers.accept ?? '').includes('json');
const isChunked: RequestFilter = ({ headers }) => headers['transfer-encoding'] !== undefined;
const isFetch: RequestFilter = ({ headers }) => headers['user-agent'] === 'node';
const isPlaywright: RequestFilter = ({ headers }) =>
  headers['user-agent']?.startsWith('Playwright') === true;
/** The POST of a client that does not ask for JSON. */
const asksForAnything: RequestFilter = (request) =>
  request.method === 'POST' && !acceptsJson(request);

const change = (which: RequestFilter, to: (request: Request) => Partial<Request>): Patch =>
  onRequest((request) => (which(request) ? { ...request, ...to(request) } : request));

const withBytes = (text: string) => () => ({ bytes: () => Promise.resolve(Buffer.from(text)) });

/** Finds a field only if its name is written in one way. */
function asWritten(name: string): Patch {
  const field = name.toLowerCase();
  return change(
    ({ headers, rawHeaders }) => field in headers && !rawHeaders.includes(name),
    ({ headers, rawHeaders }) => ({
      headers: { ...headers, [field]: undefined },
      rawHeaders: rawHeaders.map((text) => (text.toLowerCase() === field ? 'x-unknown' : text)),
    }),
  );
}

/** Servers that know one client, and no other. */
export const clientFaults = {
  'authorization-in-lower-case-not-found': asWritten('Authorization'),
  'content-type-in-lower-case-not-found': asWritten('Content-Type'),
  'media-type-in-capitals-refused': change(
    ({ headers }) => /^[^;]*[A-Z]/.test(headers['content-type'] ?? ''),
    ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/plain' } }),
  ),
  'json-with-spaces-not-read': onRequest(async (request) =>
    (await request.bytes()).includes('" : [') ? { ...request, ...withBytes('{')() } : request,
  ),
  'lines-of-json-mean-nobody': onRequest(async (request) =>
    (await request.bytes()).includes('\r\n')
      ? { ...request, ...withBytes(syncBody([]))() }
      : request,
  ),
  'several-media-types-not-acceptable': refuse(
    ({ headers }) => (headers.accept ?? '').includes(','),
    rejectWith(406, 'Only application/json is served.'),
  ),
  'quoted-charset-refused': refuse(
    ({ headers }) => (headers['content-type'] ?? '').includes('"'),
    rejectWith(415, 'This charset is not supported.'),
  ),
  'errors-redirect-unless-json-is-accepted': replaceError(({ message }, request) =>
    asksForAnything(request) ? new HttpError(302, message, { location: '/login' }) : undefined,
  ),
  'missing-token-answered-500-unless-json-is-accepted': replaceError(({ status }, request) =>
    status === 401 && asksForAnything(request)
      ? new HttpError(500, 'Route [login] not defined.')
      : undefined,
  ),
  'not-acceptable-unless-json-is-accepted': refuse(
    asksForAnything,
    rejectWith(406, 'Only application/json is served.'),
  ),
  'page-of-users-unless-json-is-accepted': onResponse((response, request) =>
    response.status === 200 && asksForAnything(request)
      ? withText(response, '<h1>Users</h1>', 'text/html')
      : response,
  ),
  'range-of-media-types-not-acceptable': refuse(
    ({ headers }) => headers.accept === 'application/*',
    rejectWith(406, 'Only application/json is served.'),
  ),
  'weight-of-a-media-type-not-read': refuse(
    ({ headers }) => (headers.accept ?? '').includes(';q='),
    rejectWith(406, 'Only application/json is served.'),
  ),
  'line-end-before-json-not-read': onRequest(async (request) =>
    (await request.bytes())[0] === 0x0d ? { ...request, ...withBytes('{')() } : request,
  ),
  'cookie-beside-the-token-needs-a-csrf-token': combine(
    onSuccess((response) => ({
      ...response,
      headers: { ...response.headers, 'set-cookie': 'session=8f14e45f; Path=/; HttpOnly' },
    })),
    refuse(
      ({ headers }) => headers.cookie !== undefined && headers.authorization !== undefined,
      rejectWith(403, 'The CSRF token is missing.'),
    ),
  ),
  'cookie-of-others-needs-a-csrf-token': refuse(
    ({ headers }) => headers.cookie?.includes('theme=') === true,
    rejectWith(403, 'The CSRF token is missing.'),
  ),
  'cookies-decoded-as-uris': refuse(
    ({ headers: { cookie = '' } }) => /%(?![\da-f]{2})/i.test(cookie),
    crash,
  ),
  'names-in-the-language-of-the-client': onResponse((response, { headers }) =>
    response.status === 200 && headers['accept-language']?.startsWith('de') === true
      ? withText(response, response.body.toString().replaceAll('"name":"', '"name":"Frau '))
      : response,
  ),
  'missing-accept-encoding-crashes': refuse(
    ({ headers }) => headers['accept-encoding'] === undefined,
    crash,
  ),
  'two-proxies-crash-the-rate-limiter': refuse(
    ({ headers }) => String(headers['x-forwarded-for']).includes(','),
    crash,
  ),
  'other-origin-crashes': refuse(
    ({ headers }) => headers.origin !== undefined && headers.authorization !== undefined,
    crash,
  ),
  'last-response-of-a-connection-cut': onResponse((response, { headers }) =>
    headers.connection === 'close' && response.body.length > 4_096
      ? { ...response, body: response.body.subarray(0, 4_096) }
      : response,
  ),
  'body-of-a-415-left-on-the-connection': onResponse((response, { socket }, { seen }) => {
    if (seen.delete(socket)) return { ...withText(response, '"Bad Request"'), status: 400 };
    if (response.status === 415) seen.add(socket);
    return response;
  }),
  'missing-accept-crashes': refuse(({ headers }) => headers.accept === undefined, crash),
  'token-not-needed-unless-json-is-accepted': onCredentials((request, authenticate) => {
    if (!isAnonymous(request) || !asksForAnything(request)) authenticate(request);
  }),
  'chunked-body-means-nobody': change(isChunked, withBytes(syncBody([]))),
  'chunked-list-ends-after-one': change(isChunked, ({ bytes }) => ({
    bytes: async () => Buffer.from((await bytes()).toString().replace(/(\[\d+),[\d,]+/, '$1')),
  })),
  'chunked-body-cut-at-a-hundred-bytes': change(isChunked, ({ bytes }) => ({
    bytes: async () => {
      const text = (await bytes()).toString();
      return Buffer.from(text.length > 100 ? text.slice(0, 100).replace(/,\d*$/, ']}') : text);
    },
  })),
  'chunked-body-not-read': change(isChunked, withBytes('')),
  'chunk-sizes-are-decimal': change(isChunked, ({ bytes, pieces }) => ({
    bytes: async () => {
      const misread = ({ length }: Buffer) => length.toString(16) !== String(length);
      if ((await pieces()).some(misread)) throw new HttpError(400, 'No line end behind a chunk.');
      return bytes();
    },
  })),
  'chunked-body-answered-501': refuse(
    isChunked,
    rejectWith(501, 'Transfer-Encoding is not supported.'),
  ),
  'second-segment-not-read': onRequest((request) =>
    isChunked(request)
      ? request
      : { ...request, bytes: async () => (await request.pieces())[0] ?? Buffer.alloc(0) },
  ),
  'expectation-never-answered': ({ deliver }) => ({
    deliver: (response, request, reply) => {
      if (request.headers.expect === undefined) deliver(response, request, reply);
      else reply.hijack();
    },
  }),
  'expectation-answered-400': refuse(
    ({ headers }) => headers.expect !== undefined,
    rejectWith(400, 'Bad request.'),
  ),
  'scripts-are-blocked': refuse(
    (request) => isFetch(request) || isPlaywright(request),
    rejectWith(403, 'Attention required.'),
  ),
  'fetch-crashes-the-device-detection': refuse(isFetch, crash),
  'fetch-gets-nobody': onResponse((response, request) =>
    response.status === 200 && isFetch(request) ? withText(response, '{"data":[]}') : response,
  ),
  'playwright-needs-no-token': onCredentials((request, authenticate) => {
    if (!isPlaywright(request)) authenticate(request);
  }),
} satisfies Patches;
