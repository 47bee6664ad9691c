import { isUtf8 } from 'node:buffer';

/** Length of a script. A list of a thousand ids without any order fits. */
const MAX_SCRIPT = 20_000;

/** Number of items in a row from which a loop is shorter than the items. */
const MIN_LOOP = 8;

/** Quotes a text for the shell, single quotes included. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const printText = (text: string) => `printf '%s' ${quote(text)}`;

/** Returns a command that prints bytes. Octal escapes are all that POSIX has for `printf`. */
function printBytes(bytes: Buffer): string {
  const format = bytes.toString('latin1').replace(/[^\x20-\x7e]|[%\\]/g, (byte) => {
    if (byte === '%') return '%%';
    return byte === '\\' ? '\\\\' : `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `printf ${quote(format)}`;
}

/**
 * Returns a command that prints the numbers from one to another, a comma behind each. `seq` is not
 * in POSIX, and `%d` ends at 2^31 in some versions of awk.
 */
const printRange = (from: number, to: number) =>
  `awk 'BEGIN { for (i = ${String(from)}; i <= ${String(to)}; i++) printf "%.0f,", i }'`;

const printRepeated = (id: string, count: number) =>
  `awk 'BEGIN { for (i = 0; i < ${String(count)}; i++) printf "${id}," }'`;

/** Returns the number of items from an index on of which each is the one before plus the step. */
function runLength(ids: readonly number[], from: number, step: 0 | 1): number {
  let end = from + 1;
  while (end < ids.length && ids[end] === (ids[end - 1] ?? 0) + step) end++;
  return end - from;
}

/** Returns commands that print ids, a comma behind each: loops where ids follow one another. */
function printIds(ids: readonly string[]): string[] {
  const numbers = ids.map((id) => (/^(0|[1-9]\d{0,14})$/.test(id) ? Number(id) : NaN));
  const commands: string[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') commands.push(printText(plain));
    plain = '';
  };
  for (let at = 0; at < ids.length;) {
    const id = ids[at] ?? '';
    const [ascending, repeated] = [runLength(numbers, at, 1), runLength(numbers, at, 0)];
    const length = Math.max(ascending, repeated);
    if (length < MIN_LOOP) {
      plain += `${id},`;
      at++;
      continue;
    }
    flush();
    const first = numbers[at] ?? 0;
    commands.push(
      ascending > repeated ? printRange(first, first + length - 1) : printRepeated(id, length),
    );
    at += length;
  }
  flush();
  return commands;
}

/** Returns the parts of a body whose one list has nothing but digits and commas in it. */
function splitList(text: string): [head: string, ids: string[], tail: string] | undefined {
  const [from, to] = [text.indexOf('[') + 1, text.lastIndexOf(']')];
  const list = text.slice(from, Math.max(from, to));
  return from > 0 && /^[\d,]+$/.test(list)
    ? [text.slice(0, from), list.split(','), text.slice(to)]
    : undefined;
}

/** Returns commands that print the items of a list; no comma follows the last of them. */
function printList([head, ids, tail]: [string, string[], string]): string[] {
  return [printText(head), ...printIds(ids.slice(0, -1)), printText(`${ids.at(-1) ?? ''}${tail}`)];
}

/**
 * Returns a command of a POSIX shell that prints a body: one that is too long to be kept, or that is
 * no text.
 *
 * @returns undefined if the command would be too long
 */
export function printBody(bytes: Buffer): string | undefined {
  const text = isUtf8(bytes) ? bytes.toString('utf8') : undefined;
  const list = text === undefined ? undefined : splitList(text);
  if (!list) {
    if (bytes.length > MAX_SCRIPT) return undefined;
    return text === undefined ? printBytes(bytes) : printText(text);
  }
  const script = `{ ${printList(list).join('; ')}; }`;
  return script.length > MAX_SCRIPT ? undefined : script;
}
