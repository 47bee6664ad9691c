/** The prose of a file that is not prose: all else is blanked, so that each word keeps its place. */
import type { TxtDocumentNode, TxtParagraphNode } from '@textlint/ast-node-types';
import type { TextlintMessage } from '@textlint/kernel';

/** Offsets of a piece of prose. */
export interface Range {
  pos: number;
  end: number;
}

const SEVERAL_WORDS = /[a-z][,.:;]?\s+[a-z]/i;
/** Up to a blank line, the tag of a docstring, or a key of YAML in a template. */
const PARAGRAPHS = /\S(?:[^\n]|\n(?!\s*(?:\n|@\w|(?:- )?[\w-]+:\s|[\w-]+ {2,})))*/g;

export const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');

/**
 * Returns the document of textlint for a file.
 *
 * @param ranges the prose, in order; what is not several words is left out
 * @param unmarked returns a piece of the same length without quotes and marks of comments
 */
function masked(source: string, ranges: readonly Range[], unmarked: (piece: string) => string) {
  const prose = ranges.filter(({ pos, end }) => SEVERAL_WORDS.test(source.slice(pos, end)));
  let text = '';
  for (const { pos, end } of prose) {
    text += blank(source.slice(text.length, pos)) + unmarked(source.slice(pos, end));
  }
  text += blank(source.slice(text.length));
  const position = (offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: before.at(-1)?.length ?? 0 };
  };
  const located = (start: number, end: number) => ({
    raw: text.slice(start, end),
    range: [start, end] as const,
    loc: { start: position(start), end: position(end) },
  });
  const paragraphs = prose.flatMap(({ pos, end }) =>
    [...text.slice(pos, end).matchAll(PARAGRAPHS)].map(({ 0: value, index }): TxtParagraphNode => {
      const at = located(pos + index, pos + index + value.length);
      return { type: 'Paragraph', ...at, children: [{ type: 'Str', value, ...at }] };
    }),
  );
  const ast: TxtDocumentNode = {
    type: 'Document',
    ...located(0, text.length),
    children: paragraphs,
  };
  return { text, ast };
}

/** Returns a textlint plugin for files whose prose is in some ranges. */
export function maskingPlugin(
  extensions: readonly string[],
  rangesOf: (source: string, name: string) => readonly Range[],
  unmarked: (piece: string) => string,
) {
  class Processor {
    availableExtensions(): string[] {
      return [...extensions];
    }
    processor() {
      return {
        preProcess: (source: string, name = 'prose') =>
          masked(source, rangesOf(source, name), unmarked),
        postProcess: (messages: TextlintMessage[], filePath = '') => ({ messages, filePath }),
      };
    }
  }
  return { Processor };
}
