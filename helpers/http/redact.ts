import { constants, gunzipSync } from 'node:zlib';
import { systemErrorCode } from '../config/files';
import { remembered } from '../contract/remember';
import { MIN_FRAGMENT, SecretSearch } from './secret-search';
import type { Found } from './secret-windows';

/** Function that replaces secrets in a text by their names. */
export interface Redact {
  (text: string): string;
  /** Replaces complete secrets in any encoding, and leaves fragments of secrets. */
  redactWhole: (text: string) => string;
  /** Replaces the names of secrets by the secrets. */
  restore: (redacted: string) => string;
}

/** Returns a text with marks in place of what was found: the longest secrets, then parts of them. */
function replaceFound(text: string, found: readonly Found[]): string {
  if (found.length === 0) return text;
  const taken = new Uint8Array(text.length);
  const marks: { from: number; to: number; mark: string }[] = [];
  const length = ({ from, to }: Found) => to - from;
  const ordered = found.toSorted(
    (a, b) => Number(b.whole) - Number(a.whole) || length(b) - length(a),
  );
  const take = (from: number, to: number, mark: string) => {
    taken.fill(1, from, to);
    marks.push({ from, to, mark });
  };
  for (const { name, whole, from, to } of ordered) {
    const isFree = !taken.subarray(from, to).includes(1);
    if (isFree) take(from, to, whole ? `[${name}]` : `[part of ${name}]`);
    if (isFree || whole) continue;
    const part = taken.subarray(from, to);
    for (let start = part.indexOf(0); start >= 0;) {
      const next = part.indexOf(1, start);
      const end = next < 0 ? part.length : next;
      if (end - start >= MIN_FRAGMENT) take(from + start, from + end, `[part of ${name}]`);
      start = part.indexOf(0, end);
    }
  }
  let kept = 0;
  const parts = marks
    .sort((a, b) => a.from - b.from)
    .map(({ from, to, mark }) => {
      const before = text.slice(kept, from);
      kept = to;
      return before + mark;
    });
  return parts.join('') + text.slice(kept);
}

/** Begins gzip (RFC 1952) in base64. */
const GZIP = 'H4sI';
const GZIP_RUNS = /H4sI[A-Za-z0-9+/_\\-]{12,}/g;
const MAX_INFLATED = 256 * 1024;
const MAX_GZIP_RUNS = 50;

/** Replaces gzip in base64 whose text a redactor would change. */
function redactGzip(text: string, redact: (inflated: string) => string): string {
  if (!text.includes(GZIP)) return text;
  let runs = 0;
  return text.replace(GZIP_RUNS, (run) => {
    if (++runs > MAX_GZIP_RUNS) return '[gzip]';
    try {
      const bytes = Buffer.from(run.replaceAll('\\', ''), 'base64');
      const options = { maxOutputLength: MAX_INFLATED, finishFlush: constants.Z_SYNC_FLUSH };
      const inflated = gunzipSync(bytes, options).toString('utf8');
      return redact(inflated) === inflated ? run : '[gzip with a secret]';
    } catch (error) {
      // A text over the bound is not searched.
      return systemErrorCode(error) === 'ERR_BUFFER_TOO_LARGE' ? '[gzip]' : run;
    }
  });
}

/** Replaces a text in which a secret would not be found. */
const NOT_SEARCHED = '[text that could not be searched for secrets]';

type Secrets = Readonly<Record<string, string | undefined>>;

/**
 * Returns a redactor of secrets. A secret is replaced by its name in brackets, `[API_TOKEN]`, and a
 * fragment by `[part of API_TOKEN]`. Longer secrets are replaced first, so that none hides a part
 * of another. The time is proportional to the text, whatever the length of the secrets.
 *
 * @param altered texts that differ from a secret in one character: not found in the other case
 */
export function redactor(secrets: Secrets, altered: Secrets = {}): Redact {
  const known = Object.entries({ ...secrets, ...altered })
    .flatMap(([name, secret = '']) =>
      secret === '' ? [] : [{ name, secret, altered: !(name in secrets) }],
    )
    .sort((a, b) => b.secret.length - a.secret.length);
  const redactBy = (search: SecretSearch) => {
    const redactIn = (text: string): string => {
      if (known.length === 0) return text;
      try {
        return replaceFound(text, search.find(text));
      } catch {
        // The message of an error may quote the text, and every output quotes the message.
        return NOT_SEARCHED;
      }
    };
    return remembered((text) => redactGzip(redactIn(text), redactIn));
  };
  const restore = (redacted: string) =>
    known.reduce((rest, { name, secret }) => rest.replaceAll(`[${name}]`, () => secret), redacted);
  return Object.assign(redactBy(new SecretSearch(known, { whole: false })), {
    redactWhole: redactBy(new SecretSearch(known, { whole: true })),
    restore,
  });
}

let current: (text: string) => string = (text) => text;

/** Makes a redactor that of this process, for texts that are cut or printed outside of an exchange. */
export function useRedactor(redact: Redact): void {
  current = redact;
}

/** Redacts the secrets of the run that this process takes part in. */
export function redactSecrets(text: string): string {
  return current(text);
}
