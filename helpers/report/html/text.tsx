/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { spell } from '../visible';

/** As much of a text as stands in a sentence; messages list ids, and stay far below it. */
const MOST_SENTENCE = 1_500;

/** The same as in `visible`, in runs; a body keeps its line ends and tabs. */
const ACTING = /([\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+)/u;
const ACTING_IN_LINES = /((?:(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029])+)/u;

/** A part of a text as it is shown; `spelled` is what would act, or would not be seen. */
export interface Piece {
  text: string;
  spelled: boolean;
}

/**
 * A text as it is shown, in at most `most` characters, and how many of its own are left out. What
 * is spelled out counts by its length, so that a text of nothing else is bounded as well.
 */
export function pieces(
  text: string,
  most = MOST_SENTENCE,
  { lines = false } = {},
): { shown: Piece[]; left: number } {
  const shown: Piece[] = [];
  let [room, taken] = [most, 0];
  const kept = text.slice(0, most).replace(/[\ud800-\udbff]$/, text.length > most ? '' : '$&');
  for (const [index, part] of kept.split(lines ? ACTING_IN_LINES : ACTING).entries()) {
    const spelled = index % 2 === 1;
    for (const piece of spelled ? Array.from(part, spell) : [part]) {
      if (piece.length > room) return { shown: joined(shown), left: text.length - taken };
      room -= piece.length;
      shown.push({ text: piece, spelled });
    }
    taken += part.length;
  }
  return { shown: joined(shown), left: text.length - taken };
}

/** What is spelled stands together, so that a thousand characters are not a thousand elements. */
function joined(parts: readonly Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const { text, spelled } of parts) {
    const last = whole.at(-1);
    if (last?.spelled === spelled) last.text += text;
    else if (text !== '') whole.push({ text, spelled });
  }
  return whole;
}

/** Pieces as elements, where their direction is already kept apart from what surrounds them. */
export function Pieces({ shown }: { shown: readonly Piece[] }) {
  return (
    <>{shown.map(({ text, spelled }) => (spelled ? <span class="spelled">{text}</span> : text))}</>
  );
}

/** How much was left out, and where it is. */
export function Left({ left }: { left: number }) {
  if (left <= 0) return null;
  return (
    <span class="left">
      … {count(left, 'more character')}, in <code>conformance.json</code>
    </span>
  );
}

/** What a target, or a report from elsewhere, says: isolated, spelled out, and cut to size. */
export function Said({ text, most = MOST_SENTENCE }: { text: string; most?: number }) {
  const { shown, left } = pieces(text, most);
  return (
    <>
      <bdi>
        <Pieces shown={shown} />
      </bdi>
      <Left left={left} />
    </>
  );
}

/** The same where only text may stand: a title, a label. */
export function plain(text: string, most: number): string {
  const { shown, left } = pieces(text, most);
  return shown.map((piece) => piece.text).join('') + (left > 0 ? '…' : '');
}

/** A sentence, with its backquoted words as code. */
export function Prose({ text, most = MOST_SENTENCE }: { text: string; most?: number }) {
  const parts = text.slice(0, most).split(/`([^`]+)`/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <code>
            <Said text={part} />
          </code>
        ) : (
          <Said text={part} />
        ),
      )}
      <Left left={text.length - most} />
    </>
  );
}

/** A number and what it counts. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}

/** The first of many, and a word on the rest. */
export function Some<T>({
  of,
  most,
  each,
  rest,
}: {
  of: readonly T[];
  most: number;
  each: (item: T, index: number) => ComponentChildren;
  rest: (more: number) => ComponentChildren;
}) {
  return (
    <>
      {of.slice(0, most).map(each)}
      {of.length > most && rest(of.length - most)}
    </>
  );
}
