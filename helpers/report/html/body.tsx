/** @jsxImportSource preact */
import type { Finding } from '../report';
import { excerptJson, findDefects, MAX_BODY, parseBody, type ExcerptLine } from './json-excerpt';
import { count, escapeText, renderSegments, TruncationNote } from './text';

/** Scripts that run from right to left: beside such a text, punctuation would change sides. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const STRINGS = /(?<=")((?:[^"\\]|\\.)*)(?=")/;

/** Characters of a formatted body; the raw body has more. */
const MAX_FORMATTED = 2_400;

function renderLine(text: string) {
  if (!RIGHT_TO_LEFT.test(text)) return renderSegments(escapeText(text).segments);
  return text.split(STRINGS).map((part) => <bdi>{renderSegments(escapeText(part).segments)}</bdi>);
}

function Formatted({ lines }: { lines: readonly ExcerptLine[] }) {
  return (
    <pre class="body" dir="ltr">
      {lines.map(({ indent, text, marked, note }) => (
        <>
          {'  '.repeat(indent)}
          {note && <span class="left">{text}</span>}
          {marked && [<mark>{renderLine(text)}</mark>, <span class="here"> ← here</span>]}
          {!note && !marked && renderLine(text)}
          {'\n'}
        </>
      ))}
    </pre>
  );
}

function Raw({ text, max }: { text: string; max: number }) {
  const { segments, left } = escapeText(text, max, { lines: true });
  return (
    <pre class="body" dir="ltr">
      {renderSegments(segments)}
      <TruncationNote left={left} />
    </pre>
  );
}

/**
 * Renders a body: JSON formatted with the defects marked, and on demand raw; anything else raw.
 *
 * @param max characters
 * @param finding the finding that shows in this body
 */
export function renderBody(text: string, bytes: number, max: number, finding?: Finding) {
  if (text === '') return <p class="empty">no body</p>;
  // A longer text is from another suite, and may take long to parse.
  const tree = text.length <= MAX_BODY ? parseBody(text) : undefined;
  if (!tree) return <Raw text={text} max={max} />;
  const defects = finding ? findDefects(tree, finding) : [];
  const lines = excerptJson(text, tree, defects, Math.min(max, MAX_FORMATTED));
  if (lines.length === 1 && lines[0]?.text === text) return <Formatted lines={lines} />;
  return (
    <>
      <Formatted lines={lines} />
      <details class="raw">
        <summary>Raw, {count(bytes, 'byte')}</summary>
        <Raw text={text} max={max} />
      </details>
    </>
  );
}
