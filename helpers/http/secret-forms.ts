/** A secret as it looks in another encoding. */
export interface SecretForm {
  text: string;
  /** This many characters of the text in a row give too much of the secret away. */
  min: number;
}

/** A part of a secret that is as long gives too much of it away, in characters. */
export const MIN_FRAGMENT = 10;
/** A larger share of a shorter secret does. */
const MIN_SHARE = 0.6;

/** The forms of a shorter secret occur in ordinary texts. */
const MIN_SECRET = 8;
/** The other case of a shorter secret may be an ordinary word. */
const MIN_OTHER_CASE = 12;

const hex = (code: number, digits = 2) => code.toString(16).padStart(digits, '0');

/** Returns the parts of base64(prefix + bytes + suffix) that depend on the bytes alone. */
export function base64Encodings(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    const from = Math.ceil((shift * 4) / 3);
    const to = Math.floor((shifted.length * 4) / 3);
    return (['base64', 'base64url'] as const).map((form) => shifted.toString(form).slice(from, to));
  });
}

/** The characters of a form before each byte in hex, and between two of them. */
const HEX_SPELLINGS: readonly (readonly [before: string, between: string])[] = [
  ['', ''],
  ...[' ', ':', '-', ',', ', ', '_', '.', '\\n', '\n'].map((between) => ['', between] as const),
  ...['', ' ', ',', ', '].map((between) => ['0x', between] as const),
  // In a text, in JSON and in JSON within JSON.
  ...['\\x', '\\\\x', '\\u00', '\\\\u00', '%u00'].map((before) => [before, ''] as const),
  // Percent-encoded once, twice and three times; quoted-printable.
  ...['%', '%25', '%2525', '='].map((before) => [before, ''] as const),
];

/** Returns forms in which each byte is written in hex. */
function hexForms(bytes: Buffer): string[] {
  return HEX_SPELLINGS.flatMap(([before, between]) =>
    [(digits: string) => digits, (digits: string) => digits.toUpperCase()].map((inCase) =>
      Array.from(bytes, (byte) => before + inCase(hex(byte))).join(between),
    ),
  );
}

/** Returns the dump of bytes in groups of two, as `xxd` writes it, from each of both. */
function dumpForms(bytes: Buffer): string[] {
  return [0, 1].map((shift) =>
    Array.from(bytes, (byte, index) => ((index + shift) % 2 === 0 ? ' ' : '') + hex(byte)).join(''),
  );
}

/** Returns forms in which each character is written by its code in digits that are not hex. */
function codeForms(secret: string): string[] {
  const codes = Array.from(secret, (character) => character.charCodeAt(0));
  const octal = (code: number) => code.toString(8).padStart(3, '0');
  return [
    ...['\\', '\\\\', '\\0', '\\\\0'].map((before) => (code: number) => before + octal(code)),
    ...['&#', '&amp;#'].map((before) => (code: number) => `${before}${String(code)};`),
    ...['&#x', '&amp;#x'].map((before) => (code: number) => `${before}${hex(code)};`),
    (code: number) => `\\u{${hex(code)}}`,
  ].map((write) => codes.map(write).join(''));
}

/** Returns UTF-16 as it looks in bytes that are read as ASCII, JSON or hex. */
function utf16Forms(secret: string): string[] {
  const zeros = ['\0', '\\u0000', '\\x00', '\\\\x00', '\\0', '%00'];
  return [
    ...zeros.map((zero) => Array.from(secret).join(zero)),
    ...['', ' '].flatMap((between) => [
      Array.from(secret, (each) => hex(each.charCodeAt(0)) + between + '00').join(between),
    ]),
  ].flatMap((form) => [form, form.replaceAll(/[0-9a-f]{2}(?= ?00)/g, (it) => it.toUpperCase())]);
}

/** Returns texts that a server may encode in base64 or hex once more. */
function inner(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const utf16 = Buffer.from(secret, 'utf16le');
  const texts = [bytes.toString('hex'), bytes.toString('hex').toUpperCase()];
  return [
    bytes,
    utf16,
    Buffer.from(utf16).swap16(),
    ...[...texts, encodeURIComponent(secret)].map((text) => Buffer.from(text)),
    ...new Set(base64Encodings(bytes)),
  ].map((text) => Buffer.from(text));
}

/**
 * Returns the forms of a secret that a redactor finds in whole and in part, apart from the secret
 * itself. SECURITY.md lists them.
 */
export function formsOfSecret(secret: string): SecretForm[] {
  if (secret.length < MIN_SECRET) return [];
  const twice = encodeURIComponent(encodeURIComponent(secret));
  const nested = inner(secret);
  const base64 = nested.flatMap(base64Encodings);
  const encoded = new Set([
    ...nested.flatMap((bytes) => (bytes === nested[0] ? [] : [bytes.toString('hex')])),
    ...hexForms(Buffer.from(secret)),
    ...dumpForms(Buffer.from(secret)),
    ...codeForms(secret),
    ...utf16Forms(secret),
    ...base64,
    // As PHP writes JSON.
    ...base64.map((form) => form.replaceAll('/', '\\/')),
    encodeURIComponent(secret),
    twice,
    encodeURIComponent(twice),
  ]);
  const share = Math.min(
    1,
    Math.min(MIN_FRAGMENT, Math.ceil(secret.length * MIN_SHARE)) / secret.length,
  );
  const forms = [...encoded].map((text) => ({
    text,
    min: Math.max(MIN_FRAGMENT, Math.floor(text.length * share)),
  }));
  const cases = secret.length < MIN_OTHER_CASE ? [] : [secret.toLowerCase(), secret.toUpperCase()];
  const others = cases.map((text) => ({
    text,
    min: text.length < 2 * MIN_FRAGMENT ? text.length : MIN_FRAGMENT,
  }));
  return [...forms, ...others].filter(
    ({ text, min }) => text !== secret && text.length >= min && !secret.includes(text),
  );
}
