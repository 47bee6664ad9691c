import type { RequestKind } from '../contract/requirements';

/** A header field; a field that stands twice is here twice. */
export type HeaderField = readonly [name: string, value: string];

/**
 * One request and its response, as evidence: plain data, cut to size, with every secret taken out.
 */
export interface Exchange {
  /** Unique in the run: worker, then number. */
  id: string;
  request: {
    /** Absent outside of scenarios. */
    kind?: RequestKind;
    method: string;
    /** Path and query, behind the base URL. */
    target: string;
    headers: HeaderField[];
    /** Text; bytes that are no UTF-8 are shown as `\xNN`. Absent where none was sent. */
    body?: string;
    bodyBytes: number;
    /** It cannot be sent again from what is here: cut, no text, or a secret in another form. */
    partial?: true;
  };
  /** Absent where no status line came. */
  response?: {
    status: number;
    headers: HeaderField[];
    /** After decoding; cut when large. */
    body: string;
    bodyBytes: number;
  };
  /** Why the exchange did not end as HTTP does; absent where it did. */
  failure?: TransportFailure;
  /** Unix time in ms, and how long it took, waiting for a rate limit not counted. */
  startedAt: number;
  durationMs: number;
  /** What a person should know of it: that it was sent again, and why. */
  note?: string;
}

export interface TransportFailure {
  /**
   * `unreachable`: no connection. `timeout`: REQUEST_TIMEOUT_MS. `cut`: begun and not ended.
   * `cut-while-sending`: the same, before the request was sent.
   * `too-large`: beyond the bound on a body. `not-http`: what came is no HTTP. `given-up`: not sent,
   * as the target was found to be of no use any more.
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

/** As much of a body as evidence holds, in characters. */
export const MAX_EVIDENCE_CHARACTERS = 4_000;

export function fitsEvidence(text: string): boolean {
  return text.length <= MAX_EVIDENCE_CHARACTERS;
}

/** What a text is as evidence, with a word on what was left out. */
export function truncate(text: string, most = MAX_EVIDENCE_CHARACTERS): string {
  return text.length <= most
    ? text
    : `${text.slice(0, most)}… (${String(text.length - most)} more characters)`;
}

/** The longest form of a secret that may straddle a cut. */
const STRADDLE = 10_000;

/** The same, of a text that may hold secrets: they are taken out before it is cut. */
export function redactAndTruncate(
  text: string,
  redact: (text: string) => string,
  most = MAX_EVIDENCE_CHARACTERS,
): string {
  const beyond = text.length - most - STRADDLE;
  if (beyond <= 0) return truncate(redact(text), most);
  return `${redact(text.slice(0, most + STRADDLE)).slice(0, most)}… (more than ${String(beyond)} more characters)`;
}

/** Bytes as text: UTF-8 where they are that, each other byte as `\xNN`. */
export function bytesToText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes)
    ? text
    : bytes.toString('latin1').replace(/[^\x20-\x7e]/g, (byte) => {
        return `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
      });
}
