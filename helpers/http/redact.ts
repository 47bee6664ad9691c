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

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

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

/** A run of this many characters of a secret is a fragment of it, and no coincidence. */
const MIN_FRAGMENT = 10;
/** Fragments of a shorter secret would also occur in ordinary words. */
const MIN_FRAGMENTED = 2 * MIN_FRAGMENT;
const SAMPLE = 5;
/** Each run of MIN_FRAGMENT contains a sample that begins at a multiple of this. */
const STRIDE = MIN_FRAGMENT - SAMPLE + 1;

function samplesOf(secret: string): string[] {
  if (secret.length < MIN_FRAGMENTED) return [];
  return Array.from({ length: secret.length - SAMPLE + 1 }, (_item, at) =>
    secret.slice(at, at + SAMPLE),
  );
}

/** Returns a function that replaces the fragments of a truncated or split secret by the mark. */
function fragmentRedactor(secret: string, mark: string): (text: string) => string {
  const samples = new Set(samplesOf(secret));
  return (text) => {
    let redacted = '';
    let kept = 0;
    for (let at = 0; at + SAMPLE <= text.length; at += STRIDE) {
      if (at < kept || !samples.has(text.slice(at, at + SAMPLE))) continue;
      let [from, to] = [at, at + SAMPLE];
      while (from > kept && secret.includes(text.slice(from - 1, to))) from--;
      while (to < text.length && secret.includes(text.slice(from, to + 1))) to++;
      if (to - from < MIN_FRAGMENT) continue;
      redacted += text.slice(kept, from) + mark;
      kept = to;
    }
    return kept === 0 ? text : redacted + text.slice(kept);
  };
}

/** Returns the parts of base64(prefix + secret + suffix) that depend on the secret alone. */
function base64Encodings(secret: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const from = Math.ceil((shift * 4) / 3);
    const to = Math.floor((bytes.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((form) => bytes.toString(form).slice(from, to));
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
  const base64 = base64Encodings(secret).filter((encoded) => encoded !== '');
  return [spelled, hex, ...base64.map((encoded) => escapeRegExp(encoded.slice(0, max)))];
}

const TRIGRAM_HASHES = 2 ** 16;

/** Returns a hash of three characters of a text. */
function trigramHash(text: string, at: number): number {
  const code = (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2);
  return code % TRIGRAM_HASHES;
}

/** Shorter prefixes of encodings occur in ordinary texts, longer ones are slower to search for. */
const PREFIX = 4;

/**
 * Returns tests of whether a text may contain one of the secrets, or a fragment of one. A result of
 * `false` is certain. Nearly no text contains a secret, and one search for all is much faster than
 * one for each.
 */
function createPrefilter(
  secrets: readonly string[],
): Record<'secret' | 'fragment', (text: string) => boolean> {
  const prefixes = new Set(secrets.flatMap((secret) => encodings(secret, PREFIX)));
  const pattern = new RegExp([...prefixes].join('|'));
  const samples = new Set(secrets.flatMap(samplesOf));
  // The hash rules out nearly every position without allocating a substring.
  const hashes = new Uint8Array(TRIGRAM_HASHES);
  for (const sample of samples) hashes[trigramHash(sample, 0)] = 1;
  return {
    secret: (text) => secrets.length > 0 && pattern.test(text),
    fragment: (text) => {
      for (let at = 0; at + SAMPLE <= text.length; at += STRIDE) {
        if (hashes[trigramHash(text, at)] && samples.has(text.slice(at, at + SAMPLE))) return true;
      }
      return false;
    },
  };
}

/**
 * Returns a redactor of secrets. A secret is replaced by its name in brackets, `[API_TOKEN]`, and a
 * fragment by `[part of API_TOKEN]`. Longer secrets are replaced first, so that none hides a part
 * of another.
 */
export function redactor(secrets: Readonly<Record<string, string | undefined>>): Redact {
  const known = Object.entries(secrets)
    .flatMap(([name, secret]) => (secret === undefined || secret === '' ? [] : [{ name, secret }]))
    .sort((a, b) => b.secret.length - a.secret.length)
    .map(({ name, secret }) => ({
      mark: `[${name}]`,
      secret,
      pattern: new RegExp(encodings(secret).join('|'), 'g'),
      redactFragments: fragmentRedactor(secret, `[part of ${name}]`),
    }));
  const mayContain = createPrefilter(known.map(({ secret }) => secret));
  const redactWhole = (text: string) =>
    mayContain.secret(text)
      ? known.reduce((rest, { mark, pattern }) => rest.replace(pattern, () => mark), text)
      : text;
  const redact = (text: string) => {
    const rest = redactWhole(text);
    return mayContain.fragment(rest)
      ? known.reduce((redacted, { redactFragments }) => redactFragments(redacted), rest)
      : rest;
  };
  const isReversible = (text: string) =>
    known.reduce((rest, { mark, secret }) => rest.replaceAll(mark, () => secret), redact(text)) ===
    text;
  return Object.assign(redact, { redactWhole, isReversible });
}
