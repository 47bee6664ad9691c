import type { Body } from './body';
import {
  redactAndTruncate,
  fitsEvidence,
  bytesToText,
  type Exchange,
  type HeaderField,
} from './exchange';
import type { Redact } from './redact';
import type { HttpRequest } from './transport';

/** As much of the headers of a response as evidence holds; the characters are those of one value. */
const MAX_HEADERS = 60;
const MAX_HEADER_CHARACTERS = 400;

/** What evidence holds of a request: the token as the name of its variable. */
export function recordRequest(
  { kind, method, target, headers, body, authorization }: HttpRequest,
  redact: Redact,
): Exchange['request'] {
  const payload = body === undefined ? undefined : Buffer.from(body);
  const text = payload && bytesToText(payload);
  const whole =
    (payload === undefined ||
      (payload.equals(Buffer.from(text ?? '')) && fitsEvidence(text ?? ''))) &&
    [target, text ?? '', ...headers.map(([, value]) => value)].every((part) =>
      redact.faithful(part),
    );
  return {
    ...(kind && { kind }),
    method,
    target: redact(target),
    headers: [
      ...(authorization ? [['Authorization', authorization.shell] as const] : []),
      ...headers.map(([name, value]) => [name, redact(value)] as const),
    ],
    ...(text !== undefined && { body: redactAndTruncate(text, redact) }),
    bodyBytes: payload?.length ?? 0,
    ...(!whole && { partial: true as const }),
  };
}

/** What evidence holds of a response. */
export function recordResponse(
  { status, headers, body }: { status: number; headers: readonly HeaderField[]; body: Body },
  redact: Redact,
): NonNullable<Exchange['response']> {
  return {
    status,
    headers: headers
      .slice(0, MAX_HEADERS)
      .map(
        ([name, value]) =>
          [redact(name), redactAndTruncate(value, redact, MAX_HEADER_CHARACTERS)] as const,
      ),
    body: redactAndTruncate(body.text, redact),
    bodyBytes: body.bytes,
  };
}
