import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { bypassFastify, combine, onRequest, onResponse, onSuccess, pause } from '../patches';
import { HttpError, type Patch, type Request, type Patches } from '../pipeline';
import { emptyResponse, hasBody, withHeaders, withJson, withText } from '../responses';
import { chunk, lengthOf, sendRaw, slices } from '../wire';

/** Compresses for every client that accepts it. */
const compressed = (coding: string, encode: (body: Buffer) => Buffer) =>
  onResponse((response, { headers }) =>
    response.body.length > 0 && String(headers['accept-encoding']).includes(coding)
      ? withHeaders(
          { ...response, body: encode(response.body) },
          { 'content-encoding': coding, vary: 'Accept-Encoding' },
        )
      : response,
  );

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
  chunked: chunked(4, 0),
  dripping: chunked(10, 5),
  'length-until-close': sendRaw(hasBody, () => ({})),
  'http-1-0': sendRaw(hasBody, ({ body }) => ({ version: '1.0', headers: lengthOf(body) })),
  'connection-closed-after-each-answer': onResponse((response) =>
    withHeaders(response, { connection: 'close' }),
  ),
  slow: onResponse(async (response) => {
    await pause(300);
    return response;
  }),
  'early-hints': ({ deliver }) => ({
    deliver: (response, request, reply) => {
      reply.raw.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }, () => {
        deliver(response, request, reply);
      });
    },
  }),
  'rate-limited-in-seconds': busy(429, 40, () => '1'),
  'unavailable-until-a-date': busy(503, 70, inASecond),
  'rate-limit-headers': onResponse((response) =>
    withHeaders(response, {
      'ratelimit-limit': '1000',
      'ratelimit-remaining': '999',
      'x-request-id': '01HZX3',
      'strict-transport-security': 'max-age=31536000',
      etag: 'W/"1"',
    }),
  ),
  'cookies-set': onResponse((response) =>
    withHeaders(response, { 'set-cookie': 'session=abc; HttpOnly; SameSite=Lax' }),
  ),
  'charset-in-the-content-type': withContentType('application/json; charset=utf-8'),
  'content-type-in-capitals': withContentType('Application/JSON;Charset="UTF-8"'),
  'get-not-supported': ({ readMethod }) => ({
    readMethod: (request) => {
      if (readMethod(request) === 'read') {
        throw new HttpError(405, 'This method is not supported here.', { allow: 'POST' });
      }
      return 'sync';
    },
  }),
  'put-and-patch-sync-too': onRequest(putAsPost),
  'options-answered-for-browsers': onResponse((response, { method }) =>
    withHeaders(
      method === 'OPTIONS' ? emptyResponse(204, { allow: 'GET, HEAD, POST, OPTIONS' }) : response,
      { 'access-control-allow-origin': '*' },
    ),
  ),
  'gzip-of-several-members': compressed('gzip', (body) => {
    const half = Math.floor(body.length / 2);
    return Buffer.concat([gzipSync(body.subarray(0, half)), gzipSync(body.subarray(half))]);
  }),
  'get-shows-a-web-page-to-anyone': onResponse((response, { method }) =>
    method === 'GET' || method === 'HEAD'
      ? withText(emptyResponse(200), PAGE, 'text/html; charset=utf-8')
      : response,
  ),
  'get-answers-another-shape': onResponse((response, { method }) =>
    method === 'GET' && response.status === 200
      ? withText(response, response.body.toString().replace('{"data":', '{"items":'))
      : response,
  ),
  'get-lists-memberships': onResponse((response, { method }) =>
    method === 'GET' && response.status === 200
      ? withText(response, response.body.toString().replace(/"id":(\d+)/g, '"id":5$1,"user_id":$1'))
      : response,
  ),
  'get-lists-memberships-of-users': onResponse((response, { method }) => {
    if (method !== 'GET' || response.status !== 200) return response;
    const { data } = JSON.parse(response.body.toString()) as { data: { id: number }[] };
    return withJson(response, { data: data.map((user) => ({ id: user.id + 9_000, user })) });
  }),
  'put-answers-204': combine(
    onRequest(putAsPost),
    onResponse((response, request) =>
      isPutOrPatch(request) && response.status === 200 ? emptyResponse(204) : response,
    ),
  ),
  'three-requests-a-connection': (correct) => {
    const counts = new WeakMap<object, number>();
    return onResponse((response, { socket }) => {
      const left = (counts.get(socket) ?? 3) - 1;
      counts.set(socket, left);
      const fields = { 'keep-alive': `timeout=5, max=${String(left)}` };
      return withHeaders(response, left > 0 ? fields : { connection: 'close' });
    })(correct);
  },
  'no-reason-phrase': bypassFastify(
    hasBody,
    ({ status, headers, body }, _ask, { raw: { socket } }) => {
      const fields = Object.entries({ ...headers, ...lengthOf(body), connection: 'close' });
      const lines = fields.map(([name, value]) => `${name}:   ${value}  \r\n`).join('');
      socket?.write(`HTTP/1.1 ${String(status)} \r\n${lines}\r\n`);
      socket?.end(body);
    },
  ),
} satisfies Patches;
