import { bypassFastify, onResponse, pause } from '../../../../helpers/reference/patches';
import type { Patch } from '../../../../helpers/reference/pipeline';
import { isSuccess, type ResponseFilter } from '../../../../helpers/reference/responses';
import { chunk, lengthOf, sendRaw, writeRaw } from '../../../../helpers/reference/wire';
import type { HostileServers } from './hostile-server';
import { ONE_USER, serveBytes, serveReference } from './start';

/** Chooses responses by their number, from 1. */
function numbered(which: (nth: number) => boolean): ResponseFilter {
  let nth = 0;
  return () => which(++nth);
}

/** Sends half a body, in chunks, and resets the connection. */
const reset = (which: ResponseFilter): Patch =>
  bypassFastify(which, (response, _request, reply) => {
    const { socket } = reply.raw;
    void writeRaw(reply, response, {
      headers: { 'transfer-encoding': 'chunked' },
      pieces: [chunk(response.body.subarray(0, response.body.length / 2))],
      after: 'hang',
    }).then(() => socket?.resetAndDestroy());
  });

/** Closes a kept connection when the next request arrives on it. */
const closeOnSecond: Patch = (correct) => {
  const seen = new WeakSet<object>();
  return bypassFastify(
    (_response, { socket }) => seen.has(socket) || !seen.add(socket),
    (_response, { socket }) => socket.destroy(),
  )(correct);
};

/** Servers that reset connections or send a wrong Content-Length. */
export const contentLength = {
  'reset-mid-body-at-every-request': {
    cause: 'A middlebox that does not like what it sees.',
    serve: serveReference(reset(() => true)),
    scenarios: 'attach[.]spec',
    failed: ['http.completes'],
    output: 'closed before the end of the response',
  },
  'reset-mid-body-at-every-seventh': {
    cause: 'One of seven instances is out of memory.',
    serve: serveReference(reset(numbered((nth) => nth % 7 === 0))),
    scenarios: 'Attach|Detach|Replace|Set',
    failed: ['http.completes'],
    passed: ['response.status', 'user.email'],
    output: 'closed before the end of the response',
    restored: 'yes',
  },
  'reset-mid-body-once': {
    cause: 'The network, as it is on some days.',
    serve: serveReference(reset(numbered((nth) => nth === 10))),
    verdict: 'conformant',
    passed: ['http.completes'],
    output: 'once, and not on a retry',
    restored: 'yes',
  },
  'keep-alive-that-dies': {
    cause: 'The server closes idle connections sooner than it announces.',
    serve: serveReference(closeOnSecond),
    verdict: 'conformant',
    passed: ['attach.one', 'detach.unlisted', 'http.completes'],
    restored: 'yes',
  },
  'length-too-long': {
    cause: 'The length of the text before it was trimmed.',
    serve: serveReference(
      sendRaw(isSuccess, ({ body }) => ({ headers: lengthOf(body, 12), pieces: [body] })),
    ),
    scenarios: 'attach[.]spec',
    failed: ['http.completes', 'response.json'],
    output: 'bytes, got fewer',
  },
  'length-too-short': {
    cause: 'The length in characters, where bytes are meant.',
    serve: serveReference(
      sendRaw(isSuccess, ({ body }) => ({ headers: lengthOf(body, -4), pieces: [body] })),
    ),
    scenarios: 'attach[.]spec',
    failed: ['response.json'],
    output: 'response.json',
  },
  '204-with-a-body': {
    cause: 'The framework sends the body whatever the status is.',
    serve: serveBytes('HTTP/1.1 204 No Content\r\nContent-Length: 11\r\n\r\n{"data":[]}'),
    scenarios: 'attach[.]spec',
    failed: ['response.status'],
    output: 'sync: expected 200, got 204',
  },
  'slow-for-ever': {
    cause: 'Each answer takes its time, none of them too much.',
    serve: serveReference(
      onResponse(async (response) => {
        await pause(300);
        return response;
      }),
    ),
    settings: { RUN_TIMEOUT_MS: '6000' },
    output: 'The run was stopped after RUN_TIMEOUT_MS=6000 ms',
    restored: 'yes',
  },
  'hangs-where-it-is-restored': {
    cause: 'The last list is the one that it cannot take.',
    serve: serveReference((correct) =>
      bypassFastify(
        (_response, { method, segment = '' }) =>
          method === 'POST' && correct.store.get(segment).some((user) => Number(user) > 300),
        () => undefined,
      )(correct),
    ),
    scenarios: ONE_USER,
    settings: { REQUEST_TIMEOUT_MS: '1500' },
    output: 'REQUEST_TIMEOUT_MS=1500',
  },
} satisfies HostileServers;
