/** Error about a JSON text over one of these limits. The message names the limit. */
export class JsonLimitError extends Error {
  override name = 'JsonLimitError';

  constructor(problem: string, limit: number, unit = '') {
    super(`the JSON ${problem} than the limit of ${String(limit)}${unit}`);
  }
}

/** Limits on one JSON text. Judging one value takes up to a kilobyte of memory. */
export const MAX_JSON_VALUES = 200_000;
export const MAX_JSON_DEPTH = 500;
/** In characters. Parsing takes time quadratic in it; RFC 8259 section 6 allows a limit. */
export const MAX_JSON_NUMBER = 1000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [ZERO, NINE, MINUS] = [0x30, 0x39, 0x2d];

const NUMERIC = /[-+.\deE]+/y;

/** Returns the end of the characters of a number that begins at an index. */
export function endOfNumber(text: string, start: number): number {
  NUMERIC.lastIndex = start;
  return NUMERIC.test(text) ? NUMERIC.lastIndex : start;
}

/** Returns the index of the closing quote of a string whose opening quote is at an index. */
export function endOfString(units: Uint16Array, start: number): number {
  let at = start + 1;
  // A text that is cut off may have no quote.
  for (; at < units.length && units[at] !== QUOTE; at++) if (units[at] === BACKSLASH) at++;
  return at;
}

/** Returns the end of the object or array that begins at an index; undefined if it has none. */
export function endOfValue(units: Uint16Array, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < units.length; at++) {
    const code = units[at];
    if (code === QUOTE) at = endOfString(units, at);
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if ((code === CLOSE_OBJECT || code === CLOSE_ARRAY) && --depth === 0) return at + 1;
  }
  return undefined;
}

function isDigits(units: Uint16Array, from: number, to: number): boolean {
  for (let at = from; at <= to; at++) {
    const code = units[at] ?? QUOTE;
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}

/** Numbers without sign, point and exponent that are as long are exact as doubles. */
const MAX_EXACT_DIGITS = 15;

interface Counts {
  /** Names of properties, those that an object has twice counted twice. */
  names: number;
  /** Whether JSON.parse reads all numbers as `Json` has them. */
  exact: boolean;
}

/** Counts before parsing, since a few megabytes of text can become a gigabyte of values. */
export function countIn(text: string, units: Uint16Array): Counts {
  let values = 1;
  let depth = 0;
  let names = 0;
  let exact = true;
  for (let at = 0; at < units.length; at++) {
    const code = units[at] ?? QUOTE;
    if (code === QUOTE) at = endOfString(units, at);
    else if (code === COMMA) values++;
    else if (code === COLON) names++;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      values++;
      if (++depth > MAX_JSON_DEPTH) {
        throw new JsonLimitError('nests deeper', MAX_JSON_DEPTH, ' levels');
      }
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
    else if (code >= ZERO && code <= NINE) {
      const from = at;
      at = endOfNumber(text, at) - 1;
      if (at - from >= MAX_JSON_NUMBER) {
        throw new JsonLimitError('contains a number longer', MAX_JSON_NUMBER, ' digits');
      }
      exact &&= at - from < MAX_EXACT_DIGITS && isDigits(units, from, at);
    } else if (code === MINUS) exact = false;
  }
  if (values > MAX_JSON_VALUES) throw new JsonLimitError('has more values', MAX_JSON_VALUES);
  return { names, exact };
}
