import type { Body } from './body';
import { bytesToText, MAX_EVIDENCE_CHARACTERS, redactAndTruncate } from './exchange';
import type { Exchange, HeaderField } from './exchange';
import { evidentFields } from './fields';
import type { Redact } from './redact';
import type { HttpRequest } from './transport';

/** Limits on the header of a response in evidence: number of fields, and length of one value. */
const MAX_HEADERS = 60;
const MAX_HEADER_CHARACTERS = 400;

/** Returns a request as evidence. Credentials appear as the name of their variable. */
export function recordRequest(request: HttpRequest, redact: Redact): Exchange['request'] {
  const { kind, method, target, headers, body, sentBy } = request;
  const payload = body === undefined ? undefined : Buffer.from(body);
  const text = payload && bytesToText(payload);
  const recorded = [target, text ?? '', ...headers.map(([, value]) => value)];
  const complete =
    (payload === undefined || payload.equals(Buffer.from(text ?? ''))) &&
    (text ?? '').length <= MAX_EVIDENCE_CHARACTERS &&
    recorded.every((part) => redact.isReversible(part));
  return {
    ...(kind && { kind }),
    method,
    target: redact(target),
    headers: evidentFields(request).map(([name, value]) => [name, redact(value)] as const),
    ...(sentBy === 'http2' && { httpVersion: '2' as const }),
    ...(text !== undefined && { body: redactAndTruncate(text, redact) }),
    bodyBytes: payload?.length ?? 0,
    ...(!complete && { partial: true as const }),
  };
}

/** Returns a response as evidence. */
export function recordResponse(
  { status, headers, body }: { status: number; headers: readonly HeaderField[]; body: Body },
  redact: Redact,
): NonNullable<Exchange['response']> {
  return {
    status,
    headers: headers.slice(0, MAX_HEADERS).map(([name, value]): HeaderField => {
      return [redact(name), redactAndTruncate(value, redact, MAX_HEADER_CHARACTERS)];
    }),
    body: redactAndTruncate(body.text, redact),
    bodyBytes: body.bytes,
  };
}
