/**
 * Returns the UTF-16 code units of a text, for loops over long texts. V8 inlines `charCodeAt` only until
 * a function has seen more than four of its internal kinds of strings, and calls it from then on.
 */
export function codeUnits(text: string): Uint16Array {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
}
