import type { Body } from './body';
import { printBody } from './body-script';
import { bytesToText, MAX_EVIDENCE_CHARACTERS, redactAndTruncate } from './exchange';
import type { Exchange, HeaderField } from './exchange';
import { evidentFields } from './fields';
import type { Redact } from './redact';
import type { HttpRequest } from './transport';

/** Limits on the header of a response in evidence: number of fields, and length of one value. */
const MAX_HEADERS = 60;
const MAX_HEADER_CHARACTERS = 400;

/** Hides the value of a cookie, which may be as good as a token; a redacted token is shown as one. */
const hideCookie = (name: string, value: string) =>
  /^set-cookie$/i.test(name)
    ? value.replace(/^([^=;]*=)(?!\[[A-Z]+_TOKEN\](;|$))[^;]+/, '$1[cookie]')
    : value;

/** Returns a field of a request as evidence. Credentials are a word for the shell already. */
function recordField(
  request: HttpRequest,
  [name, value]: HeaderField,
  redact: Redact,
): HeaderField {
  if (request.authorization?.shell === value) return [name, value];
  const isSession = request.kind === 'cookie-session' && name === 'Cookie';
  return [name, isSession ? '[COOKIE]' : redact(value)];
}

/** Returns a request as evidence. Credentials appear as the name of their variable. */
export function recordRequest(request: HttpRequest, redact: Redact): Exchange['request'] {
  const { kind, method, target, headers, body, sentBy, clientKey } = request;
  const payload = body === undefined ? undefined : Buffer.from(body);
  const text = payload && bytesToText(payload);
  const isKept =
    (payload === undefined || payload.equals(Buffer.from(text ?? ''))) &&
    (text ?? '').length <= MAX_EVIDENCE_CHARACTERS;
  const printed = isKept || !payload ? undefined : printBody(payload);
  // A script that has a secret in it is not recorded: it would not reproduce the body without it.
  const script = printed !== undefined && redact(printed) === printed ? printed : undefined;
  const recorded = [
    target,
    ...(isKept && text !== undefined ? [text] : []),
    ...headers.map(([, value]) => value),
  ];
  const complete =
    (isKept || script !== undefined) &&
    recorded.every((part) => redact.restore(redact(part)) === part);
  return {
    ...(kind && { kind }),
    method,
    target: redact(target),
    headers: evidentFields(request).map((field) => recordField(request, field, redact)),
    ...(sentBy === 'http2' && { httpVersion: '2' as const }),
    ...(clientKey && { clientKey }),
    ...(text !== undefined && { body: redactAndTruncate(text, redact) }),
    bodyBytes: payload?.length ?? 0,
    ...(script !== undefined && { bodyScript: script }),
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
      const shown = redactAndTruncate(value, redact, MAX_HEADER_CHARACTERS);
      return [redact(name), hideCookie(name, shown)];
    }),
    body: redactAndTruncate(body.text, redact),
    bodyBytes: body.bytes,
  };
}
