import type { FastifyReply } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { bypassFastify } from './patches';
import type { Patch, Response } from './pipeline';
import { type ResponseFilter } from './responses';

/** The bytes of a response that node:http does not see, so that they may break HTTP. */
export interface RawResponse {
  readonly version?: '1.0' | '1.1';
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, with a pause between the pieces. Default: that of the response, in one piece. */
  readonly pieces?: readonly Buffer[];
  readonly pauseMs?: number;
  /** The end of the connection after the last piece. Default: end. */
  readonly after?: 'end' | 'destroy' | 'hang';
}

/** Sends some responses as `how` has them, and not through fastify. */
export function sendRaw(which: ResponseFilter, how: (response: Response) => RawResponse): Patch {
  return bypassFastify(which, (response, _request, reply) => {
    void writeRaw(reply, response, how(response));
  });
}

/** Writes a response on a reply that was hijacked. */
export async function writeRaw(
  { raw }: FastifyReply,
  response: Response,
  { version = '1.1', headers, pieces = [response.body], pauseMs = 0, after = 'end' }: RawResponse,
): Promise<void> {
  const { socket } = raw;
  if (socket === null) return;
  const { status } = response;
  const fields = Object.entries({ ...response.headers, connection: 'close', ...headers });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  const first = `HTTP/${version} ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n`;
  socket.write(`${first}${lines.join('')}\r\n`);
  for (const piece of pieces) {
    if (socket.destroyed) return;
    socket.write(piece);
    // Without a pause, a piece still leaves by itself.
    await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
  }
  if (after === 'end') socket.end();
  if (after === 'destroy') socket.destroy();
}

/** Returns a chunk of the chunked transfer coding, RFC 9112 7.1; without argument the last. */
export function chunk(data: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);
}

export function slices(data: Buffer, size: number): readonly Buffer[] {
  const count = Math.ceil(data.length / size);
  return Array.from({ length: count }, (_, at) => data.subarray(at * size, (at + 1) * size));
}

/** Returns a Content-Length that is wrong by `more` bytes. */
export const lengthOf = (data: Buffer, more = 0) => ({
  'content-length': String(data.length + more),
});
