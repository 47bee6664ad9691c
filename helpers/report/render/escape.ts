/** A character that would act, or would not be seen, spelled out. */
export function escapeCodePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * A text from a target on one line of a terminal or a log, with nothing in it that would act:
 * control characters, noncharacters, line ends, bidirectional overrides and lone surrogates are
 * spelled out, and so is what begins a command of a CI runner (`##[`, `##vso[`).
 */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{NChar}\u2028\u2029]|#(?=#(vso)?\[)/gu,
    escapeCodePoint,
  );
}

/** As much of a text as there is room for: whole characters, and a sign that there was more. */
export function truncateEscaped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}
