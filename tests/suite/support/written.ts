import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import type { Run } from './run';

/** Returns the texts of a run: its files, and its output. */
export function written({
  directory,
  stdout,
  stderr,
}: Pick<Run, 'directory' | 'stdout' | 'stderr'>): [where: string, text: string][] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [
    ['stdout', stdout],
    ['stderr', stderr],
    ...files.map((file): [string, string] => [file, readFileSync(file, 'latin1')]),
  ];
}

/** Beginning of a ZIP archive. */
const ZIP = 'PK\u0003\u0004';
/** Base64 that may hold a file: an archive within a page, an attachment within a trace. */
const BASE64 = /[A-Za-z0-9+/]{40,}={0,2}/g;

/**
 * Returns a text, and the texts that are packed in it at any depth: entries of an archive, and what
 * is encoded in Base64. By hand, as `formsOf`.
 */
export function unpacked(text: string): string[] {
  const entries = text.startsWith(ZIP) ? unzipSync(Buffer.from(text, 'latin1')) : {};
  const packed = [
    ...Object.values(entries).map((bytes) => Buffer.from(bytes)),
    ...(text.match(BASE64) ?? []).map((found) => Buffer.from(found, 'base64')),
  ];
  return [text, ...packed.flatMap((bytes) => unpacked(bytes.toString('latin1')))];
}

/** Returns the code of each character in hexadecimal digits, each behind a prefix. */
export const encodeCodes = (text: string, prefix: string, digits: number) =>
  Array.from(text, (it) => prefix + it.charCodeAt(0).toString(16).padStart(digits, '0')).join('');

/** Forms of a secret that nobody may see; by hand, and not by what takes them out. */
export function formsOf(secret: string): string[] {
  const half = Math.floor(secret.length / 2);
  const inBase64 = ['', 'x', 'xx'].map((before) => {
    const from = before.length === 0 ? 0 : 4;
    return Buffer.from(before + secret)
      .toString('base64')
      .slice(from, -4);
  });
  return [
    secret.slice(0, half),
    secret.slice(half),
    secret.slice(4, -4),
    ...inBase64,
    encodeCodes(secret, '%', 2),
    encodeCodes(secret, '\\u', 4),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('hex').toUpperCase(),
  ];
}

/** Returns the parts of a text that act on a terminal, or that a CI runner takes for commands. */
export function acting(text: string): string[] {
  const characters = text.match(/[^\P{C}\n]|[\u2028\u2029]/gu) ?? [];
  const commands = text.split('\n').filter((line) => /^\s*::|##\[|##vso\[/.test(line));
  return [...characters.map((it) => `U+${(it.codePointAt(0) ?? 0).toString(16)}`), ...commands];
}
