/**
 * Returns the UTF-16 code units of a text. Loops over them stay fast: `charCodeAt` is called anew for
 * each character in a function that has seen more than four of V8's kinds of strings.
 */
export function codeUnits(text: string): Uint16Array {
  const bytes = Buffer.from(text, 'utf16le');
  return new Uint16Array(bytes.buffer, bytes.byteOffset, text.length);
}
