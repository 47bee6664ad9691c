import { parseTree, type Node } from 'jsonc-parser';
import { truncate } from './exchange';

/**
 * A JSON value read losslessly: an integer that a double cannot hold is a `bigint`, and a number
 * that is no integer stays one, however close it comes.
 */
export type Json = null | boolean | string | number | bigint | Json[] | { [name: string]: Json };

/** What a text says: the value, and the JSON pointer of every name that its object bears twice. */
export interface ParsedJson {
  value: Json;
  repeatedNames: string[];
}

/** An exponent past this is read as infinite rather than written out. */
const MAX_EXPONENT = 1000;

/**
 * The integer that a JSON number spells, in plain decimal digits; `undefined` if it is none.
 * Judged on the text, as JSON Schema does by value: `1.0`, `10e-1` and `9007199254740993` are
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
  // Not an integer, and next to one: any number that is none will do.
  return Number.isInteger(nearest) ? 0.5 : nearest;
}

/** As much of a name as a pointer shows: one of megabytes would be written out for each value. */
const MAX_NAME = 1000;

function pointerToken(name: string): string {
  return truncate(name, MAX_NAME).replaceAll('~', '~0').replaceAll('/', '~1');
}

function valueOf(node: Node, text: string, at: string, repeated: string[]): Json {
  switch (node.type) {
    case 'object': {
      const object: { [name: string]: Json } = {};
      const seen = new Set<string>();
      for (const property of node.children ?? []) {
        const [name, value] = property.children ?? [];
        if (!name || !value) continue;
        const key = String(name.value);
        const pointer = `${at}/${pointerToken(key)}`;
        if (seen.has(key)) repeated.push(pointer);
        seen.add(key);
        // Defined, not assigned: `__proto__` is a name like any other.
        Object.defineProperty(object, key, {
          value: valueOf(value, text, pointer, repeated),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return object;
    }
    case 'array':
      return (node.children ?? []).map((item, index) =>
        valueOf(item, text, `${at}/${String(index)}`, repeated),
      );
    case 'number':
      return numberOf(text.slice(node.offset, node.offset + node.length));
    default:
      return node.value as string | boolean | null;
  }
}

/** A JSON text beyond what is read; the message names the bound. */
export class JsonBoundError extends Error {
  override name = 'JsonBoundError';
}

/** The bounds on one JSON text: a value of it takes up to a kilobyte of memory to be judged. */
export const MAX_JSON_VALUES = 200_000;
export const MAX_JSON_DEPTH = 500;
/** In characters. To read an integer takes the square of its length; RFC 8259 6 allows a limit. */
export const MAX_JSON_NUMBER = 1000;

const NUMERIC = /[-+.\deE]/;

/** Counts before anything is built, as a text of a few megabytes can be a gigabyte of values. */
function checkBounds(text: string): void {
  let values = 1;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === ',' || character === '[' || character === '{') {
      values++;
      if (character !== ',' && ++depth > MAX_JSON_DEPTH) {
        throw new JsonBoundError(
          `it nests deeper than the ${String(MAX_JSON_DEPTH)} levels that are read`,
        );
      }
    } else if (character === ']' || character === '}') depth--;
    else if (character !== undefined && character >= '0' && character <= '9') {
      const from = at;
      while (NUMERIC.test(text[at + 1] ?? '')) at++;
      if (at - from >= MAX_JSON_NUMBER) {
        throw new JsonBoundError(
          `it has a number longer than the ${String(MAX_JSON_NUMBER)} digits that are read`,
        );
      }
    }
  }
  if (values > MAX_JSON_VALUES) {
    throw new JsonBoundError(
      `it has more than the ${String(MAX_JSON_VALUES)} values that are read`,
    );
  }
}

/**
 * Reads one JSON text (RFC 8259).
 *
 * @throws SyntaxError if the text is not well-formed; JsonBoundError if it is beyond what is read.
 */
export function parseJson(text: string): ParsedJson {
  checkBounds(text);
  JSON.parse(text);
  const tree = parseTree(text);
  if (!tree) throw new SyntaxError('no JSON value');
  const repeatedNames: string[] = [];
  return { value: valueOf(tree, text, '', repeatedNames), repeatedNames };
}

/** A JSON pointer (RFC 6901) with `*` for every index. */
export function anyIndex(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, '/*');
}

export function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
