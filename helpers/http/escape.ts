/** Returns a character as its code point: `\u{1b}`. */
export function escapeCodePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * Escapes a text from a target for one line of a terminal or a log. Escaped are control characters,
 * noncharacters, line ends, bidirectional overrides, lone surrogates, and the prefixes of commands
 * of CI runners (`##[`, `##vso[`).
 */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{NChar}\u2028\u2029]|#(?=#(vso)?\[)/gu,
    escapeCodePoint,
  );
}

/** Returns a text without percent-encoding; as it is if its bytes are not UTF-8. */
export function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Escapes a text for a regular expression that matches it alone. */
export const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
