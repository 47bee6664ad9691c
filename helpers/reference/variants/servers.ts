import { isPlain } from '../lenient-parsing';
import { bypassFastify, onError, onIds, onResponse, rejectLarger, rejectWith } from '../patches';
import { hasBody, withJson } from '../responses';
import { lengthOf, sendRaw, slices, writeRaw } from '../wire';
import { onOverlap, work } from '../sync-patches';
import type { Patches } from '../pipeline';

const rejectBusy = rejectWith(409, 'Another sync is under way.');
const rejectSecond = rejectWith(429, 'One at a time.', { 'retry-after': '0' });
const rejectThird = rejectWith(503, 'Busy.', { 'retry-after': '0' });

/** Permitted habits of servers and of the gateways in front of them. */
export const serverVariants = {
  'overlapping-syncs-refused': onOverlap((run) => (run.same > 0 ? rejectBusy() : work(run))),
  'one-request-at-a-time': onOverlap((run) =>
    run.same + run.others > 0 ? rejectSecond() : work(run),
  ),
  'large-bodies-refused-unread': rejectLarger(65_536),
  'connections-closed-without-a-word': onResponse((response, { socket }, { nth }) => {
    if (nth % 5 === 0) setTimeout(() => socket.end(), 2).unref();
    return response;
  }),
  'chunk-extensions-and-trailers': sendRaw(hasBody, ({ body }) => {
    const chunks = slices(body, 100).flatMap((part) => [
      Buffer.from(`000${part.length.toString(16).toUpperCase()};name="a b";x\r\n`),
      part,
      Buffer.from('\r\n'),
    ]);
    const end = Buffer.from('0\r\nServer-Timing: db;dur=5\r\n\r\n');
    return {
      headers: { 'transfer-encoding': 'Chunked', trailer: 'Server-Timing' },
      pieces: [Buffer.concat([...chunks, end])],
    };
  }),
  'fields-twice-and-in-any-case': bypassFastify(hasBody, (response, _request, reply) => {
    const capitals = Object.entries(response.headers).map(
      ([name, value]) => [name.toUpperCase(), value] as const,
    );
    const headers = {
      ...Object.fromEntries(capitals),
      ...lengthOf(response.body),
      vary: 'accept',
      Vary: 'origin',
      'set-cookie': 'a=1',
      'Set-Cookie': 'b=2',
      'X-Empty': '',
      'CONTENT-encoding': 'identity',
    };
    void writeRaw(reply, { ...response, headers: {} }, { headers });
  }),
  'out-of-range-ids-ignored': onIds((ids) => ids.filter(isPlain)),
  'errors-with-the-request-in-them': onError((response, { status, message }, { target, method }) =>
    withJson(response, {
      timestamp: '2023-01-01T12:00:00.000+00:00',
      status,
      exception: 'App\\Exceptions\\ValidationException',
      path: target,
      method,
      data: null,
      id: 101,
      traceId: 'at 7',
      detail: `${message} Please SELECT one. It was looked for at position 7 (line 1).`,
      docs: 'https://example.test/home/docs/errors.html',
    }),
  ),
  'overlapping-syncs-answer-in-reverse': onOverlap((run) =>
    work(run, 24 / (run.same + run.others + 1)),
  ),
  'some-overlapping-syncs-unavailable': onOverlap((run) =>
    run.same + run.others >= 2 ? rejectThird() : work(run),
  ),
} satisfies Patches;
