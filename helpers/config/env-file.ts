import dotenv from 'dotenv';
import { readFileSync } from 'node:fs';
import { options } from './options';
import { systemErrorCode } from './files';

/** The variables of a file, and what is wrong with it: whole sentences without values. */
export interface EnvFile {
  variables: Record<string, string>;
  /** Each stops the run. */
  problems: string[];
  /** Each is printed, and is in the report. */
  notes: string[];
}

const BYTE_ORDER_MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Decodes UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it. */
function decode(bytes: Uint8Array): string | undefined {
  const [encoding] = BYTE_ORDER_MARKS.find(([, mark]) =>
    mark.every((byte, index) => bytes[index] === byte),
  ) ?? ['utf-8'];
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Returns known variables whose unquoted value dotenv ends before a `#` inside it. */
function truncatedNames(text: string): string[] {
  const lines = text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=[ \t]*[^\s'"`#](?:[^\n#]*[^\s#])?#\S/gm);
  return [...lines].flatMap(([, name = '']) => (name in options ? name : []));
}

/** An unquoted value of EXTRA_HEADERS with another field on the next line, which dotenv drops. */
const HEADERS_CONTINUED =
  /^\s*(?:export\s+)?EXTRA_HEADERS\s*=[ \t]*[^\s'"`][^\n]*\n[ \t]*[\w!#$%&'*+.^|~-]+:/m;

/**
 * Parses the bytes of a `.env`.
 *
 * @param environment variables that take precedence
 */
export function parseEnvFile(
  file: string,
  bytes: Uint8Array,
  environment: Readonly<Record<string, string | undefined>>,
): EnvFile {
  const text = decode(bytes);
  if (text === undefined) {
    const problem = `${file} is neither UTF-8 nor UTF-16 with a byte order mark. Save it as UTF-8.`;
    return { variables: {}, problems: [problem], notes: [] };
  }
  const variables = dotenv.parse(text);
  const names = Object.keys(variables);
  const problems = names
    .filter((name) => !(name in options) && name.toUpperCase() in options)
    .map((name) => `${file} sets ${name}. The variable is ${name.toUpperCase()}.`);
  if (HEADERS_CONTINUED.test(text)) {
    problems.push(
      `${file} continues EXTRA_HEADERS on another line. Put the whole value in double quotes.`,
    );
  }
  const hasContent = /^\s*[^\s#]/m.test(text);
  const known = names.some((name) => name in options);
  // Without a target, a file without a variable of the suite would leave the embedded server to test.
  if (hasContent && !known && problems.length === 0 && environment['BASE_URL'] === undefined) {
    problems.push(
      `${file} sets no variable of the suite. Its variables are in .env.example, such as BASE_URL.`,
    );
  }
  const notes = truncatedNames(text)
    .filter((name) => environment[name] === undefined)
    .map(
      (name) =>
        `${file} cuts ${name} at a #, as the value has no quotes. If the # is part of it, write ${name}="...".`,
    );
  return { variables, problems, notes };
}

/** Reads a `.env` into an environment, whose own variables take precedence. */
export function loadEnvFile(
  environment: NodeJS.ProcessEnv,
  file = '.env',
): Omit<EnvFile, 'variables'> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = systemErrorCode(error);
    const problems = code === 'ENOENT' ? [] : [`${file} cannot be read (${code}).`];
    return { problems, notes: [] };
  }
  const { variables, problems, notes } = parseEnvFile(file, bytes, environment);
  for (const [name, value] of Object.entries(variables)) environment[name] ??= value;
  return { problems, notes };
}
