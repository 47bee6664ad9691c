import { codeUnits } from './code-units';
import { truncate } from './exchange';
import { JsonLimitError, countIn, endOfNumber, endOfString } from './json-scan';

/**
 * JSON value without loss: an integer that a double cannot hold is a `bigint`, and a number that is
 * not an integer never becomes one by rounding.
 */
export type Json = null | boolean | string | number | bigint | Json[] | { [name: string]: Json };

/** Parsed JSON text, with JSON pointers of the names that an object contains twice. */
export interface ParsedJson {
  value: Json;
  duplicateKeys: string[];
}

/** Integers with a larger exponent are not written out. */
const MAX_EXPONENT = 1000;

/**
 * Returns the integer that a JSON number denotes, in decimal digits; `undefined` if it is not an
 * integer. As in JSON Schema, the value counts: `1.0`, `10e-1` and `9007199254740993` are
 * integers, `1.5` is not.
 */
export function integerOf(lexeme: string): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(lexeme);
  if (!parts) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(shift) > MAX_EXPONENT) return /^[0]+$/.test(whole + fraction) ? '0' : undefined;
  const digits = shift >= 0 ? whole + fraction + '0'.repeat(shift) : whole + fraction;
  const cut = shift >= 0 ? digits : digits.slice(0, shift) || '0';
  const rest = shift >= 0 ? '' : digits.slice(shift);
  if (/[1-9]/.test(rest)) return undefined;
  const trimmed = cut.replace(/^0+(?=\d)/, '');
  return trimmed === '0' ? '0' : sign + trimmed;
}

function numberOf(lexeme: string): number | bigint {
  const integer = integerOf(lexeme);
  if (integer !== undefined) {
    const exact = Number(integer);
    return Number.isSafeInteger(exact) ? exact : BigInt(integer);
  }
  const nearest = Number(lexeme);
  // Too large for a double, it is an integer: its exponent moves the point behind all its digits.
  if (!Number.isFinite(nearest)) return Math.sign(nearest) * Number.MAX_VALUE;
  // The nearest double is an integer, but the number is not: any non-integer will do.
  return Number.isInteger(nearest) ? 0.5 : nearest;
}

/** Length of a name in a pointer. A name of megabytes would be repeated for each value below it. */
const MAX_NAME = 1000;

function pointerToken(name: string): string {
  return truncate(name, MAX_NAME).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Of all integers that a double cannot hold: `1e999` has a thousand. */
const MAX_JSON_DIGITS = 500_000;

/** A pointer can be as long as the text: no more of them are kept. */
const MAX_DUPLICATES = 100;

/** Sets a property. An assignment would set the prototype for the name `__proto__`. */
function setOwn(object: { [name: string]: Json }, name: string, value: Json): void {
  if (name !== '__proto__') object[name] = value;
  else {
    const own = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(object, name, { ...own, value });
  }
}

const SPACE = 0x20;

/** Reads a text that JSON.parse accepts, in one pass. Blanks and long strings take no memory. */
class ValueReader {
  readonly duplicateKeys: string[] = [];
  private at = 0;
  /** Number of digits of the integers that a double cannot hold. */
  private digits = 0;
  /** The names and indexes from the root to the value that is being read. */
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly units: Uint16Array,
  ) {}

  read(): Json {
    switch (this.next()) {
      case '{':
        return this.readObject();
      case '[':
        return this.readArray();
      case '"':
        return this.readString();
      case 't':
        return this.skip(4, true);
      case 'f':
        return this.skip(5, false);
      case 'n':
        return this.skip(4, null);
      default:
        return this.readNumber();
    }
  }

  /** Returns the next character that is no blank, and stops at it. */
  private next(): string | undefined {
    while ((this.units[this.at] ?? Infinity) <= SPACE) this.at++;
    return this.text[this.at];
  }

  private skip<T>(length: number, value: T): T {
    this.at += length;
    return value;
  }

  private readString(): string {
    const start = this.at;
    this.at = endOfString(this.units, start) + 1;
    // A part of the text would keep all of it in memory.
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private readNumber(): number | bigint {
    const start = this.at;
    this.at = endOfNumber(this.text, start);
    const number = numberOf(this.text.slice(start, this.at));
    if (typeof number === 'bigint') this.digits += String(number).length;
    if (this.digits > MAX_JSON_DIGITS) {
      throw new JsonLimitError('has more digits of large integers', MAX_JSON_DIGITS);
    }
    return number;
  }

  private readArray(): Json[] {
    const items: Json[] = [];
    this.at++;
    while (this.next() !== ']') {
      items.push(this.readAt(items.length));
      if (this.next() === ',') this.at++;
    }
    return this.skip(1, items);
  }

  private readObject(): { [name: string]: Json } {
    const object: { [name: string]: Json } = {};
    this.at++;
    while (this.next() !== '}') {
      const name = this.readString();
      if (Object.hasOwn(object, name)) this.noteDuplicate(name);
      if (this.next() === ':') this.at++;
      setOwn(object, name, this.readAt(name));
      if (this.next() === ',') this.at++;
    }
    return this.skip(1, object);
  }

  private readAt(key: string | number): Json {
    this.path.push(key);
    const value = this.read();
    this.path.pop();
    return value;
  }

  private noteDuplicate(name: string): void {
    if (this.duplicateKeys.length >= MAX_DUPLICATES) return;
    const tokens = [...this.path, name].map((key) => pointerToken(String(key)));
    this.duplicateKeys.push(tokens.map((token) => `/${token}`).join(''));
  }
}

/** Returns the number of properties of a value and of all in it. */
function countNames(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  return items.reduce<number>(
    (sum, item) => sum + countNames(item),
    Array.isArray(value) ? 0 : items.length,
  );
}

/**
 * Parses one JSON text (RFC 8259).
 *
 * @throws SyntaxError if the text is not well-formed; JsonLimitError if it exceeds a limit
 */
export function parseJson(text: string): ParsedJson {
  const units = codeUnits(text);
  const { names, exact } = countIn(text, units);
  const value = JSON.parse(text) as Json;
  // JSON.parse has lost no name and no digit, as with most bodies.
  if (exact && countNames(value) === names) return { value, duplicateKeys: [] };
  const reader = new ValueReader(text, units);
  return { value: reader.read(), duplicateKeys: reader.duplicateKeys };
}

/** Returns a JSON pointer (RFC 6901) with `*` for each index. */
export function anyIndex(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, '/*');
}

export function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
