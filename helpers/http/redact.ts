/** Takes secrets out of a text. */
export interface Redact {
  (text: string): string;
  /** The same, of secrets that stand there as a whole, in whatever encoding. */
  whole: (text: string) => string;
  /** Whether the text can be had back from what is left and the secrets as they are. */
  faithful: (text: string) => boolean;
}

const hexOf = (code: number, digits: number) =>
  code
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** A character as it is, as JSON escapes it, percent-encoded, or as a character reference. */
function characterPattern(character: string): string {
  const code = character.charCodeAt(0);
  return `(?:${[
    literally(character),
    `\\\\${literally(character)}`,
    `%${hexOf(code, 2)}`,
    `\\\\u${hexOf(code, 4)}`,
    `&#0*${String(code)};`,
    `&#[xX]0*${hexOf(code, 2)};`,
  ].join('|')})`;
}

/** So many characters of a secret in a row are a part of it, and stand there by no chance. */
const TELLING_RUN = 10;
/** A secret shorter than this has no parts that would tell it from ordinary words. */
const MIN_PARTED = 2 * TELLING_RUN;
const SAMPLE = 5;
/** Each run of TELLING_RUN holds a sample that begins at a multiple of this. */
const STRIDE = TELLING_RUN - SAMPLE + 1;

function samplesOf(secret: string): string[] {
  if (secret.length < MIN_PARTED) return [];
  return Array.from({ length: secret.length - SAMPLE + 1 }, (_item, at) =>
    secret.slice(at, at + SAMPLE),
  );
}

/** Takes out what a cut, or a server that splits it, leaves of a secret. */
function partsOf(secret: string, mark: string): (text: string) => string {
  const samples = new Set(samplesOf(secret));
  return (text) => {
    let rest = '';
    let kept = 0;
    for (let at = 0; at + SAMPLE <= text.length; at += STRIDE) {
      if (at < kept || !samples.has(text.slice(at, at + SAMPLE))) continue;
      let [from, to] = [at, at + SAMPLE];
      while (from > kept && secret.includes(text.slice(from - 1, to))) from--;
      while (to < text.length && secret.includes(text.slice(from, to + 1))) to++;
      if (to - from < TELLING_RUN) continue;
      rest += text.slice(kept, from) + mark;
      kept = to;
    }
    return kept === 0 ? text : rest + text.slice(kept);
  };
}

/** The part of base64(prefix + secret + suffix) that depends on the secret alone. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const from = Math.ceil((shift * 4) / 3);
    const to = Math.floor((bytes.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((form) => bytes.toString(form).slice(from, to));
  });
}

/**
 * A secret as it may come back: raw, in a URL, in JSON, in HTML, or mixed; in hex; in base64. Of each
 * form, as much as `most` characters come to.
 */
function formsOf(secret: string, most = Infinity): string[] {
  const spelled = Array.from(secret).slice(0, most).map(characterPattern).join('');
  const bytes = Array.from(Buffer.from(secret)).slice(0, most);
  const hex = bytes.map((byte) => hexOf(byte, 2)).join('');
  const encoded = base64Forms(secret).filter((form) => form !== '');
  return [spelled, hex, ...encoded.map((form) => literally(form.slice(0, most)))];
}

const PLACES = 2 ** 16;

/** A number for the three characters from a place in a text: few others have the same. */
function placeOf(text: string, at: number): number {
  const code = (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2);
  return code % PLACES;
}

/** With fewer characters, ordinary texts begin a form by chance; more are slower to look for. */
const BEGINNING = 4;

/**
 * Whether a text may hold one of some secrets, whole or in part: `false` is certain. Nearly every
 * text of a run holds none, and one look for them all costs much less than one for each.
 */
function looker(secrets: readonly string[]): Record<'whole' | 'parts', (text: string) => boolean> {
  const beginnings = new Set(secrets.flatMap((secret) => formsOf(secret, BEGINNING)));
  const pattern = new RegExp([...beginnings].join('|'));
  const samples = new Set(secrets.flatMap(samplesOf));
  // By its first characters alone, nearly no place is one of a sample, and no text is cut out of it.
  const places = new Uint8Array(PLACES);
  for (const sample of samples) places[placeOf(sample, 0)] = 1;
  return {
    whole: (text) => secrets.length > 0 && pattern.test(text),
    parts: (text) => {
      for (let at = 0; at + SAMPLE <= text.length; at += STRIDE) {
        if (places[placeOf(text, at)] && samples.has(text.slice(at, at + SAMPLE))) return true;
      }
      return false;
    },
  };
}

/**
 * A redactor of some secrets, each shown as its name in brackets: `[API_TOKEN]`, and what is left
 * of one that was cut or split as `[part of API_TOKEN]`. Longer secrets go first, so that none
 * hides a part of another.
 */
export function redactor(secrets: Readonly<Record<string, string | undefined>>): Redact {
  const known = Object.entries(secrets)
    .flatMap(([name, secret]) => (secret === undefined || secret === '' ? [] : [{ name, secret }]))
    .sort((a, b) => b.secret.length - a.secret.length)
    .map(({ name, secret }) => ({
      mark: `[${name}]`,
      secret,
      pattern: new RegExp(formsOf(secret).join('|'), 'g'),
      withoutParts: partsOf(secret, `[part of ${name}]`),
    }));
  const mayHold = looker(known.map(({ secret }) => secret));
  const whole = (text: string) =>
    mayHold.whole(text)
      ? known.reduce((rest, { mark, pattern }) => rest.replace(pattern, () => mark), text)
      : text;
  const redact = (text: string) => {
    const left = whole(text);
    return mayHold.parts(left)
      ? known.reduce((rest, { withoutParts }) => withoutParts(rest), left)
      : left;
  };
  const faithful = (text: string) =>
    known.reduce((rest, { mark, secret }) => rest.replaceAll(mark, () => secret), redact(text)) ===
    text;
  return Object.assign(redact, { faithful, whole });
}
