import { readFileSync } from 'node:fs';
import { isCollection, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { CONTRACT_FILE, OPERATION } from '../contract';

/** The contract, from the root of a repository that keeps it where this one does. */
export const CONTRACT_PATH = 'schemas/openapi.yaml';

/** Lines of the contract, counted from 1, both of them included. */
export interface LineRange {
  first: number;
  last: number;
}

const counter = new LineCounter();
const document = parseDocument(readFileSync(CONTRACT_FILE, 'utf8'), { lineCounter: counter });

/** What a node has under a key, and where that begins: in a mapping, with its name. */
function step(node: unknown, key: string): { node: unknown; start: number | undefined } {
  if (isSeq(node)) return { node: node.items[Number(key)], start: undefined };
  const pair = isMap(node)
    ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  return { node: pair?.value, start: isNode(pair?.key) ? pair.key.range?.[0] : undefined };
}

/** What a pointer names, and where that begins; no node where it names nothing. */
function find(pointer: string): ReturnType<typeof step> {
  const [root, ...keys] = pointer.split('/');
  let at: ReturnType<typeof step> = { node: root === '#' && document.contents, start: 0 };
  for (const key of keys) at = step(at.node, key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return at;
}

/** Whether a pointer names a block, a mapping or a list, that holds words of its own. */
export function isBlock(pointer: string): boolean {
  return isCollection(find(pointer).node);
}

/**
 * The lines of what a JSON pointer in a URI fragment (RFC 6901 section 6) names in the contract,
 * `#/components/schemas/User` say, its name included; `undefined` where it names nothing.
 */
export function linesOf(pointer: string): LineRange | undefined {
  const at = find(pointer);
  if (!isNode(at.node) || !at.node.range) return undefined;
  const [start, end] = at.node.range;
  const line = (offset: number) => counter.linePos(offset).line;
  // A block ends with the end of its last line.
  return { first: line(at.start ?? start), last: line(Math.max(start, end - 1)) };
}

/** The places in the contract that a requirement's source names; its operation if it names none. */
export function placesOf(source: string): { pointer: string; lines: LineRange }[] {
  const named = source.split(', ').flatMap((pointer) => {
    const lines = linesOf(pointer);
    return lines ? [{ pointer, lines }] : [];
  });
  const operation = linesOf(OPERATION);
  return named.length > 0 || !operation ? named : [{ pointer: OPERATION, lines: operation }];
}
