import { decoded } from '../http/escape';
import { parseJson, type Json } from '../http/json';

/** Bounds on the search in one body: its characters, and the places where JSON may begin. */
const MAX_SEARCHED = 2 ** 16;
const MAX_STARTS = 100;
/** The most escapes around a value: a dump in a string in a string. */
const MAX_ESCAPED = 3;

const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  '#34': '"',
  '#x22': '"',
  apos: "'",
  '#39': "'",
  '#x27': "'",
  '#039': "'",
  amp: '&',
  lt: '<',
  gt: '>',
};

/** Returns a text without one level of escapes: those of JSON strings, of HTML and of URLs. */
function unescape(text: string): string {
  return text
    .replace(/\\(?:u([\da-f]{4})|(["\\/])|[bfnrt])/gi, (_all, code?: string, plain?: string) =>
      code === undefined ? (plain ?? ' ') : String.fromCharCode(parseInt(code, 16)),
    )
    .replace(/&(#?\w{1,6});/g, (all, name: string) => ENTITIES[name.toLowerCase()] ?? all)
    .replace(/(?:%[\da-f]{2})+/gi, decoded);
}

/** Returns a text as it is, and with more and more of its escapes undone. */
export function readings(text: string): string[] {
  const all = [text.slice(0, MAX_SEARCHED)];
  for (let level = 0; level < MAX_ESCAPED; level++) {
    const last = all.at(-1) ?? '';
    const next = unescape(last);
    if (next === last) break;
    all.push(next);
  }
  return all;
}

/** Returns the end of the object or array that begins at an index; undefined if it has none. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return undefined;
}

/** Returns the JSON objects and arrays in a text, one behind the other or between other text. */
export function jsonValuesIn(text: string): Json[] {
  const values: Json[] = [];
  let at = 0;
  for (let tries = 0; tries < MAX_STARTS; tries++) {
    const start = at + text.slice(at).search(/[{[]/);
    if (start < at) break;
    const end = endOfValue(text, start);
    const value = end === undefined ? undefined : parsed(text.slice(start, end));
    if (value !== undefined) values.push(value);
    at = value === undefined || end === undefined ? start + 1 : end;
  }
  return values;
}

/** Returns the value of a JSON text; undefined if it is none. */
export function parsed(text: string): Json | undefined {
  try {
    return parseJson(text).value;
  } catch {
    return undefined;
  }
}
