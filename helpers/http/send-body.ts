import type { ClientRequest } from 'node:http';
import type { HttpRequest } from './http-request';

/** Bounds on the first chunk: 10 to 19 in hexadecimal, which a decimal reader takes for less. */
const MIN_FIRST_CHUNK = 0x10;
const MAX_FIRST_CHUNK = 0x19;

/** Time between two TCP segments in ms, in which a server reads the first one. */
const SEGMENT_GAP_MS = 20;

/** Length of the other chunks in bytes. It has a letter in hexadecimal. */
const CHUNK_BYTES = 0x1a;

/** Time after which a client sends the body without a 100 (RFC 9110 section 10.1.1), as curl does. */
const CONTINUE_WAIT_MS = 1_000;

const isDigit = (byte = 0) => byte >= 0x30 && byte <= 0x39;

/** Returns the length of the first chunk, which ends within an id if it can. */
function firstChunk(payload: Buffer): number {
  for (let end = MIN_FIRST_CHUNK; end <= MAX_FIRST_CHUNK; end++) {
    if (isDigit(payload[end - 1]) && isDigit(payload[end])) return end;
  }
  return MIN_FIRST_CHUNK;
}

function* chunksOf(payload: Buffer): Generator<Buffer> {
  const first = firstChunk(payload);
  yield payload.subarray(0, first);
  for (let at = first; at < payload.length; at += CHUNK_BYTES) {
    yield payload.subarray(at, at + CHUNK_BYTES);
  }
}

/** Sends the header of a request and two parts of its body, each once the one before has been sent. */
function sendInSegments(outgoing: ClientRequest, payload: Buffer): void {
  const end = firstChunk(payload);
  let timer: NodeJS.Timeout | undefined;
  const later = (send: () => void) => () => {
    timer = setTimeout(send, SEGMENT_GAP_MS);
  };
  const second = later(() => outgoing.end(payload.subarray(end)));
  const first = later(() => outgoing.write(payload.subarray(0, end), second));
  outgoing.once('close', () => {
    clearTimeout(timer);
  });
  outgoing.write('', first);
}

/** Sends the body of a request: at once, in pieces, or when the server asks for it. */
export function sendBody(
  outgoing: ClientRequest,
  payload: Buffer | undefined,
  framing: HttpRequest['framing'],
): void {
  if (framing === 'chunked' && payload) {
    for (const chunk of chunksOf(payload)) outgoing.write(chunk);
    outgoing.end();
  } else if (framing === 'two-segments' && payload) {
    sendInSegments(outgoing, payload);
  } else if (framing === 'expect-continue') {
    const send = () => {
      clearTimeout(timer);
      outgoing.end(payload);
    };
    const timer = setTimeout(send, CONTINUE_WAIT_MS);
    outgoing.once('continue', send);
    // A final response makes the body unnecessary.
    outgoing.once('response', () => {
      clearTimeout(timer);
    });
    outgoing.once('close', () => {
      clearTimeout(timer);
    });
    outgoing.flushHeaders();
  } else {
    outgoing.end(payload);
  }
}
