/**
 * A text from a target on one line of a terminal or a log, with nothing in it that would act:
 * control characters, line ends, bidirectional overrides and lone surrogates are spelled out.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
