import { findNodeAtLocation, parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Finding } from '../report';

/** One line of a formatted body. */
export interface ExcerptLine {
  indent: number;
  text: string;
  /** The line has the defect, or leads to a property that is absent. */
  marked: boolean;
  /** The line is not from the body: a note on what was left out. */
  note: boolean;
}

/** Characters of a body in a report of this suite, with the note on truncation. */
export const MAX_BODY = 4_200;

/** The end that the suite gives to a truncated body. */
const TRUNCATED = /… \((?:more than )?\d+ more characters\)$/;

const MAX_LINES = 60;
const MAX_INLINE = 96;
const MAX_SUMMARY = 52;
const MAX_SCALAR = 240;
const MAX_DEPTH = 12;
/** Items without a defect: neighbours of a defect that are shown, and lists that are shown whole. */
const CONTEXT = 1;
const MAX_ITEMS = 3;
const MAX_PROPERTIES = 12;

/** A JSON pointer (RFC 6901), unescaped. */
type Path = readonly string[];

const parsePointer = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Parses a JSON object or array; of a truncated body, the part that there is. */
export function parseBody(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const json = text.replace(TRUNCATED, '');
  const tree = parseTree(json, errors, { disallowComments: true });
  if (!tree || (tree.type !== 'object' && tree.type !== 'array')) return undefined;
  return errors.length === 0 || json !== text ? tree : undefined;
}

/** Returns where a finding shows in the last response: its pointers, or the unexpected users. */
export function findDefects(tree: Node, { pointers, difference }: Finding): Path[] {
  if (pointers.length > 0) return pointers.map(parsePointer);
  const unexpected = new Set(difference?.tooMany.ids);
  const users = findNodeAtLocation(tree, ['data'])?.children ?? [];
  return users.flatMap((user, index) => {
    const id: unknown = findNodeAtLocation(user, ['id'])?.value;
    return unexpected.has(String(id)) ? [['data', String(index)]] : [];
  });
}

/**
 * Formats JSON as lines, every token as it was sent. Objects on the way to a defect are expanded,
 * others stand on one line, and long lists of others are left out.
 *
 * @param max characters, exceeded by at most what closes the open objects
 */
export function excerptJson(
  body: string,
  tree: Node,
  defects: readonly Path[],
  max: number,
): ExcerptLine[] {
  const excerpt = new Excerpt(body.replace(TRUNCATED, ''), max);
  excerpt.print(tree, defects, { brief: false, indent: 0, before: '', after: '' });
  const end = TRUNCATED.exec(body)?.[0];
  return end === undefined
    ? excerpt.lines
    : [...excerpt.lines, { indent: 0, text: `${end}: truncated here`, marked: false, note: true }];
}

/** The surroundings of a value. */
interface Position {
  /** Whether the beginning is enough, as for an item of a long list. */
  brief: boolean;
  indent: number;
  before: string;
  after: string;
}

class Excerpt {
  readonly lines: ExcerptLine[] = [];

  constructor(
    private readonly body: string,
    private room: number,
  ) {}

  print(node: Node, defects: readonly Path[], position: Position): void {
    const { brief, indent, before, after } = position;
    const inner = defects.filter((path) => path.length > 0);
    const source = this.source(node);
    const children = node.children ?? [];
    const inline = inner.length === 0 && (source.length <= MAX_INLINE || brief);
    if (inline || children.length === 0 || indent > MAX_DEPTH) {
      const max = inline && brief ? MAX_SUMMARY : MAX_SCALAR;
      const left = source.length - max;
      const shown = left > 0 ? `${source.slice(0, max)}… (${String(left)} more)` : source;
      this.add(indent, before + shown + after, defects.length > 0);
      return;
    }
    const [open, close] = node.type === 'array' ? '[]' : '{}';
    const names = children.map((child, index) =>
      node.type === 'array' ? String(index) : String(child.children?.[0]?.value),
    );
    const absent = inner.some(([name]) => !names.includes(name ?? ''));
    this.add(indent, `${before}${open ?? ''}`, absent || inner.length < defects.length);
    const defectsOf = names.map((name) =>
      inner.filter(([first]) => first === name).map((path) => path.slice(1)),
    );
    this.printChildren(node, defectsOf, indent + 1);
    this.add(indent, `${close ?? ''}${after}`, false);
  }

  private printChildren(node: Node, defects: readonly (readonly Path[])[], indent: number): void {
    const isArray = node.type === 'array';
    const children = node.children ?? [];
    const kept = selectChildren(
      defects.map(({ length }) => length > 0),
      isArray ? MAX_ITEMS : MAX_PROPERTIES,
    );
    const brief = isArray && (children.length > MAX_ITEMS || defects.flat().length > 0);
    let left = 0;
    for (const [index, child] of children.entries()) {
      if (!kept.has(index) || this.room <= 0 || this.lines.length >= MAX_LINES) {
        left++;
        continue;
      }
      this.noteLeft(left, indent);
      left = 0;
      const [name, value] = child.type === 'property' ? (child.children ?? []) : [];
      this.print(value ?? child, defects[index] ?? [], {
        brief,
        indent,
        before: name ? `${this.source(name)}: ` : '',
        after: index < children.length - 1 ? ',' : '',
      });
    }
    this.noteLeft(left, indent);
  }

  private noteLeft(left: number, indent: number): void {
    if (left === 0) return;
    this.lines.push({ indent, text: `… ${String(left)} more`, marked: false, note: true });
  }

  private add(indent: number, text: string, marked: boolean): void {
    this.room -= text.length + indent * 2;
    this.lines.push({ indent, text, marked, note: false });
  }

  /** Returns the text of a node on one line; in JSON no string holds a line end. */
  private source({ offset, length }: Node): string {
    return this.body.slice(offset, offset + length).replace(/\s*\n\s*/g, ' ');
  }
}

/** Returns the children to show: defects and their neighbours, or the first ones. */
function selectChildren(defective: readonly boolean[], max: number): Set<number> {
  const indices = [...defective.keys()];
  if (defective.length <= max || !defective.includes(true)) {
    return new Set(indices.slice(0, MAX_LINES / 4));
  }
  const isNear = (index: number) =>
    defective.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).includes(true);
  return new Set(indices.filter(isNear));
}
