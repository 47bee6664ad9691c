import { editions, type Catalogue } from '../contract/requirements';
import { hostPatterns } from './hosts';

/** Error about a value. The message continues a sentence that begins with the option. */
export class InvalidValue extends Error {}

function invalid(reason: string): never {
  throw new InvalidValue(reason);
}

const MAX_IDS = 100_000;

function parseIds(text: string): string[] {
  const ids = new Set<string>();
  for (const part of text.split(',')) {
    const [, from, to = from] =
      /^\s*([1-9]\d{0,29})(?:\s*-\s*([1-9]\d{0,29}))?\s*$/.exec(part) ?? [];
    if (from === undefined || to === undefined) {
      invalid(`contains "${part.trim()}", which is neither a positive integer nor a range`);
    }
    const [first, last] = [BigInt(from), BigInt(to)];
    if (last < first) invalid(`contains the range ${part.trim()}, which ends before it begins`);
    if (last - first >= MAX_IDS) invalid(`contains more than ${String(MAX_IDS)} ids`);
    for (let id = first; id <= last; id++) {
      if (ids.has(String(id))) invalid(`contains ${String(id)} twice`);
      ids.add(String(id));
    }
  }
  return [...ids];
}

function parseIdsOrNone(text: string): string[] {
  return text.trim() === 'none' ? [] : parseIds(text);
}

function parseId(text: string): string {
  const [id, ...more] = parseIds(text);
  if (id === undefined || more.length > 0) invalid('is not one positive integer');
  return id;
}

const integer = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    invalid(`is not an integer from ${String(min)} to ${String(max)}`);
  }
  return value;
};

function parseRate(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0) invalid('is not a number above 0');
  return value;
}

function parseSwitch(text: string): boolean {
  if (text !== '1' && text !== '0') invalid('is neither 1 nor 0');
  return text === '1';
}

/** Accepts what an Authorization header can carry after the scheme: visible ASCII, no spaces. */
function parseToken(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    invalid(
      'contains a character that a token in an HTTP header cannot have: a space, a line end or one outside ASCII',
    );
  }
  return text;
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) invalid('is not an absolute URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') invalid('is neither http: nor https:');
  if (url.username || url.password) invalid('contains credentials; use API_TOKEN');
  if (url.search || url.hash) invalid('has a query or a fragment; it must end with the base path');
  return url;
}

function parsePath(text: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(text) || !text.includes('{id}')) {
    invalid('is not a path that begins with / and contains {id}');
  }
  return text;
}

function parseLevel(text: string): 'must' | 'should' {
  if (text !== 'must' && text !== 'should') invalid('is neither must nor should');
  return text;
}

function parseEdition(text: string): Catalogue {
  const all = editions();
  const names = all.map(({ edition }) => edition).join(', ');
  return (
    all.find(({ edition }) => edition === text) ??
    invalid(`is not an edition of the requirements; there is ${names}`)
  );
}

function parseHosts(text: string): string[] {
  const items = text.split(',').filter((item) => item.trim() !== '');
  if (items.length === 0) invalid('names no host');
  return items.flatMap(
    (item) =>
      hostPatterns(item) ??
      invalid(
        `contains ${JSON.stringify(item.trim())}, which is no host, no IP address and no pattern with *`,
      ),
  );
}

function parseCommand(text: string): string {
  if (text.trim() === '') invalid('is no command');
  return text;
}

/** A header field with its value. */
export type ExtraField = readonly [name: string, value: string];

/** Fields that the suite sends, or leaves out, itself; and those that concern a connection. */
const OWN_FIELDS =
  /^(authorization|content-(type|length|encoding)|transfer-encoding|accept(-encoding)?|host|user-agent|cookie|expect|connection|keep-alive|proxy-connection|te|trailer|upgrade|http2-settings)$/i;

const FIELD = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/;

/** Parses fields, one in each line. `\n` is a line end too, where a value has to be in one line. */
function parseHeaders(text: string): ExtraField[] {
  const lines = text.split(/\r?\n|\\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) invalid('has no header field');
  return lines.map((line, index) => {
    const where = `in line ${String(index + 1)}`;
    const [, name = '', value = ''] = FIELD.exec(line.trim()) ?? [];
    if (name === '') invalid(`has no header field ${where}; write a name, a colon and a value`);
    if (OWN_FIELDS.test(name)) {
      invalid(`has the field ${name} ${where}, which the suite sets or leaves out itself`);
    }
    if (value === '') invalid(`has a field without a value ${where}`);
    if (!/^[\t\x20-\x7e]+$/.test(value)) {
      invalid(`has a control character, or one outside ASCII, in the value ${where}`);
    }
    const isRepeated = (other: string) => other.toLowerCase().startsWith(`${name.toLowerCase()}:`);
    if (lines.slice(0, index).some((other) => isRepeated(other.trim()))) {
      invalid(`repeats a field ${where}`);
    }
    return [name, value];
  });
}

function parsePassphrase(text: string): string {
  if (/[\r\n\0]/.test(text)) invalid('contains a line end');
  return text;
}

const parseText = (text: string): string => text;

/** Parsers of the values of options. Each throws InvalidValue. */
export const parsers = {
  url: parseUrl,
  token: parseToken,
  ids: parseIds,
  'ids-or-none': parseIdsOrNone,
  id: parseId,
  path: parsePath,
  command: parseCommand,
  headers: parseHeaders,
  passphrase: parsePassphrase,
  level: parseLevel,
  file: parseText,
  edition: parseEdition,
  seed: integer(0, 2 ** 31 - 1),
  count: integer(1, 10_000),
  ms: integer(1, 86_400_000),
  'ms-or-0': integer(0, 86_400_000),
  rate: parseRate,
  switch: parseSwitch,
  hosts: parseHosts,
  directory: parseText,
};

/** Type of a value: the name of its parser and, in `<>`, of the value of its flag. */
export type ValueType = keyof typeof parsers;
