import { copyBeginning, MAX_TEXT, readBody, type Body } from './body';
import {
  MAX_EVIDENCE_CHARACTERS,
  type Exchange,
  type HeaderField,
  type TransportFailure,
} from './exchange';
import type { Relayed } from './other-clients';
import type { HttpRequest } from './http-request';
import type { Printed } from './read-command';
import { recordRequest, recordResponse } from './record-exchange';
import type { Redact } from './redact';
import { tooLarge } from './transport';

/** Result of a request, for the checks. Only `exchange` goes into a report. */
export interface HttpResult {
  exchange: Exchange;
  /** Undefined if no status line arrived. */
  status?: number;
  headers: readonly HeaderField[];
  body?: Body;
  failure?: TransportFailure;
  /** Set if a failure did not recur when the request was sent again alone: what came instead. */
  notRepeated?: string;
  /**
   * Set if bytes followed the end of the response: the second response in its packet, or the whole
   * packet if none begins there.
   */
  surplus?: string;
  /** Local port of the connection, and whether an earlier request had used it. */
  connection?: { port: number; reused: boolean };
}

/** Rounds to 0.01 ms. */
export const round2 = (ms: number) => Math.round(ms * 100) / 100;

/** Returns the result of an exchange that has just ended, with its evidence. */
export function toResult(
  { id, sent, received }: Relayed & { id: string },
  redact: Redact,
): HttpResult {
  const startedAt = round2(performance.timeOrigin + received.sentAt);
  const durationMs = round2(performance.now() - received.sentAt);
  // A body over the limit is recorded in part and not judged.
  const bytes =
    received.failure?.kind === 'too-large'
      ? received.bytes.subarray(0, MAX_EVIDENCE_CHARACTERS)
      : received.bytes;
  const body = received.status === undefined ? undefined : readBody(bytes, received.headers);
  // An error that was read to its end is one, whatever a parser makes of its body.
  const isRead = body && body.bytes > 0 && (received.status ?? 0) >= 400;
  if (body?.tooLarge !== undefined && !isRead) received.failure ??= tooLarge(body.tooLarge);
  const { status, headers, failure, connection } = received;
  return {
    exchange: {
      id,
      request: recordRequest(sent, redact),
      ...(status !== undefined &&
        body && { response: recordResponse({ status, headers, body }, redact) }),
      ...(failure && { failure: { ...failure, message: redact(failure.message) } }),
      startedAt,
      durationMs,
    },
    headers,
    ...(status !== undefined && { status }),
    ...(body && { body }),
    ...(failure && { failure }),
    ...(received.surplus !== undefined && { surplus: received.surplus }),
    ...(connection && { connection }),
  };
}

/** Returns the result of a command as that of a read. The exchange has the command's own output. */
export function toCommandResult(
  {
    id,
    request,
    printed,
    startedAt,
  }: {
    id: string;
    request: HttpRequest;
    printed: Printed;
    startedAt: number;
  },
  redact: Redact,
): HttpResult {
  const shown = {
    text: copyBeginning(printed.output, MAX_TEXT),
    bytes: Buffer.byteLength(printed.output),
  };
  return {
    exchange: {
      id,
      request: recordRequest(request, redact),
      // The exit status of the command.
      response: recordResponse({ status: 0, headers: [], body: shown }, redact),
      startedAt,
      durationMs: round2(performance.timeOrigin + performance.now() - startedAt),
    },
    headers: [],
    status: 200,
    body: readBody(Buffer.from(printed.data), []),
  };
}
