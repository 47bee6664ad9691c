/** textlint plugin that reads the comments of a YAML file, and its strings of several words. */
import { parseDocument, visit } from 'yaml';
import { blank, maskingPlugin, type Range } from './masked';

const COMMENTS = /^[ \t]*#[^\n]*(?:\n[ \t]*#[^\n]*)*/gm;

function proseRanges(source: string): Range[] {
  const strings: Range[] = [];
  visit(parseDocument(source), {
    Scalar: (_key, { value, range }) => {
      if (typeof value === 'string' && range) strings.push({ pos: range[0], end: range[1] });
    },
  });
  // A line of a string may begin with a hash.
  const comments = [...source.matchAll(COMMENTS)]
    .map(({ 0: { length }, index }) => ({ pos: index, end: index + length }))
    .filter(({ pos }) => !strings.some((string) => string.pos <= pos && pos < string.end));
  return [...strings, ...comments].sort((a, b) => a.pos - b.pos);
}

/** Blanks quotes and hashes; masks `code`. */
const unmarked = (piece: string) =>
  piece
    .replaceAll(/^['">|]-?|['"]$|^[ \t]*#+/gm, blank)
    .replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/\S/g, 'x'));

export default maskingPlugin(['.yaml', '.yml'], proseRanges, unmarked);
