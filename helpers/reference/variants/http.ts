import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { bypassFastify, combine, onRequest, onResponse, onSuccess, pause } from '../patches';
import { HttpError, type Patch, type Request } from '../pipeline';
import { emptyResponse, hasBody, withHeaders, withText } from '../responses';
import { chunk, lengthOf, sendRaw, slices } from '../wire';
import type { Variant, Variants } from './variant';

/** Declares a variant that compresses for every client that accepts it. */
const compressed = (coding: string, encode: (body: Buffer) => Buffer): Variant => ({
  permittedBy: 'RFC 9110 8.4 and 12.5.3: a body may be encoded as the client accepts.',
  patch: onResponse((response, { headers }) =>
    response.body.length > 0 && String(headers['accept-encoding']).includes(coding)
      ? withHeaders(
          { ...response, body: encode(response.body) },
          { 'content-encoding': coding, vary: 'Accept-Encoding' },
        )
      : response,
  ),
});

function chunked(count: number, pauseMs: number): Patch {
  return sendRaw(hasBody, ({ body }) => {
    const pieces = [...slices(body, Math.ceil(body.length / count)).map(chunk), chunk()];
    return { headers: { 'transfer-encoding': 'chunked' }, pieces, pauseMs };
  });
}

const withContentType = (type: string) =>
  onSuccess((response) => withHeaders(response, { 'content-type': type }));

/** Responds to every so many-th request with Retry-After, without an effect. */
function busy(status: number, every: number, retryAfter: () => string): Patch {
  return ({ respond, presentError }) => {
    let nth = 0;
    return {
      respond: (request) => {
        nth += 1;
        if (nth % every !== 0) return respond(request);
        const error = new HttpError(status, 'Later, please.', { 'retry-after': retryAfter() });
        return Promise.resolve(presentError(error, request));
      },
    };
  };
}

/** Returns an HTTP date. It has whole seconds: two of them are one at least. */
const inASecond = () => new Date(Date.now() + 2000).toUTCString();

const isPutOrPatch = ({ method }: Request) => method === 'PUT' || method === 'PATCH';
const putAsPost = (request: Request): Request =>
  isPutOrPatch(request) ? { ...request, method: 'POST' } : request;

const PAGE = '<!doctype html><html><div id="app"></div></html>';

