import type { ClientRequest } from 'node:http';
import type { HttpRequest } from './http-request';

/** Length of a chunk in bytes. The first chunks of `{"user_ids":[101` end within an id. */
const CHUNK_BYTES = 7;

/** Time after which a client sends the body without a 100 (RFC 9110 section 10.1.1), as curl does. */
const CONTINUE_WAIT_MS = 1_000;

/** Sends the body of a request, at once, in chunks, or when the server asks for it. */
export function sendBody(
  outgoing: ClientRequest,
  payload: Buffer | undefined,
  framing: HttpRequest['framing'],
): void {
  if (framing === 'chunked' && payload) {
    for (let at = 0; at < payload.length; at += CHUNK_BYTES) {
      outgoing.write(payload.subarray(at, at + CHUNK_BYTES));
    }
    outgoing.end();
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
