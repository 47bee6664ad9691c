import {
  acceptAlso,
  hasWrongToken,
  isAnonymous,
  withWrongToken,
  type RequestFilter,
} from '../credential-patches';
import { crash, onRequest, withBody } from '../patches';
import type { Patch, Patches, Tokens } from '../pipeline';

/** Lets anonymous requests through that a guard takes for others. */
const withoutToken = (which: RequestFilter): Patch =>
  acceptAlso((request) => isAnonymous(request) && which(request));

/** Routes a path that is written in another way, and which its guard does not know. */
const openPath = (path: RegExp, which: RequestFilter = isAnonymous): Patch =>
  onRequest((request, { tokens }) => {
    const [, before = '', segment] = path.exec(request.target) ?? [];
    if (segment === undefined || !which(request)) return request;
    const target = `${before}/customers/${segment}/users`;
    return { ...request, target, segment, rawHeaders: ['authorization', `Bearer ${tokens.valid}`] };
  });

/** Takes a PUT with one of the tokens for a sync. */
const putBy = (choose: (tokens: Tokens) => string): Patch =>
  onRequest((request, { tokens }) => {
    const isOfToken = request.headers.authorization === `Bearer ${choose(tokens)}`;
    if (request.method !== 'PUT' || !isOfToken) return request;
    return { ...request, method: 'POST', rawHeaders: ['authorization', `Bearer ${tokens.valid}`] };
  });

/** Accepts one of the tokens with more than some users. */
const manyBy = (choose: (tokens: Tokens) => string): Patch =>
  acceptAlso(
    ({ headers }, tokens) =>
      headers.authorization === `Bearer ${choose(tokens)}` &&
      Number(headers['content-length'] ?? 0) > 26,
  );

const hasField =
  (name: string): RequestFilter =>
  ({ headers }) =>
    headers[name] !== undefined;

const isLong: RequestFilter = ({ headers }) => Number(headers['content-length'] ?? 0) > 8_192;

/** Guards that look at another part of a request than the rest of the server does. */
export const trustedRequestFaults = {
  'no-body-needs-no-token': withoutToken(
    ({ headers }) => (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding'],
  ),
  'long-body-needs-no-token': withoutToken(
    (request) => isLong(request) && request.headers['content-type'] === 'application/json',
  ),
  'path-with-a-slash-needs-no-token': openPath(/^(.*)\/customers\/([^/]+)\/users\/$/),
  'capital-in-the-path-needs-no-token': openPath(/^(.*)\/Customers\/([^/]+)\/users$/),
  'dot-segments-need-no-token': openPath(/^(.*)\/health\/\.\.\/customers\/([^/]+)\/users$/),
  'two-slashes-need-no-token': openPath(/^(.*)\/\/customers\/([^/]+)\/users$/),
  'path-parameter-needs-no-token': openPath(/^(.*)\/customers\/([^/]+)\/users;/),
  'format-in-the-path-needs-no-token': openPath(/^(.*)\/customers\/([^/]+)\/users\.json$/),
  'style-sheet-needs-no-token': openPath(/^(.*)\/customers\/([^/]+)\/users\?v=\.css$/),
  'address-of-a-gateway-needs-no-token': withoutToken(hasField('x-real-ip')),
  'forwarded-address-needs-no-token': withoutToken(hasField('forwarded')),
  'consumer-of-a-gateway-needs-no-token': withoutToken(hasField('x-consumer-username')),
  'certificate-of-a-gateway-needs-no-token': withoutToken(hasField('x-ssl-client-verify')),
  'user-of-a-gateway-needs-no-token': withoutToken(hasField('x-forwarded-user')),
  'user-of-an-auth-proxy-needs-no-token': withoutToken(hasField('x-webauth-user')),
  'any-api-key-in-place-of-a-token': withoutToken(hasField('x-api-key')),
  'number-of-a-user-needs-no-token': withoutToken(hasField('x-user-id')),
  'fields-of-a-preflight-need-no-token': withoutToken(hasField('access-control-request-method')),
  'options-needs-no-token': onRequest((request, { tokens }) =>
    request.method === 'OPTIONS' && isAnonymous(request)
      ? { ...request, method: 'POST', rawHeaders: ['authorization', `Bearer ${tokens.valid}`] }
      : request,
  ),
  'four-users-open-to-the-forbidden': manyBy(({ forbidden }) => forbidden),
  'four-users-open-to-the-expired': manyBy(({ expired }) => expired),
  'any-json-web-token': acceptAlso(
    ({ headers }) => headers.authorization?.startsWith('Bearer eyJ') === true,
  ),
  'long-token-answered-500': acceptAlso(
    ({ headers }) => (headers.authorization ?? '').length > 255 && crash(),
  ),
  'url-of-a-gateway-needs-no-token': withoutToken(hasField('x-original-url')),
  'overridden-method-needs-no-token': withoutToken(hasField('x-http-method-override')),
  'method-overridden-by-get-needs-no-token': withoutToken(
    ({ headers }) => headers['x-http-method-override'] === 'GET',
  ),
  'subrequest-needs-no-token': withoutToken(hasField('x-middleware-subrequest')),
  'any-token-in-lower-case': withWrongToken(({ rawHeaders }) =>
    rawHeaders.includes('authorization'),
  ),
  'any-token-behind-a-slash': openPath(/^(.*)\/customers\/([^/]+)\/users\/$/, hasWrongToken),
  'any-token-behind-a-capital': openPath(/^(.*)\/Customers\/([^/]+)\/users$/, hasWrongToken),
  'any-token-for-text': onRequest((request, { tokens }) =>
    hasWrongToken(request) && request.headers['content-type'] === 'text/plain'
      ? {
          ...withBody(request, async () => (await request.bytes()).toString()),
          rawHeaders: ['authorization', `Bearer ${tokens.valid}`],
        }
      : request,
  ),
  'any-token-for-four-users': withWrongToken(
    ({ headers }) => Number(headers['content-length'] ?? 0) > 26,
  ),
  'any-token-as-bearer': withWrongToken(
    ({ headers }) => headers.authorization?.startsWith('bearer ') === true,
  ),
  'put-open-to-the-forbidden': putBy(({ forbidden }) => forbidden),
  'put-open-to-the-expired': putBy(({ expired }) => expired),
  'token-outside-ascii-answered-500': acceptAlso(
    ({ headers }) => /[^ -~]/.test(headers.authorization ?? '') && crash(),
  ),
} satisfies Patches;
