/** @jsxImportSource preact */
import { jsonLines, MOST_RAW, parseBody, placesIn, type JsonLine } from './json';
import type { Finding } from '../report';
import { count, Left, pieces, Pieces } from './text';

/** Scripts that run from right to left: beside another such text, punctuation would change sides. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const STRINGS = /(?<=")((?:[^"\\]|\\.)*)(?=")/;

/** As much of a printed body as is shown: who wants more reads it raw. */
const MOST_PRINTED = 2_400;

function Line({ text }: { text: string }) {
  if (!RIGHT_TO_LEFT.test(text)) return <Pieces shown={pieces(text).shown} />;
  return (
    <>
      {text.split(STRINGS).map((part) => (
        <bdi>
          <Pieces shown={pieces(part).shown} />
        </bdi>
      ))}
    </>
  );
}

function Printed({ lines }: { lines: readonly JsonLine[] }) {
  return (
    <pre class="body" dir="ltr">
      {lines.map(({ indent, text, marked, note }) => (
        <>
          {'  '.repeat(indent)}
          {marked ? (
            <>
              <mark>
                <Line text={text} />
              </mark>
              <span class="here"> ← here</span>
            </>
          ) : note ? (
            <span class="left">{text}</span>
          ) : (
            <Line text={text} />
          )}
          {'\n'}
        </>
      ))}
    </pre>
  );
}

function Raw({ text, most }: { text: string; most: number }) {
  const { shown, left } = pieces(text, most, { lines: true });
  return (
    <pre class="body" dir="ltr">
      <Pieces shown={shown} />
      <Left left={left} />
    </pre>
  );
}

/**
 * A body: JSON printed, with the places of the finding marked, and as it came on demand; anything
 * else as it came.
 */
export function Body({
  text,
  bytes,
  most,
  finding,
}: {
  text: string;
  bytes: number;
  most: number;
  /** The finding that the body shows; absent where the body only leads to it. */
  finding?: Finding;
}) {
  if (text === '') return <p class="empty">no body</p>;
  // What is beyond the bound is not even read.
  const tree = text.length <= MOST_RAW ? parseBody(text) : undefined;
  if (!tree) return <Raw text={text} most={most} />;
  const places = finding ? placesIn(tree, finding) : [];
  const lines = jsonLines(text, tree, places, Math.min(most, MOST_PRINTED));
  if (lines.length === 1 && lines[0]?.text === text) return <Printed lines={lines} />;
  return (
    <>
      <Printed lines={lines} />
      <details class="raw">
        <summary>Raw, {count(bytes, 'byte')}</summary>
        <Raw text={text} most={most} />
      </details>
    </>
  );
}
