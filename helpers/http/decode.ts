import { codeUnits } from './code-units';

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
  /\\+(?:u\{0*([\da-f]{1,4})\}|u([\da-f]{4})|x([\da-f]{2})|0?([0-7]{3})|(0)|([^\0]))|%(?:25)*(?:u([\da-f]{4})|([\da-f]{2}))|&(?:amp;)*(?:#0*(\d{1,5});|#x0*([\da-f]{1,4});|(amp|lt|gt|quot|apos);)|\0/iy;

const BEGINS_ESCAPE = /[\\%&\0]/;

const [ZERO, QUOTE, PERCENT, AMPERSAND, BACKSLASH] = [0x30, 0x22, 0x25, 0x26, 0x5c];

const NAMED: Readonly<Record<string, number>> = {
  amp: 0x26,
  lt: 0x3c,
  gt: 0x3e,
  quot: 0x22,
  apos: 0x27,
};

/** Escapes of JSON that divide long base64: other letters behind a backslash may be themselves. */
const LINE_ENDS: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d };

/** Returns the code unit that an escape stands for; 0 if it stands for nothing. */
function unitOf(groups: readonly (string | undefined)[]): number {
  const [, brace, unit, byte, octal, zero, itself, percentUnit, percent, decimal, hex, name] =
    groups;
  if (itself !== undefined) return LINE_ENDS[itself] ?? itself.charCodeAt(0);
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? 0;
  const inHex = brace ?? unit ?? byte ?? percentUnit ?? percent ?? hex ?? zero;
  if (inHex !== undefined) return parseInt(inHex, 16);
  return parseInt(octal ?? decimal ?? '0', octal === undefined ? 10 : 8);
}

/** Returns a text with each escape replaced by its character; undefined if it has none. */
export function decodeEscapes(text: string): Decoded | undefined {
  if (!BEGINS_ESCAPE.test(text)) return undefined;
  const units = codeUnits(text);
  const decoded = new Uint16Array(units.length);
  const places = new Uint32Array(units.length + 1);
  let length = 0;
  let hasEscape = false;
  for (let at = 0, next: number; at < units.length; at = next) {
    let unit = units[at] ?? 0;
    next = at + 1;
    if (unit === BACKSLASH && units[next] === QUOTE) {
      // The most frequent escape of a report.
      unit = QUOTE;
      next++;
      hasEscape = true;
    } else if (unit === BACKSLASH || unit === PERCENT || unit === AMPERSAND || unit === 0) {
      ESCAPE.lastIndex = at;
      const match = ESCAPE.exec(text);
      if (match) {
        unit = unitOf(match);
        next = at + match[0].length;
        hasEscape = true;
      }
    }
    if (unit === 0) continue;
    places[length] = at;
    decoded[length++] = unit;
  }
  if (!hasEscape) return undefined;
  places[length] = units.length;
  const place: Place = (from, to) => [places[from] ?? 0, places[to] ?? units.length];
  return { text: Buffer.from(decoded.buffer, 0, 2 * length).toString('utf16le'), place };
}

/** A way to write bytes as digits. */
interface Radix {
  encoding: 'hex' | 'base64';
  /** Bits of a digit. */
  bits: number;
  /** At which of the first digits bytes may begin. */
  starts: readonly number[];
  /** For each unit of UTF-16, 1 for a digit. */
  isDigit: Uint8Array;
}

function radix(encoding: Radix['encoding'], bits: number, starts: number[], digits: string): Radix {
  const isDigit = new Uint8Array(2 ** 16);
  for (let at = 0; at < digits.length; at++) isDigit[digits.charCodeAt(at)] = 1;
  return { encoding, bits, starts, isDigit };
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Hex, and base64 with base64url. */
const RADIXES = [
  radix('hex', 4, [0, 1], '0123456789abcdefABCDEF'),
  radix('base64', 6, [0, 1, 2, 3], `${ALPHANUMERIC}+/-_`),
];

const [LF, CR] = [0x0a, 0x0d];
const isX = (code: number) => code === 0x78 || code === 0x58;

/**
 * Returns the digits of a text, without all that is between them.
 *
 * @param minRun shorter runs of digits are left out
 * @param places receives the place of each digit
 */
function digitsOf(
  text: string,
  { encoding, isDigit }: Radix,
  minRun: number,
  places?: Uint32Array,
): string {
  const units = codeUnits(text);
  const digits = Buffer.allocUnsafe(units.length);
  let length = 0;
  let run = 0;
  for (let at = 0; at < units.length; at++) {
    const code = units[at] ?? 0;
    if (isDigit[code] === 1) {
      if (places) places[length] = at;
      digits[length++] = code;
      continue;
    }
    // A line ends within base64, not only behind it.
    if (code === LF || code === CR) continue;
    if (encoding === 'hex' && isX(code) && units[at - 1] === ZERO) length--;
    if (length - run < minRun) length = run;
    run = length;
  }
  if (length - run < minRun) length = run;
  return digits.toString('latin1', 0, length);
}

/**
 * Yields what the hex and the base64 in a text decode to, whatever is between the digits. At which
 * digit a byte begins is unknown, so there is a text for each that is possible.
 *
 * @param minBytes shorter texts are left out
 */
export function* decodeDigits(text: string, minBytes: number): Generator<Decoded> {
  for (const radix of RADIXES) {
    const { encoding, bits, starts } = radix;
    if (text.length * bits < minBytes * 8) continue;
    // Hex may have something between each two digits, and base64 has line ends at most.
    const minRun = encoding === 'hex' ? 0 : Math.floor((minBytes * 8) / bits);
    const digits = digitsOf(text, radix, minRun);
    if (digits.length * bits < minBytes * 8) continue;
    let places: Uint32Array | undefined;
    const placeOf = (digit: number) => {
      if (!places) digitsOf(text, radix, minRun, (places = new Uint32Array(text.length)));
      return places[digit] ?? 0;
    };
    for (const start of starts) {
      const place: Place = (from, to) => [
        placeOf(start + Math.ceil((from * 8) / bits)),
        placeOf(start + Math.floor((to * 8) / bits) - 1) + 1,
      ];
      yield { text: Buffer.from(digits.slice(start), encoding).toString('latin1'), place };
    }
  }
}