/** Permitted ways to transfer a response. */
export const httpVariants = {
  'compressed-with-gzip': compressed('gzip', gzipSync),
  'compressed-with-br': compressed('br', brotliCompressSync),
  'compressed-with-deflate': compressed('deflate', deflateSync),
  chunked: { permittedBy: 'RFC 9112 7.1: the length need not be known.', patch: chunked(4, 0) },
  dripping: {
    permittedBy: 'The contract says nothing of how fast a body comes, within the time-out.',
    patch: chunked(10, 5),
  },
  'length-until-close': {
    permittedBy: 'RFC 9112 6.3: without a length the body ends with the connection.',
    patch: sendRaw(hasBody, () => ({})),
  },
  'http-1-0': {
    permittedBy: 'RFC 9110 2.5: a server may answer in an earlier minor version.',
    patch: sendRaw(hasBody, ({ body }) => ({ version: '1.0', headers: lengthOf(body) })),
  },
  'connection-closed-after-each-answer': {
    permittedBy: 'RFC 9112 9.6: a server may close a connection after an answer.',
    patch: onResponse((response) => withHeaders(response, { connection: 'close' })),
  },
  slow: {
    permittedBy: 'The contract says nothing of speed.',
    patch: onResponse(async (response) => {
      await pause(300);
      return response;
    }),
  },
  'early-hints': {
    permittedBy: 'RFC 9110 15.2: any number of interim responses may come before the final one.',
    patch: ({ deliver }) => ({
      deliver: (response, request, reply) => {
        reply.raw.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }, () => {
          deliver(response, request, reply);
        });
      },
    }),
  },
  'rate-limited-in-seconds': {
    permittedBy: 'RFC 6585 4: 429 with Retry-After is to be waited for.',
    patch: busy(429, 40, () => '1'),
  },
  'unavailable-until-a-date': {
    permittedBy: 'RFC 9110 10.2.3: Retry-After may be a date.',
    patch: busy(503, 70, inASecond),
  },
  'rate-limit-headers': {
    permittedBy: 'Further header fields are allowed.',
    patch: onResponse((response) =>
      withHeaders(response, {
        'ratelimit-limit': '1000',
        'ratelimit-remaining': '999',
        'x-request-id': '01HZX3',
        'strict-transport-security': 'max-age=31536000',
        etag: 'W/"1"',
      }),
    ),
  },
  'cookies-set': {
    permittedBy: 'RFC 6265: a server may set cookies, and a client may forget them.',
    patch: onResponse((response) =>
      withHeaders(response, { 'set-cookie': 'session=abc; HttpOnly; SameSite=Lax' }),
    ),
  },
  'charset-in-the-content-type': {
    permittedBy: 'Parameters of the media type are allowed.',
    patch: withContentType('application/json; charset=utf-8'),
  },
  'content-type-in-capitals': {
    permittedBy: 'RFC 9110 8.3.1: media types are compared without case.',
    patch: withContentType('Application/JSON;Charset="UTF-8"'),
  },
  'get-not-supported': {
    permittedBy: 'http.safe-get: a 4xx, or a safe read.',
    patch: ({ readMethod }) => ({
      readMethod: (request) => {
        if (readMethod(request) === 'read') {
          throw new HttpError(405, 'This method is not supported here.', { allow: 'POST' });
        }
        return 'sync';
      },
    }),
  },
  'put-and-patch-sync-too': {
    permittedBy: 'The contract does not say what other methods do.',
    patch: onRequest(putAsPost),
  },
  'options-answered-for-browsers': {
    permittedBy: 'OPTIONS may be answered, and a preflight has no credentials.',
    patch: onResponse((response, { method }) =>
      withHeaders(
        method === 'OPTIONS' ? emptyResponse(204, { allow: 'GET, HEAD, POST, OPTIONS' }) : response,
        { 'access-control-allow-origin': '*' },
      ),
    ),
  },
  'gzip-of-several-members': compressed('gzip', (body) => {
    const half = Math.floor(body.length / 2);
    return Buffer.concat([gzipSync(body.subarray(0, half)), gzipSync(body.subarray(half))]);
  }),
  'get-shows-a-web-page-to-anyone': {
    permittedBy:
      'The contract has no GET: the page of the front end, for anyone, has no data in it.',
    patch: onResponse((response, { method }) =>
      method === 'GET' || method === 'HEAD'
        ? withText(emptyResponse(200), PAGE, 'text/html; charset=utf-8')
        : response,
    ),
  },
  'get-answers-another-shape': {
    permittedBy: 'The contract has no GET: its answer has a shape of its own.',
    patch: onResponse((response, { method }) =>
      method === 'GET' && response.status === 200
        ? withText(response, response.body.toString().replace('{"data":', '{"items":'))
        : response,
    ),
  },
  'put-answers-204': {
    permittedBy: 'The contract does not say what other methods do: PUT syncs, and answers 204.',
    patch: combine(
      onRequest(putAsPost),
      onResponse((response, request) =>
        isPutOrPatch(request) && response.status === 200 ? emptyResponse(204) : response,
      ),
    ),
  },
  'three-requests-a-connection': {
    permittedBy:
      'RFC 9112 9.6: a connection may be closed after so many requests, with a notice in the last.',
    patch: (correct) => {
      const counts = new WeakMap<object, number>();
      return onResponse((response, { socket }) => {
        const left = (counts.get(socket) ?? 3) - 1;
        counts.set(socket, left);
        const fields = { 'keep-alive': `timeout=5, max=${String(left)}` };
        return withHeaders(response, left > 0 ? fields : { connection: 'close' });
      })(correct);
    },
  },
  'no-reason-phrase': {
    permittedBy: 'RFC 9112 4: the reason phrase may be empty, or anything.',
    patch: bypassFastify(hasBody, ({ status, headers, body }, _ask, { raw: { socket } }) => {
      const fields = Object.entries({ ...headers, ...lengthOf(body), connection: 'close' });
      const lines = fields.map(([name, value]) => `${name}:   ${value}  \r\n`).join('');
      socket?.write(`HTTP/1.1 ${String(status)} \r\n${lines}\r\n`);
      socket?.end(body);
    }),
  },
} satisfies Variants;
