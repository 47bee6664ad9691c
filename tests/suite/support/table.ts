import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** Returns the tables of a YAML file in tests/suite, by name: rows of text, one for each case. */
export function readTables<Tables extends { [name in keyof Tables]: readonly unknown[] }>(
  file: string,
): Tables {
  return parse(readFileSync(path.join(__dirname, '..', file), 'utf8')) as Tables;
}
