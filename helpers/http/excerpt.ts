import { fieldValue } from './body';
import { redactAndTruncate, type Exchange } from './exchange';
import type { Redact } from './redact';

/** Length of the first words of a body, in characters. */
const MAX_WORDS = 120;
const MAX_TYPE = 60;
/** The part of a body that is searched for its first words. */
const MAX_READ = 20_000;

/** Returns a text in one line of printable characters, which no CI runner takes for a command. */
const inOneLine = (text: string) =>
  text
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/##(?=(vso)?\[)/g, '# #')
    .trim();

/** Returns the words of a body, without the markup of HTML. */
function wordsOf(text: string): string {
  if (!/^\s*</.test(text)) return text;
  return text
    .replace(/<(script|style)\b[^>]*>[^]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<!--[^]*?(-->|$)/g, ' ')
    .replace(/<[^>]*>/g, ' ');
}

/** Returns the type and the first words of a response: `text/html: "Request blocked"`. */
export function excerpt(
  { headers, body }: Pick<NonNullable<Exchange['response']>, 'headers' | 'body'>,
  redact: Redact,
): string {
  const type = (fieldValue(headers, 'content-type') ?? '').split(';')[0] ?? '';
  const shownType = redactAndTruncate(inOneLine(type), redact, MAX_TYPE) || 'no Content-Type';
  const words = inOneLine(wordsOf(redactAndTruncate(body, redact, MAX_READ)));
  const shown = redactAndTruncate(words, redact, MAX_WORDS);
  return shown === '' ? `${shownType}, an empty body` : `${shownType}: "${shown}"`;
}
