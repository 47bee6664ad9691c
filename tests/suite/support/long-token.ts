import { createHash } from 'node:crypto';

const HEADER = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9';
/** Characters of a signature with RSA of 2048 bits. */
const SIGNATURE = 342;

/** Returns a token that looks like a JSON Web Token, the same for a length. */
export function longToken(length: number): string {
  let letters = '';
  for (let part = 0; letters.length < length; part++) {
    letters += createHash('sha256').update(String(part)).digest('base64url');
  }
  const claims = letters.slice(HEADER.length + 1, length - SIGNATURE - 1);
  return `${HEADER}.${claims}.${letters.slice(length - SIGNATURE, length)}`;
}
