/**
 * textlint plugin that reads the prose of a TypeScript file: comments, the text of JSX and strings
 * of several words. It blanks out the code, so that each word keeps its line and column.
 */
import type { TextlintMessage } from '@textlint/kernel';
import type { TxtDocumentNode, TxtParagraphNode } from '@textlint/ast-node-types';
import ts from 'typescript';

const STRINGS = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.JsxText,
]);
const SEVERAL_WORDS = /[a-z][,.:;]?\s+[a-z]/i;
const LINE_COMMENTS = /^\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)+$/;
/** Up to a blank line, the tag of a docstring, or a key of YAML in a template. */
const PARAGRAPHS = /\S(?:[^\n]|\n(?!\s*(?:\n|@\w|(?:- )?[\w-]+:\s)))*/g;

const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');

/**
 * Blanks the quotes of a string, or the slashes and asterisks of a comment; masks `code`. A
 * docstring begins with a pilcrow then, as rules of its own apply to it.
 */
function unmarked(source: string): string {
  if (!/^\/[/*]/.test(source)) return source.replaceAll(/^["'`}]|(?:["'`]|\$\{)$|\\n/g, blank);
  return source
    .replace(/^\/\*\*/, '  ¶')
    .replaceAll(/^\s*(?:\/\/+|\/\*+|\*(?!\/))|\*\/$/gm, blank)
    .replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/\S/g, 'x'));
}

/** Ranges of strings and comments in their order; adjacent `//` lines are one comment. */
function proseRanges(file: ts.SourceFile): ts.TextRange[] {
  const found = new Map<number, ts.TextRange>();
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    if (STRINGS.has(node.kind)) {
      const pos = node.getStart(file);
      found.set(pos, { pos, end: node.getEnd() });
    }
    if (node.kind === ts.SyntaxKind.JsxText) return;
    const comments = [
      ...(ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(file.text, node.getEnd()) ?? []),
    ];
    for (const { pos, end } of comments) found.set(pos, { pos, end });
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  const merged: ts.TextRange[] = [];
  for (const range of [...found.values()].sort((a, b) => a.pos - b.pos)) {
    const last = merged.at(-1);
    if (last && LINE_COMMENTS.test(file.text.slice(last.pos, range.end))) last.end = range.end;
    else merged.push(range);
  }
  return merged.filter(({ pos, end }) => SEVERAL_WORDS.test(file.text.slice(pos, end)));
}

function parse(source: string, name = 'prose.ts'): { text: string; ast: TxtDocumentNode } {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const ranges = proseRanges(file);
  let text = '';
  for (const { pos, end } of ranges) {
    text += blank(source.slice(text.length, pos)) + unmarked(source.slice(pos, end));
  }
  text += blank(source.slice(text.length));
  const position = (offset: number) => {
    const { line, character } = file.getLineAndCharacterOfPosition(offset);
    return { line: line + 1, column: character };
  };
  const located = (start: number, end: number) => ({
    raw: text.slice(start, end),
    range: [start, end] as const,
    loc: { start: position(start), end: position(end) },
  });
  const paragraphs = ranges.flatMap(({ pos, end }) =>
    [...text.slice(pos, end).matchAll(PARAGRAPHS)].map(({ 0: value, index }): TxtParagraphNode => {
      const at = located(pos + index, pos + index + value.length);
      return { type: 'Paragraph', ...at, children: [{ type: 'Str', value, ...at }] };
    }),
  );
  return { text, ast: { type: 'Document', ...located(0, text.length), children: paragraphs } };
}

class Processor {
  availableExtensions(): string[] {
    return ['.ts', '.tsx', '.js', '.mjs', '.cjs'];
  }
  processor() {
    return {
      preProcess: parse,
      postProcess: (messages: TextlintMessage[], filePath = '') => ({ messages, filePath }),
    };
  }
}

export default { Processor };
