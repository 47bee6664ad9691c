/**
 * A text from a target on one line of a terminal or a log, with nothing in it that would act:
 * control characters, line ends, bidirectional overrides and lone surrogates are spelled out, and
 * so is what begins a command of a CI runner (`##[`, `##vso[`).
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|#(?=#(vso)?\[)/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
