import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Finding } from '../report';

/** One line of a body, printed for a person. */
export interface JsonLine {
  indent: number;
  text: string;
  /** It is the offending place, or leads to one that is absent. */
  marked: boolean;
  /** It is no part of the body: it tells what was left out. */
  note: boolean;
}

/** As much of a body as a report of this suite holds, with the word on what was cut. */
export const MOST_RAW = 4_200;

/** How the suite ends a body that it has cut. */
const CUT = /… \((?:more than )?\d+ more characters\)$/;

const MOST_LINES = 60;
const MOST_INLINE = 96;
const MOST_CROWDED = 52;
const MOST_SCALAR = 240;
const MOST_DEPTH = 12;
/** Items without an offending place: so many of a run are shown, and so many are worth leaving out. */
const CONTEXT = 1;
const MOST_ALIKE = 3;
const MOST_PROPERTIES = 12;

type Path = readonly string[];

const segments = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The JSON in a text; of one that was cut, what there is. */
export function parseBody(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const whole = text.replace(CUT, '');
  const tree = parseTree(whole, errors, { disallowComments: true });
  if (!tree || (tree.type !== 'object' && tree.type !== 'array')) return undefined;
  return errors.length === 0 || whole !== text ? tree : undefined;
}

/** Where a finding shows in the last answer: its places, or the users that should not be listed. */
export function placesIn(tree: Node, { places, difference }: Finding): Path[] {
  if (places.length > 0) return places.map(segments);
  const unwanted = new Set(difference?.tooMany.ids);
  const data = tree.children?.find(({ children }) => children?.[0]?.value === 'data')
    ?.children?.[1];
  return (data?.children ?? []).flatMap((user, index) => {
    const id = user.children?.find(({ children }) => children?.[0]?.value === 'id')?.children?.[1];
    return unwanted.has(String(id?.value)) ? [['data', String(index)]] : [];
  });
}

/**
 * JSON as lines, every token spelled as it came: what leads to an offending place is opened, what
 * does not stands on one line, and long runs of it are left out. At most `most` characters.
 */
export function jsonLines(
  body: string,
  tree: Node,
  places: readonly Path[],
  most: number,
): JsonLine[] {
  const printer = new Printer(body.replace(CUT, ''), most);
  printer.print(tree, places, { crowded: false, indent: 0, before: '', after: '' });
  const cut = CUT.exec(body)?.[0];
  if (cut !== undefined) {
    printer.lines.push({ indent: 0, text: `${cut}: it was cut here`, marked: false, note: true });
  }
  return printer.lines;
}

interface Around {
  /** One of many alike, of which the first words will do. */
  crowded: boolean;
  indent: number;
  before: string;
  after: string;
}

class Printer {
  readonly lines: JsonLine[] = [];
  private room: number;

  constructor(
    private readonly body: string,
    most: number,
  ) {
    this.room = most;
  }

  print(node: Node, places: readonly Path[], around: Around): void {
    const { crowded, indent, before, after } = around;
    const inner = places.filter((place) => place.length > 0);
    const source = this.source(node);
    const children = node.children ?? [];
    const simple = inner.length === 0 && (source.length <= MOST_INLINE || crowded);
    if (simple || children.length === 0 || indent > MOST_DEPTH) {
      const most = simple && crowded ? MOST_CROWDED : MOST_SCALAR;
      const left = source.length - most;
      const shown = left > 0 ? `${source.slice(0, most)}… (${String(left)} more)` : source;
      this.add(indent, before + shown + after, places.length > 0);
      return;
    }
    const [open, close] = node.type === 'array' ? '[]' : '{}';
    const named = children.map((child, index) =>
      node.type === 'array' ? String(index) : String(child.children?.[0]?.value),
    );
    const absent = inner.some(([name]) => !named.includes(name ?? ''));
    this.add(indent, `${before}${open ?? ''}`, absent || inner.length < places.length);
    this.printChildren(node, named, inner, indent + 1);
    this.add(indent, `${close ?? ''}${after}`, false);
  }

  private printChildren(
    node: Node,
    names: readonly string[],
    places: readonly Path[],
    indent: number,
  ) {
    const children = node.children ?? [];
    const own = (index: number) =>
      places.filter(([name]) => name === names[index]).map((place) => place.slice(1));
    const few = node.type === 'array' ? MOST_ALIKE : MOST_PROPERTIES;
    const kept = this.kept(
      children.map((_child, index) => own(index).length > 0),
      few,
    );
    const crowded = node.type === 'array' && (children.length > MOST_ALIKE || places.length > 0);
    let left = 0;
    for (const [index, child] of children.entries()) {
      if (!kept.has(index) || this.full) {
        left++;
        continue;
      }
      left = this.leave(left, indent);
      const [name, value] = child.children ?? [];
      const isProperty = child.type === 'property';
      this.print(isProperty ? (value ?? child) : child, own(index), {
        crowded,
        indent,
        before: isProperty && name ? `${this.source(name)}: ` : '',
        after: index < children.length - 1 ? ',' : '',
      });
    }
    this.leave(left, indent);
  }

  /** The children to show: the offending, one beside each run of them, and all where they are few. */
  private kept(offending: readonly boolean[], few: number): Set<number> {
    const indices = [...offending.keys()];
    if (offending.length <= few || !offending.includes(true)) {
      return new Set(indices.slice(0, MOST_LINES / 4));
    }
    return new Set(
      indices.filter((index) =>
        offending.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).includes(true),
      ),
    );
  }

  private leave(left: number, indent: number): 0 {
    if (left > 0) {
      this.lines.push({ indent, text: `… ${String(left)} more`, marked: false, note: true });
    }
    return 0;
  }

  private add(indent: number, text: string, marked: boolean): void {
    this.room -= text.length + indent * 2;
    this.lines.push({ indent, text, marked, note: false });
  }

  private get full(): boolean {
    return this.room <= 0 || this.lines.length >= MOST_LINES;
  }

  /** As it came, on one line: a line end in JSON is never within a string. */
  private source({ offset, length }: Node): string {
    return this.body.slice(offset, offset + length).replace(/\s*\n\s*/g, ' ');
  }
}
