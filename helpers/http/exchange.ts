import { isUtf8 } from 'node:buffer';
import type { RequestKind } from '../contract/requirements';
import { redactSecrets } from './redact';

/** A header field. A repeated field is listed once for each line. */
export type HeaderField = readonly [name: string, value: string];

/** One request and its response as evidence: plain data, truncated, with all secrets redacted. */
export interface Exchange {
  /** Unique in the run: worker, then number. */
  id: string;
  request: {
    /** Absent outside of scenarios. */
    kind?: RequestKind;
    method: string;
    /** Path and query, relative to the base URL. */
    target: string;
    headers: HeaderField[];
    /** Absent for HTTP/1.1. */
    httpVersion?: '2';
    /** The kind of CLIENT_KEY. Absent if the client presents no certificate. */
    clientKey?: 'plain' | 'encrypted';
    /** Text. Bytes that are not UTF-8 are shown as `\xNN`. Absent if no body was sent. */
    body?: string;
    bodyBytes: number;
    /** A command of a POSIX shell that prints the body, if `body` does not show all of it. */
    bodyScript?: string;
    /** Set if the record does not suffice to send the request again: truncated or not reversible. */
    partial?: true;
  };
  /** Absent if no status line arrived. */
  response?: {
    status: number;
    headers: HeaderField[];
    /** Decoded and truncated. */
    body: string;
    bodyBytes: number;
  };
  /** Absent if the exchange completed. */
  failure?: TransportFailure;
  /** Unix time in ms. The duration in ms excludes waiting for a rate limit. */
  startedAt: number;
  durationMs: number;
  /** Remark for the reader: that the request was retried, and why. */
  note?: string;
}

export interface TransportFailure {
  /**
   * `unreachable`: no connection. `timeout`: REQUEST_TIMEOUT_MS exceeded. `incomplete`: closed before
   * the end of the response. `reset-while-sending`: closed before the end of the request.
   * `too-large`: over the limit on a body. `not-http`: the bytes are not HTTP/1.1. `not-sent`: the
   * run had given up on the target.
   */
  kind:
    | 'unreachable'
    | 'timeout'
    | 'incomplete'
    | 'reset-while-sending'
    | 'too-large'
    | 'not-http'
    | 'not-sent';
  message: string;
}

/** Length of a body in evidence, in characters. */
export const MAX_EVIDENCE_CHARACTERS = 4_000;

/** Characters past the end of a truncated text that are redacted with it, so that a secret there is seen. */
const REDACTION_OVERLAP = 10_000;

/** Cuts a text without splitting a surrogate pair. */
function cut(text: string, max: number, note: string): string {
  if (text.length <= max) return text;
  const splits = /[\ud800-\udbff]/.test(text[max - 1] ?? '');
  return `${text.slice(0, splits ? max - 1 : max)}…${note}`;
}

/**
 * Returns at most `max` characters of a text, without the secrets of the run: an encoded secret
 * that is cut looks like no secret. An ellipsis and the note follow if characters are left out.
 */
export function truncate(
  text: string,
  max = MAX_EVIDENCE_CHARACTERS,
  note = ` (${String(text.length - max)} more characters)`,
): string {
  if (text.length <= max) return text;
  const redacted = redactSecrets(text.slice(0, max + REDACTION_OVERLAP));
  return redacted.length <= max ? `${redacted}…${note}` : cut(redacted, max, note);
}

/** Redacts a text and truncates it. No part of a secret is left at the end. */
export function redactAndTruncate(
  text: string,
  redact: (text: string) => string,
  max = MAX_EVIDENCE_CHARACTERS,
): string {
  const omitted = text.length - max - REDACTION_OVERLAP;
  const redacted = redact(omitted <= 0 ? text : text.slice(0, max + REDACTION_OVERLAP));
  const more = omitted <= 0 ? String(redacted.length - max) : `more than ${String(omitted)}`;
  return cut(redacted, max, ` (${more} more characters)`);
}

/** Returns bytes as text: decoded if all are UTF-8, otherwise with `\xNN` for bytes outside ASCII. */
export function bytesToText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const hex = (byte: string) => byte.charCodeAt(0).toString(16).padStart(2, '0');
  return bytes.toString('latin1').replace(/[^\x20-\x7e]/g, (byte) => `\\x${hex(byte)}`);
}
