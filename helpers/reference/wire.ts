import type { FastifyReply } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Answer } from './parts';

/** What is written to the socket without node:http in between, so that it may break HTTP. */
export interface Raw {
  readonly version?: '1.0' | '1.1';
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of the whole body; with a pause between the pieces. */
  readonly pieces: readonly Buffer[];
  readonly pauseMs?: number;
  /** What comes after the last piece: an orderly end, a cut, or nothing ever. */
  readonly after: 'end' | 'destroy' | 'hang';
}

/** Writes an answer as it is told, on a reply that was hijacked. */
export async function writeRaw({ raw }: FastifyReply, answer: Answer, how: Raw): Promise<void> {
  const { socket } = raw;
  if (socket === null) return;
  const { status } = answer;
  const headers = { ...answer.headers, connection: 'close', ...how.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const first = `HTTP/${how.version ?? '1.1'} ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n`;
  socket.write(`${first}${lines.join('')}\r\n`);
  for (const piece of how.pieces) {
    if (socket.destroyed) return;
    socket.write(piece);
    // Also without a pause, a piece is to leave by itself.
    await new Promise((resolve) => setTimeout(resolve, how.pauseMs ?? 0).unref());
  }
  if (how.after === 'end') socket.end();
  if (how.after === 'destroy') socket.destroy();
}

/** A chunk of the chunked transfer coding, RFC 9112 7.1; without argument the last. */
export function chunk(data: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);
}

export function slices(data: Buffer, size: number): readonly Buffer[] {
  const count = Math.ceil(data.length / size);
  return Array.from({ length: count }, (_, at) => data.subarray(at * size, (at + 1) * size));
}

export const lengthOf = (data: Buffer, more = 0) => ({
  'content-length': String(data.length + more),
});
