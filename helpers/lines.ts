import type { ValidateFunction } from 'ajv';
import { isMap, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

/** A YAML file of a person, whose mistakes are told by line. */
export class Lines {
  private readonly counter = new LineCounter();
  private readonly document: Document.Parsed;

  /** @param file its name, for messages */
  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.counter, prettyErrors: false });
  }

  private at(offset: number): number {
    return this.counter.linePos(offset).line;
  }

  /** The first and the last line of what a JSON pointer names, white space not counted. */
  of(pointer: string): [number, number] {
    const keys = pointer.split('/').slice(1);
    let node: Node | null = this.document.contents;
    for (const key of keys) {
      const inner: unknown = isSeq(node)
        ? node.get(Number(key), true)
        : isMap(node)
          ? node.get(key, true)
          : undefined;
      if (!inner) break;
      node = inner as Node;
    }
    const [start = 0, end = start] = node?.range ?? [];
    return [this.at(start), this.at(Math.max(start, end - 1))];
  }

  problem(line: number, sentence: string): string {
    return `${this.file}, line ${String(line)}: ${sentence}.`;
  }

  /** The content, as a schema has it; or all that keeps it from being that, a sentence each. */
  read<T>(validate: ValidateFunction<T>): { content: T } | { problems: string[] } {
    const { errors } = this.document;
    if (errors.length > 0) {
      return {
        problems: errors.map(({ pos: [offset], message }) =>
          this.problem(this.at(offset), `no YAML: ${message}`),
        ),
      };
    }
    const content: unknown = this.document.toJS() ?? {};
    if (validate(content)) return { content };
    return {
      problems: (validate.errors ?? []).map(({ instancePath, message, params }) => {
        const named = Object.values(params as Record<string, unknown>).filter(
          (value) => typeof value === 'string',
        );
        const [line] = this.of(instancePath);
        return this.problem(
          line,
          `${instancePath || 'it'} ${message ?? 'is wrong'} (${named.join(', ')})`,
        );
      }),
    };
  }
}
