import { ACCEPT_ENCODING } from './body';
import type { HeaderField } from './exchange';
import { markFields } from './extra-headers';
import type { HttpRequest } from './http-request';

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
 * Returns the field that sends back the cookies of a response; undefined if it set none. A cookie
 * without a value is one that is deleted.
 */
export function cookieOf({
  headers,
}: {
  headers: readonly HeaderField[];
}): HeaderField | undefined {
  const cookies = headers.flatMap(([name, line]) =>
    name.toLowerCase() === 'set-cookie' ? (/^\s*[^=;\s]+=[^;]+/.exec(line)?.[0].trim() ?? []) : [],
  );
  return cookies.length === 0 ? undefined : ['Cookie', cookies.join('; ')];
}
