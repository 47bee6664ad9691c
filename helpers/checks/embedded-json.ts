import { codeUnits } from '../http/code-units';
import { decoded } from '../http/escape';
import { parseJson, type Json } from '../http/json';
import { endOfValue } from '../http/json-scan';

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
  let last = text.slice(0, MAX_SEARCHED);
  const all = new Set([last]);
  for (let level = 0; level < MAX_ESCAPED; level++) all.add((last = unescape(last)));
  return [...all];
}

/** Returns the JSON objects and arrays in a text, one behind the other or between other text. */
export function jsonValuesIn(text: string): Json[] {
  const values: Json[] = [];
  const units = codeUnits(text);
  let next = 0;
  let starts = 0;
  for (const { index } of text.matchAll(/[{[]/g)) {
    if (index < next) continue;
    if (++starts > MAX_STARTS) break;
    const end = endOfValue(units, index);
    if (end === undefined) continue;
    const value = parsed(text.slice(index, end));
    if (value === undefined) continue;
    values.push(value);
    next = end;
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
