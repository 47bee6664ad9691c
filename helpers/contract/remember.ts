/** Bounds on what is remembered: the number of texts, and the length of one in characters. */
const MAX_TEXTS = 5_000;
const MAX_LENGTH = 100;

/**
 * Returns a function that remembers its results for short texts. Responses repeat their users and
 * fields, so most of their date-times are judged for the hundredth time.
 */
export function remembered<T>(resultOf: (text: string) => T): (text: string) => T {
  const results = new Map<string, { result: T }>();
  return (text) => {
    const known = results.get(text);
    if (known) return known.result;
    const result = resultOf(text);
    if (results.size >= MAX_TEXTS) results.clear();
    if (text.length <= MAX_LENGTH) results.set(text, { result });
    return result;
  };
}
