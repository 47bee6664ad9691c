import type { ValidateFunction } from 'ajv';
import { lazyPackage } from './lazy-package';

const yaml = lazyPackage('yaml');

/** Lines of a file, counted from 1, both of them included. */
export interface LineRange {
  first: number;
  last: number;
}

/** A node of the document and the offset of the key that names it, in a mapping. */
interface Located {
  node: unknown;
  start: number | undefined;
}

function child(node: unknown, key: string): Located {
  if (yaml().isSeq(node)) return { node: node.items[Number(key)], start: undefined };
  const pair = yaml().isMap(node)
    ? node.items.find((item) => yaml().isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  return { node: pair?.value, start: yaml().isNode(pair?.key) ? pair.key.range?.[0] : undefined };
}

/** Returns the keys of a JSON pointer (RFC 6901), without their escapes. */
export function pointerKeys(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A YAML file that maps JSON pointers to lines. */
export class YamlSource {
  private readonly counter = new (yaml().LineCounter)();
  private readonly document;

  /** @param file the name of the file, for messages */
  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.document = yaml().parseDocument(text, { lineCounter: this.counter, prettyErrors: false });
  }

  private line(offset: number): number {
    return this.counter.linePos(offset).line;
  }

  /** The nodes on the way to what a pointer names, the root first; it ends where a key is missing. */
  private path(pointer: string): { found: Located[]; complete: boolean } {
    const keys = pointerKeys(pointer);
    const found: Located[] = [{ node: this.document.contents, start: 0 }];
    for (const key of keys) {
      const next = child(found.at(-1)?.node, key);
      if (next.node === undefined) break;
      found.push(next);
    }
    return { found, complete: found.length === keys.length + 1 };
  }

  private range({ node, start }: Located): LineRange | undefined {
    if (!yaml().isNode(node) || !node.range) return undefined;
    const [from, end] = node.range;
    // A block ends with the end of its last line.
    return { first: this.line(start ?? from), last: this.line(Math.max(from, end - 1)) };
  }

  /**
   * Returns the lines of what a JSON pointer names, its key included.
   *
   * @param pointer RFC 6901, also as a URI fragment (`#/components/schemas/User`)
   * @returns `undefined` if the pointer names nothing
   */
  lines(pointer: string): LineRange | undefined {
    const { found, complete } = this.path(pointer);
    const last = found.at(-1);
    return complete && last ? this.range(last) : undefined;
  }

  /** Returns the lines of the innermost part of a JSON pointer that the file has. */
  nearestLines(pointer: string): LineRange {
    const { found } = this.path(pointer);
    return found.map((each) => this.range(each)).findLast(Boolean) ?? { first: 1, last: 1 };
  }

  /** Whether a pointer names a mapping or a list. */
  isBlock(pointer: string): boolean {
    const { found, complete } = this.path(pointer);
    return complete && yaml().isCollection(found.at(-1)?.node);
  }

  /** Returns a sentence about what a JSON pointer names, with the file and the line. */
  diagnostic(pointer: string, sentence: string): string {
    return `${this.file}, line ${String(this.nearestLines(pointer).first)}: ${sentence}.`;
  }

  /** Returns the content if a schema accepts it, and otherwise one sentence for each problem. */
  validate<T>(validate: ValidateFunction<T>): { content: T } | { problems: string[] } {
    const { errors } = this.document;
    if (errors.length > 0) {
      return {
        problems: errors.map(
          ({ pos: [offset], message }) =>
            `${this.file}, line ${String(this.line(offset))}: not valid YAML: ${message}.`,
        ),
      };
    }
    const content: unknown = this.document.toJS() ?? {};
    if (validate(content)) return { content };
    return { problems: this.problems(validate) };
  }

  /** Returns one sentence for each error of the last validation. */
  problems({ errors }: Pick<ValidateFunction, 'errors'>): string[] {
    return (errors ?? []).map(({ instancePath, message, params }) => {
      const named = Object.values(params as Record<string, unknown>)
        .flat()
        .filter((value) => typeof value === 'string');
      const sentence = `${instancePath || 'the file'} ${message ?? 'is wrong'}`;
      return this.diagnostic(instancePath, `${sentence} (${named.join(', ')})`);
    });
  }
}
