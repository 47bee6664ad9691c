import type { Body } from './body';
import { evidence, fits, showBytes, type Exchange, type HeaderField } from './exchange';
import type { Redact } from './redact';
import type { HttpRequest } from './wire';

/** As much of the headers of a response as evidence holds; the characters are those of one value. */
const MOST_HEADERS = 60;
const MOST_HEADER_CHARACTERS = 400;

/** What evidence holds of a request: the token as the name of its variable. */
export function shownRequest(
  { method, target, headers, body, authorization }: HttpRequest,
  redact: Redact,
): Exchange['request'] {
  const payload = body === undefined ? undefined : Buffer.from(body);
  const text = payload && showBytes(payload);
  const whole =
    (payload === undefined || (payload.equals(Buffer.from(text ?? '')) && fits(text ?? ''))) &&
    [target, text ?? '', ...headers.map(([, value]) => value)].every((part) =>
      redact.faithful(part),
    );
  return {
    method,
    target: redact(target),
    headers: [
      ...(authorization ? [['Authorization', authorization.shell] as const] : []),
      ...headers.map(([name, value]) => [name, redact(value)] as const),
    ],
    ...(text !== undefined && { body: evidence(text, redact) }),
    bodyBytes: payload?.length ?? 0,
    ...(!whole && { partial: true as const }),
  };
}

/** What evidence holds of a response. */
export function shownResponse(
  { status, headers, body }: { status: number; headers: readonly HeaderField[]; body: Body },
  redact: Redact,
): NonNullable<Exchange['response']> {
  return {
    status,
    headers: headers
      .slice(0, MOST_HEADERS)
      .map(
        ([name, value]) => [redact(name), evidence(value, redact, MOST_HEADER_CHARACTERS)] as const,
      ),
    body: evidence(body.text, redact),
    bodyBytes: body.bytes,
  };
}
