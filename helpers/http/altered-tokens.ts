import type { RequestKind } from '../contract/requirements';
import { credential, isAcceptable, UNSIGNED, type Credential } from './credentials';

function swapCase(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

type Alteration = readonly [kind: RequestKind, what: string, token: string, shell: string];

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Returns another character in place of the last one. In base64url, some of its bits may have no
 * meaning. The first of its six bits always has one, and is flipped.
 */
function otherLast(last: string): string {
  const value = BASE64URL.indexOf(last);
  return BASE64URL[value < 0 ? 0 : value ^ 0b100000] ?? 'A';
}

/** `{"alg":"nOnE"}`, in base64url: a library may refuse `none` in lower case only. */
const UNSIGNED_MIXED_CASE = 'eyJhbGciOiJuT25FIn0';

/**
 * Returns the claims of a JSON Web Token in an unsecured one (RFC 7519 section 6), and the token with
 * an empty signature or one of zeros. A library may accept each as signed; zeros, if it does not check
 * that the numbers of an ECDSA signature are positive (CVE-2022-21449). Returns nothing if the token
 * does not have three parts in base64url.
 */
function unsigned(token: string): Alteration[] {
  const [, header, claims, signature] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token) ?? [];
  if (header === undefined || claims === undefined || signature === undefined) return [];
  const claimsInShell = '$(printf %s "$API_TOKEN" | cut -d. -f2)';
  return [
    [
      'token-unsigned',
      "the token's claims, with no signature",
      `${UNSIGNED}.${claims}.`,
      `${UNSIGNED}.${claimsInShell}.`,
    ],
    [
      'token-unsigned-mixed-case',
      "the token's claims, with no signature and the algorithm nOnE",
      `${UNSIGNED_MIXED_CASE}.${claims}.`,
      `${UNSIGNED_MIXED_CASE}.${claimsInShell}.`,
    ],
    [
      'token-signature-empty',
      'the token without its signature',
      `${header}.${claims}.`,
      '${API_TOKEN%.*}.',
    ],
    [
      'token-signature-zeros',
      'the token, its signature all zeros',
      `${header}.${claims}.${'A'.repeat(signature.length)}`,
      '${API_TOKEN%.*}.$(printf %s "${API_TOKEN##*.}" | sed \'s/./A/g\')',
    ],
  ];
}

/**
 * Hex digits have no case: a server may decode them before it compares. A UUID is read without its
 * hyphens too (RFC 9562 section 4).
 */
const HEX_DIGITS = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?:[\da-f]{2}){8,})$/i;

/** The base32 of Crockford, in which a ULID is written, has no case either. */
const ULID = /^[0-7](?:[\dA-HJKMNP-TV-Z]{25}|[\da-hjkmnp-tv-z]{25})$/;

const inOtherCase = (token: string): Alteration => [
  'token-other-case',
  'the token in the other case',
  swapCase(token),
  `$(printf %s "$API_TOKEN" | tr 'a-zA-Z' 'A-Za-z')`,
];

const twice = (token: string): Alteration => [
  'token-twice',
  'the token twice',
  token + token,
  '$API_TOKEN$API_TOKEN',
];

/**
 * Returns the token with two neighbours exchanged, which differ in more than their case: its sum is
 * the same. A hyphen stays where it is, as in a UUID it means nothing.
 */
function exchanged(token: string): Alteration[] {
  const pairs = [...token.matchAll(/(?=([a-z\d])([a-z\d]))/gi)];
  const pair = pairs.find(([, one = '', two = '']) => one.toLowerCase() !== two.toLowerCase());
  if (!pair) return [];
  const [, one = '', two = ''] = pair;
  const start = token.slice(0, pair.index);
  const edit = `s/^\\(.\\{${String(start.length)}\\}\\)../\\1${two}${one}/`;
  return [
    [
      'token-exchanged',
      'the token, two of its characters exchanged',
      start + two + one + token.slice(pair.index + 2),
      `$(printf %s "$API_TOKEN" | sed '${edit}')`,
    ],
  ];
}

/** Returns the right token with one change each. */
export function alteredTokens(token: string): Credential[] {
  const middle = Math.floor(token.length / 2);
  const other = token[middle] === 'x' ? 'y' : 'x';
  // A decoder of base64 may ignore padding and what follows it, so the padding stays at the end.
  const [, start = '', padding = ''] = /^(.*?)(=*)$/.exec(token) ?? [];
  const first = token.startsWith('x') ? 'y' : 'x';
  const last = otherLast(start.slice(-1));
  const atEnd = (plain: string, edit: string) =>
    padding === '' ? plain : `$(printf %s "$API_TOKEN" | sed 's/${edit}/')`;
  const changed = token.slice(0, middle) + other + token.slice(middle + 1);
  const change = `s/./${other}/${String(middle + 1)}`;
  const alterations: Alteration[] = [
    [
      'token-shorter',
      'the token, one character short',
      start.slice(0, -1) + padding,
      atEnd('${API_TOKEN%?}', '.\\(=*\\)$/\\1'),
    ],
    [
      'token-longer',
      'the token and two characters more',
      // One more may be a rest of bits, which a decoder of base64url rightly ignores.
      `${start}xx${padding}`,
      atEnd('${API_TOKEN}xx', '\\(=*\\)$/xx\\1'),
    ],
    [
      'token-changed',
      'the token, one character changed',
      changed,
      `$(printf %s "$API_TOKEN" | sed '${change}')`,
    ],
    [
      'token-first-changed',
      'the token, its first character changed',
      first + token.slice(1),
      `$(printf %s "$API_TOKEN" | sed 's/^./${first}/')`,
    ],
    [
      'token-last-changed',
      'the token, its last character changed',
      start.slice(0, -1) + last + padding,
      atEnd(`\${API_TOKEN%?}${last}`, `.\\(=*\\)$/${last}\\1`),
    ],
    ...exchanged(token),
    ...(HEX_DIGITS.test(token) || ULID.test(token) ? [] : [inOtherCase(token)]),
    ...(padding === '' ? [twice(token)] : []),
    ...unsigned(token),
  ];
  const fits = isAcceptable(token);
  return alterations
    .filter(([, , altered]) => altered !== token && fits(altered))
    .map(([kind, what, altered, shell]) =>
      credential(kind, what, `Bearer ${altered}`.trim(), `Bearer ${shell}`),
    );
}
