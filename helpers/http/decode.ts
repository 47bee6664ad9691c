/** Function that returns where a part of a decoded text is in the original: from, and to. */
export type Place = (from: number, to: number) => readonly [from: number, to: number];

/** The text that another decodes to. */
export interface Decoded {
  text: string;
  place: Place;
}

/**
 * Matches an escape: `\x41`, `\u0041`, `\u{41}`, `\101`, a backslash before a character, `%41`,
 * `%u0041`, `&#65;`, `&#x41;`, `&lt;` or a zero, which UTF-16 has beside each character of ASCII.
 * Escapes of escapes are one: `\\u0041`, `%2541`, `&amp;#65;`.
 */
const ESCAPE =
  /\\+(?:u\{0*([\da-f]{1,4})\}|u([\da-f]{4})|x([\da-f]{2})|0?([0-7]{3})|(0)|([^\0]))|%(?:25)*(?:u([\da-f]{4})|([\da-f]{2}))|&(?:amp;)*(?:#0*(\d{1,5});|#x0*([\da-f]{1,4});|(amp|lt|gt|quot|apos);)|\0/gi;

const BEGINS_ESCAPE = /[\\%&\0]/;

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Escapes of JSON that divide long base64: other letters behind a backslash may be themselves. */
const LINE_ENDS: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

/** Returns the character of an escape; nothing for a zero. */
function characterOf(groups: readonly (string | undefined)[]): string {
  const [, brace, unit, byte, octal, zero, itself, percentUnit, percent, decimal, hex, name] =
    groups;
  if (itself !== undefined) return LINE_ENDS[itself] ?? itself;
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? '';
  const inHex = brace ?? unit ?? byte ?? percentUnit ?? percent ?? hex ?? zero;
  const code =
    inHex !== undefined
      ? parseInt(inHex, 16)
      : parseInt(octal ?? decimal ?? '0', octal === undefined ? 10 : 8);
  return code === 0 ? '' : String.fromCharCode(code);
}

/** Returns a text with each escape replaced by its character; undefined if it has none. */
export function decodeEscapes(text: string): Decoded | undefined {
  if (!BEGINS_ESCAPE.test(text)) return undefined;
  const places = new Uint32Array(text.length + 1);
  const parts: string[] = [];
  let length = 0;
  let read = 0;
  const keepUntil = (end: number) => {
    if (end > read) parts.push(text.slice(read, end));
    while (read < end) places[length++] = read++;
  };
  for (const match of text.matchAll(ESCAPE)) {
    keepUntil(match.index);
    const character = characterOf(match);
    parts.push(character);
    if (character !== '') places[length++] = match.index;
    read = match.index + match[0].length;
  }
  if (read === 0) return undefined;
  keepUntil(text.length);
  places[length] = text.length;
  const place: Place = (from, to) => [places[from] ?? 0, places[to] ?? text.length];
  return { text: parts.join(''), place };
}

/** How digits are written, how many bits each has, and at which bits of them bytes may begin. */
interface Radix {
  bits: number;
  starts: readonly number[];
  /** The value of each character by its code; 255 for those that are no digits. */
  values: Uint8Array;
}

const NO_DIGIT = 255;

function radix(bits: number, starts: readonly number[], ...alphabets: string[]): Radix {
  const values = new Uint8Array(128).fill(NO_DIGIT);
  for (const alphabet of alphabets) {
    for (let value = 0; value < alphabet.length; value++)
      values[alphabet.charCodeAt(value)] = value;
  }
  return { bits, starts, values };
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Hex, base64 and base64url. */
const RADIXES = [
  radix(4, [0, 4], '0123456789abcdef', '0123456789ABCDEF'),
  radix(6, [0, 2, 4, 6], `${ALPHANUMERIC}+/`, `${ALPHANUMERIC}-_`),
];

const ZERO = '0'.charCodeAt(0);
const [LF, CR] = [0x0a, 0x0d];
const isX = (code: number) => code === 0x78 || code === 0x58;

/**
 * Returns the digits of a text, without all that is between them, and the place of each.
 *
 * @param minRun shorter runs of digits are left out
 */
function digitsOf(text: string, { bits, values }: Radix, minRun: number) {
  const digits = Buffer.allocUnsafe(text.length);
  const places = new Uint32Array(text.length);
  let length = 0;
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const value = code < 128 ? (values[code] ?? NO_DIGIT) : NO_DIGIT;
    if (value !== NO_DIGIT) {
      digits[length] = value;
      places[length++] = at;
      continue;
    }
    // A line ends within base64, not only behind it.
    if (code === LF || code === CR) continue;
    if (bits === 4 && isX(code) && text.charCodeAt(at - 1) === ZERO) length--;
    if (length - run < minRun) length = run;
    run = length;
  }
  if (length - run < minRun) length = run;
  return { digits, count: length, places };
}

/** Returns the bytes that digits stand for from a bit on, each as a character. */
function bytesOf(digits: Buffer, count: number, bits: number, start: number): string {
  const bytes = Buffer.allocUnsafe(Math.ceil((count * bits) / 8));
  let length = 0;
  let value = 0;
  let held = -start;
  for (let at = 0; at < count; at++) {
    value = ((value << bits) | (digits[at] ?? 0)) & 0xffff;
    held += bits;
    if (held < 8) continue;
    held -= 8;
    bytes[length++] = value >> held;
  }
  return bytes.toString('latin1', 0, length);
}

/**
 * Yields what the hex and the base64 in a text decode to, whatever is between the digits. At which
 * bit a byte begins is unknown, so there is a text for each that is possible.
 *
 * @param minBytes shorter texts are left out
 */
export function* decodeDigits(text: string, minBytes: number): Generator<Decoded> {
  for (const radix of RADIXES) {
    const { bits, starts } = radix;
    if (text.length * bits < minBytes * 8) continue;
    // Hex may have something between each two digits, and base64 has line ends at most.
    const minRun = bits === 4 ? 0 : Math.floor((minBytes * 8) / bits);
    const { digits, count, places } = digitsOf(text, radix, minRun);
    if (count * bits < minBytes * 8) continue;
    for (const start of starts) {
      const place: Place = (from, to) => [
        places[Math.ceil((start + from * 8) / bits)] ?? 0,
        (places[Math.floor((start + to * 8) / bits) - 1] ?? 0) + 1,
      ];
      yield { text: bytesOf(digits, count, bits, start), place };
    }
  }
}
