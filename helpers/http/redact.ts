import { constants, gunzipSync } from 'node:zlib';
import { systemErrorCode } from '../config/files';
import { escapeRegExp } from './escape';
import { base64Encodings, formsOfSecret, MIN_FRAGMENT, type SecretForm } from './secret-forms';

/** Function that replaces secrets in a text by their names. */
export interface Redact {
  (text: string): string;
  /** Replaces complete secrets in any encoding, and leaves fragments of secrets. */
  redactWhole: (text: string) => string;
  /** Returns whether the text can be restored from the redacted text and the secrets. */
  isReversible: (text: string) => boolean;
}

const hexPattern = (code: number, digits: number) =>
  code
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

/** Matches a character as it is, JSON-escaped, percent-encoded or as a character reference. */
function characterPattern(character: string): string {
  const code = character.charCodeAt(0);
  return `(?:${[
    escapeRegExp(character),
    `\\\\${escapeRegExp(character)}`,
    `%${hexPattern(code, 2)}`,
    `\\\\u${hexPattern(code, 4)}`,
    `&#0*${String(code)};`,
    `&#[xX]0*${hexPattern(code, 2)};`,
  ].join('|')})`;
}

/** Fragments of a shorter secret would also occur in ordinary words. */
const MIN_FRAGMENTED = 2 * MIN_FRAGMENT;
const SAMPLE = 5;
/** Each run of MIN_FRAGMENT contains a sample that begins at a multiple of this. */
const STRIDE = MIN_FRAGMENT - SAMPLE + 1;

/** A text to find in whole or in part, and what replaces it. */
interface Wanted extends SecretForm {
  whole: string;
  part: string;
}

/** Returns the secret itself, if a fragment of it is no ordinary word, and its other forms. */
function wantedOf(name: string, secret: string, forms: readonly SecretForm[]): Wanted[] {
  const itself = secret.length < MIN_FRAGMENTED ? [] : [{ text: secret, min: MIN_FRAGMENT }];
  const marks = { whole: `[${name}]`, part: `[part of ${name}]` };
  return [...itself, ...forms].map((form) => ({ ...form, ...marks }));
}

const SAMPLE_HASH_BITS = 18;
const SAMPLE_HASHES = 2 ** SAMPLE_HASH_BITS;

/** Odd, with bits all over: texts that differ in one character differ in most bits of the hash. */
const MULTIPLIER = 0x9e3779b1;

/** Returns a hash of the sample at a position of a text. */
function sampleHash(text: string, at: number): number {
  let hash = 0;
  for (let next = at; next < at + SAMPLE; next++) {
    hash = Math.imul(hash ^ text.charCodeAt(next), MULTIPLIER);
  }
  return hash >>> (32 - SAMPLE_HASH_BITS);
}

/** Finds texts and fragments of them by samples of a few characters. */
class SampleIndex {
  /** Rules out nearly every position. */
  private readonly hashes = new Uint8Array(SAMPLE_HASHES);
  /** Number of the first sample of a hash, from 1, and of the next one with the same hash. */
  private readonly first = new Map<number, number>();
  private readonly next: Uint32Array;
  private readonly source: Uint32Array;

  constructor(private readonly wanted: readonly Wanted[]) {
    const total = wanted.reduce((sum, { text }) => sum + text.length, 1);
    this.next = new Uint32Array(total);
    this.source = new Uint32Array(total);
    let number = 0;
    for (const [index, { text }] of wanted.entries()) {
      for (let at = 0; at + SAMPLE <= text.length; at++) {
        const hash = sampleHash(text, at);
        number++;
        this.source[number] = index;
        this.next[number] = this.first.get(hash) ?? 0;
        this.first.set(hash, number);
        this.hashes[hash] = 1;
      }
    }
  }

  /** Replaces fragments by the mark of a part; with `whole`, replaces complete texts only. */
  redact(text: string, { whole }: { whole: boolean }): string {
    let redacted = '';
    let kept = 0;
    for (let at = 0; at + SAMPLE <= text.length; at += STRIDE) {
      if (this.hashes[sampleHash(text, at)] === 0 || at < kept) continue;
      const found = this.longestAt(text, at, kept, whole);
      if (!found) continue;
      const { wanted, from, to } = found;
      redacted += text.slice(kept, from);
      redacted += to - from === wanted.text.length ? wanted.whole : wanted.part;
      kept = to;
    }
    return kept === 0 ? text : redacted + text.slice(kept);
  }

  private longestAt(text: string, at: number, kept: number, whole: boolean) {
    let longest: { wanted: Wanted; from: number; to: number } | undefined;
    let number = this.first.get(sampleHash(text, at)) ?? 0;
    for (; number > 0; number = this.next[number] ?? 0) {
      const wanted = this.wanted[this.source[number] ?? 0];
      let [from, to] = [at, at + SAMPLE];
      if (!wanted?.text.includes(text.slice(from, to))) continue;
      while (from > kept && wanted.text.includes(text.slice(from - 1, to))) from--;
      while (to < text.length && wanted.text.includes(text.slice(from, to + 1))) to++;
      if (to - from < (whole ? wanted.text.length : wanted.min)) continue;
      if (!longest || to - from > longest.to - longest.from) longest = { wanted, from, to };
    }
    return longest;
  }
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

/**
 * Returns patterns of the encodings of a secret: raw, URL, JSON, HTML or mixed; hex; base64. Each
 * matches the first `max` characters.
 */
function encodings(secret: string, max = Infinity): string[] {
  const spelled = Array.from(secret).slice(0, max).map(characterPattern).join('');
  const bytes = Array.from(Buffer.from(secret)).slice(0, max);
  const hex = bytes.map((byte) => hexPattern(byte, 2)).join('');
  const base64 = base64Encodings(Buffer.from(secret)).filter((encoded) => encoded !== '');
  return [spelled, hex, ...base64.map((encoded) => escapeRegExp(encoded.slice(0, max)))];
}

/** Shorter prefixes of encodings occur in ordinary texts, longer ones are slower to search for. */
const PREFIX = 4;

/**
 * Returns a test of whether a text may contain one of the secrets. A result of `false` is certain.
 * Nearly no text contains a secret, and one search for all is much faster than one for each.
 */
function createPrefilter(secrets: readonly string[]): (text: string) => boolean {
  const prefixes = new Set(secrets.flatMap((secret) => encodings(secret, PREFIX)));
  const pattern = new RegExp([...prefixes].join('|'));
  return (text) => secrets.length > 0 && pattern.test(text);
}

type Secrets = Readonly<Record<string, string | undefined>>;

/**
 * Returns a redactor of secrets. A secret is replaced by its name in brackets, `[API_TOKEN]`, and a
 * fragment by `[part of API_TOKEN]`. Longer secrets are replaced first, so that none hides a part
 * of another.
 *
 * @param altered texts that differ from a secret in one character: only their usual encodings are found
 */
export function redactor(secrets: Secrets, altered: Secrets = {}): Redact {
  const known = Object.entries({ ...secrets, ...altered })
    .flatMap(([name, secret]) => (secret === undefined || secret === '' ? [] : [{ name, secret }]))
    .sort((a, b) => b.secret.length - a.secret.length)
    .map(({ name, secret }) => ({
      name,
      mark: `[${name}]`,
      secret,
      pattern: new RegExp(encodings(secret).join('|'), 'g'),
    }));
  const mayContain = createPrefilter(known.map(({ secret }) => secret));
  const index = new SampleIndex(
    known.flatMap(({ name, secret }) =>
      wantedOf(name, secret, name in secrets ? formsOfSecret(secret) : []),
    ),
  );
  const redactIn = (text: string, how: { whole: boolean }): string => {
    const rest = mayContain(text)
      ? known.reduce((left, { mark, pattern }) => left.replace(pattern, () => mark), text)
      : text;
    return index.redact(rest, how);
  };
  const redactAs = (how: { whole: boolean }) => (text: string) =>
    redactGzip(redactIn(text, how), (inflated) => redactIn(inflated, how));
  const redact = redactAs({ whole: false });
  const isReversible = (text: string) =>
    known.reduce((rest, { mark, secret }) => rest.replaceAll(mark, () => secret), redact(text)) ===
    text;
  return Object.assign(redact, { redactWhole: redactAs({ whole: true }), isReversible });
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
