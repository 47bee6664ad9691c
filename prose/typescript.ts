/** textlint plugin that reads comments, the text of JSX and strings of several words. */
import ts from 'typescript';
import { blank, maskingPlugin, type Range } from './masked';

const STRINGS = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.JsxText,
]);
const LINE_COMMENTS = /^\/\/[^\n]*(?:\n[ \t]*\/\/[^\n]*)+$/;

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

/** Returns the ranges of strings and comments; adjacent `//` lines are one comment. */
function proseRanges(source: string, name: string): Range[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const found = new Map<number, Range>();
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
  const merged: Range[] = [];
  for (const range of [...found.values()].sort((a, b) => a.pos - b.pos)) {
    const last = merged.at(-1);
    if (last && LINE_COMMENTS.test(file.text.slice(last.pos, range.end))) last.end = range.end;
    else merged.push(range);
  }
  return merged;
}

export default maskingPlugin(['.ts', '.tsx', '.js', '.mjs', '.cjs'], proseRanges, unmarked);
