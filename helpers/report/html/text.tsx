/** @jsxImportSource preact */
import { h, type ComponentChildren } from 'preact';
import { escapeCodePoint } from '../render/escape';

/** In characters. Messages that list ids stay far below it. */
const MAX_SENTENCE = 1_500;

/** Characters that act on the reader's screen, or that nobody sees. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{NChar}\u2028\u2029]/u;

/** A part of a text: as it is, or with its control characters spelled out. */
export interface Segment {
  text: string;
  escaped: boolean;
}

/**
 * Escapes the control characters of a text and truncates it between characters.
 *
 * @param max length of all segments; escapes count with theirs, so that they are bounded as well
 * @param options.lines keeps line ends and tabs, as in a body
 * @returns `left`, the number of UTF-16 code units left out
 */
export function escapeText(
  text: string,
  max = MAX_SENTENCE,
  { lines = false } = {},
): { segments: Segment[]; left: number } {
  if (text.length <= max && text !== '' && !CONTROL.test(text)) {
    return { segments: [{ text, escaped: false }], left: 0 };
  }
  const segments: Segment[] = [];
  let [room, taken] = [max, 0];
  for (const character of text) {
    const escaped = CONTROL.test(character) && !(lines && /[\n\t]/.test(character));
    const shown = escaped ? escapeCodePoint(character) : character;
    if (shown.length > room) break;
    room -= shown.length;
    taken += character.length;
    const last = segments.at(-1);
    if (last?.escaped === escaped) last.text += shown;
    else segments.push({ text: shown, escaped });
  }
  return { segments, left: text.length - taken };
}

/** Renders segments, for places whose text direction is isolated already. */
export const renderSegments = (segments: readonly Segment[]) =>
  segments.map(({ text, escaped }) => (escaped ? <span class="escaped">{text}</span> : text));

/** A note on how much was left out, and where to find it. */
export function TruncationNote({ left }: { left: number }) {
  if (left <= 0) return null;
  return (
    <span class="left">
      … {count(left, 'more character')} in <code>conformance.json</code>
    </span>
  );
}

/** Renders a text from a server or another report: direction isolated, escaped and truncated. */
export function renderUntrusted(text: string, max?: number) {
  const { segments, left } = escapeText(text, max);
  return (
    <>
      <bdi>{renderSegments(segments)}</bdi>
      <TruncationNote left={left} />
    </>
  );
}

/** Returns a text escaped and truncated, for titles and labels, which hold no elements. */
export function toPlainText(text: string, max: number): string {
  const { segments, left } = escapeText(text, max);
  return segments.map((segment) => segment.text).join('') + (left > 0 ? '…' : '');
}

export const renderCode = (text: string, max = 100) => <code>{renderUntrusted(text, max)}</code>;

/** Renders the id of a requirement, as a link where the page shows the requirement. */
export function linkRequirement(id: string, anchor: string | undefined) {
  return anchor === undefined ? renderCode(id) : <a href={`#${anchor}`}>{renderCode(id)}</a>;
}

/** Renders a sentence whose backquoted words are code. */
export function renderMarkup(text: string, max = MAX_SENTENCE) {
  const parts = text.slice(0, max).split(/`([^`]+)`/);
  return (
    <>
      {parts.map((part, index) => (index % 2 ? renderCode(part, max) : renderUntrusted(part)))}
      <TruncationNote left={text.length - max} />
    </>
  );
}

/** Returns a number with its noun: `1 check`, `2,500 checks`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-GB')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Renders the note on the items of a list beyond a limit, as an element of the given name. */
export const renderRest = (items: readonly unknown[], max: number, noun: string, element = 'p') =>
  items.length > max &&
  h(element, { class: 'left' }, `and ${count(items.length - max, `more ${noun}`)}`);

/** Renders the first items of a list as `li`, and a note on the others. */
export const renderItems = <T,>(
  items: readonly T[],
  max: number,
  noun: string,
  render: (item: T, index: number) => ComponentChildren,
) => [
  ...items.slice(0, max).map((item, index) => <li>{render(item, index)}</li>),
  renderRest(items, max, noun, 'li'),
];

/** Renders a term of a `dl` with its details. */
export const renderFact = (term: ComponentChildren, details: ComponentChildren) => (
  <div>
    <dt>{term}</dt>
    <dd>{details}</dd>
  </div>
);

const DATE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** A date and time, in UTC; the text itself where it is no date. */
export function Timestamp({ iso }: { iso: string }) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? (
    renderUntrusted(iso, 60)
  ) : (
    <time dateTime={date.toISOString()}>{DATE.format(date)} UTC</time>
  );
}
