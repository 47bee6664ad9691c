import { parseTree, type Node } from 'jsonc-parser';
import { truncate } from './exchange';

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
  // The nearest double is an integer, but the number is not: any non-integer will do.
  return Number.isInteger(nearest) ? 0.5 : nearest;
}

/** Length of a name in a pointer. A name of megabytes would be repeated for each value below it. */
const MAX_NAME = 1000;

function pointerToken(name: string): string {
  return truncate(name, MAX_NAME).replaceAll('~', '~0').replaceAll('/', '~1');
}

function valueOf(node: Node, text: string, at: string, duplicates: string[]): Json {
  switch (node.type) {
    case 'object': {
      const object: { [name: string]: Json } = {};
      const seen = new Set<string>();
      for (const property of node.children ?? []) {
        const [name, value] = property.children ?? [];
        if (!name || !value) continue;
        const key = String(name.value);
        const pointer = `${at}/${pointerToken(key)}`;
        if (seen.has(key)) duplicates.push(pointer);
        seen.add(key);
        // Assignment would set the prototype for the name `__proto__`.
        const own = { enumerable: true, configurable: true, writable: true };
        const read = valueOf(value, text, pointer, duplicates);
        Object.defineProperty(object, key, { ...own, value: read });
      }
      return object;
    }
    case 'array':
      return (node.children ?? []).map((item, index) =>
        valueOf(item, text, `${at}/${String(index)}`, duplicates),
      );
    case 'number':
      return numberOf(text.slice(node.offset, node.offset + node.length));
    default:
      return node.value as string | boolean | null;
  }
}

/** Error about a JSON text over one of the limits below. The message names the limit. */
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

const NUMERIC = /[-+.\deE]/;

/** Counts before parsing, since a few megabytes of text can become a gigabyte of values. */
function checkLimits(text: string): void {
  let values = 1;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === ',' || character === '[' || character === '{') {
      values++;
      if (character !== ',' && ++depth > MAX_JSON_DEPTH) {
        throw new JsonLimitError('nests deeper', MAX_JSON_DEPTH, ' levels');
      }
    } else if (character === ']' || character === '}') depth--;
    else if (character !== undefined && character >= '0' && character <= '9') {
      const from = at;
      while (NUMERIC.test(text[at + 1] ?? '')) at++;
      if (at - from >= MAX_JSON_NUMBER) {
        throw new JsonLimitError('contains a number longer', MAX_JSON_NUMBER, ' digits');
      }
    }
  }
  if (values > MAX_JSON_VALUES) throw new JsonLimitError('has more values', MAX_JSON_VALUES);
}

/**
 * Parses one JSON text (RFC 8259).
 *
 * @throws SyntaxError if the text is not well-formed; JsonLimitError if it exceeds a limit
 */
export function parseJson(text: string): ParsedJson {
  checkLimits(text);
  JSON.parse(text);
  const tree = parseTree(text);
  if (!tree) throw new SyntaxError('no JSON value');
  const duplicateKeys: string[] = [];
  return { value: valueOf(tree, text, '', duplicateKeys), duplicateKeys };
}

/** Returns a JSON pointer (RFC 6901) with `*` for each index. */
export function anyIndex(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, '/*');
}

export function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
