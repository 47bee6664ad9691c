import { lazyPackage } from '../contract/lazy-package';
import { ACCEPT_ENCODING } from './body';
import type { Exchange, HeaderField } from './exchange';
import { markFields } from './extra-headers';
import type { HttpRequest } from './http-request';

const cookiePackage = lazyPackage('tough-cookie');

/** Name that servers know the suite by. */
const USER_AGENT = 'sync-users-conformance';

/** Fields that evidence leaves out: curl sends them as well, or the connection determines them. */
const UNRECORDED = [
  'host',
  'connection: keep-alive',
  'accept-encoding',
  'content-length',
  'user-agent: sync-users-conformance',
];

/** Returns Content-Length or Transfer-Encoding; nothing for a GET without a body. */
function framing({ framing: how, method }: HttpRequest, payload?: Buffer): HeaderField[] {
  if (how === 'chunked') return [['Transfer-Encoding', 'chunked']];
  const expect: HeaderField[] = how === 'expect-continue' ? [['Expect', '100-continue']] : [];
  if (!payload && method === 'GET') return expect;
  return [...expect, ['Content-Length', String(payload?.length ?? 0)]];
}

/**
 * Returns the header of a request, in the order of sending.
 *
 * @param host the value of Host
 */
export function headerFields(request: HttpRequest, host: string, payload?: Buffer): HeaderField[] {
  const { accept = 'application/json', authorization, extraHeaders = [], lowerCase } = request;
  const { acceptEncoding, connection = 'keep-alive' } = request;
  if (request.fields) return [...request.fields, ...extraHeaders];
  const fields: HeaderField[] = [
    ['Host', host],
    ['Connection', connection],
    ...(accept === null ? [] : [['Accept', accept] as const]),
    ...(acceptEncoding === null ? [] : [['Accept-Encoding', ACCEPT_ENCODING] as const]),
    ['User-Agent', USER_AGENT],
    ...(authorization ? [['Authorization', authorization.value] as const] : []),
    ...request.headers,
    ...extraHeaders,
    ...framing(request, payload),
  ];
  return lowerCase === true
    ? fields.map(([name, value]) => [name.toLowerCase(), value] as const)
    : fields;
}

/** Returns the fields of a request that evidence shows, and with which curl sends it again. */
export function evidentFields(request: HttpRequest): HeaderField[] {
  const { body, extraHeaders = [] } = request;
  const marked = { ...request, extraHeaders: markFields(extraHeaders) };
  return headerFields(marked, '', body === undefined ? undefined : Buffer.alloc(0))
    .filter(([name, value]) => {
      const field = name.toLowerCase();
      return !UNRECORDED.includes(field) && !UNRECORDED.includes(`${field}: ${value}`);
    })
    .map(([name, value]) =>
      name.toLowerCase() === 'authorization' && request.authorization
        ? [name, request.authorization.shell]
        : [name, value],
    );
}

/**
 * Returns the field with the cookies of a response that a client sends back with a request of the same
 * URL (RFC 6265 section 5.4); undefined if there are none.
 */
export function cookieOf(
  { headers, exchange }: { headers: readonly HeaderField[]; exchange: Exchange },
  baseUrl: string,
): HeaderField | undefined {
  const lines = headers.filter(([name]) => name.toLowerCase() === 'set-cookie');
  if (lines.length === 0) return undefined;
  const url = baseUrl + exchange.request.target;
  const jar = new (cookiePackage().CookieJar)();
  // A client ignores a cookie that is malformed, or of another domain.
  for (const [, line] of lines) jar.setCookieSync(line, url, { ignoreError: true });
  const cookies = jar.getCookieStringSync(url);
  return cookies === '' ? undefined : ['Cookie', cookies];
}
