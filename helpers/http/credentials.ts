import { createHmac } from 'node:crypto';
import type { RequestKind } from '../contract/requirements';

/**
 * The value of an Authorization header, and a shell word for it, so that evidence and `curl` lines
 * show it without the token.
 */
export interface Credential {
  /** The kind of a request that differs from a sync in nothing else. */
  kind: RequestKind;
  /** A description: "the token, one character short". */
  what: string;
  value: string;
  /** Whether it is no well-formed bearer token, so that 400 is as good as 401 (RFC 6750 3.1). */
  malformed?: true;
  /** The value inside a double-quoted shell word, in terms of $API_TOKEN. */
  shell: string;
}

export const credential = (
  kind: RequestKind,
  what: string,
  value: string,
  shell = value,
): Credential => ({
  kind,
  what,
  value,
  shell,
});

const malformed = (given: Credential): Credential => ({ ...given, malformed: true });

export function bearer(token: string, variable = 'API_TOKEN'): Credential {
  return credential('sync', 'the right token', `Bearer ${token}`, `Bearer $${variable}`);
}

/** A token that was never issued. It is no secret, so it is not redacted. */
const NEVER_ISSUED = 'never-issued-5d41402abc4b2a76b9719d911017c592';

/** Returns a valid token without access to the customers. */
export function forbidden(token: string): Credential {
  return { ...bearer(token, 'FORBIDDEN_TOKEN'), kind: 'forbidden-token', what: 'FORBIDDEN_TOKEN' };
}

/** Returns a token that has expired. */
export function expired(token: string): Credential {
  return { ...bearer(token, 'EXPIRED_TOKEN'), kind: 'expired-token', what: 'EXPIRED_TOKEN' };
}

/** Returns credentials with the scheme in lower case, which another guard may handle. */
export const inLowerCase = (kind: RequestKind, { what, value, shell }: Credential): Credential =>
  // A server may take it for an unknown scheme.
  malformed(
    credential(
      kind,
      `${what} as bearer`,
      value.replace('Bearer', 'bearer'),
      shell.replace('Bearer', 'bearer'),
    ),
  );

/** The token of a client whose token was never set; some servers expect the same. */
const unsetToken = credential('unset-token', 'the word undefined for a token', 'Bearer undefined');

/** Values that a server may compare loosely, and find equal to no token or to any. */
export const looseTokens: readonly Credential[] = [
  unsetToken,
  credential('null-token', 'the word null for a token', 'Bearer null'),
  credential('none-token', 'the word None for a token', 'Bearer None'),
  credential('zero-token', '0 for a token', 'Bearer 0'),
  // A guard may look a token up by a pattern, or decode it.
  malformed(credential('star-token', 'an asterisk for a token', 'Bearer *')),
  malformed(credential('percent-token', '100% for a token', 'Bearer 100%')),
];

export const neverIssued = credential(
  'never-issued',
  'a token that was never issued',
  `Bearer ${NEVER_ISSUED}`,
);

/**
 * Returns a JSON Web Token of another issuer, signed with an empty secret (RFC 7515): what a server has
 * whose variable is not set. Its header differs from that of common tokens: no part of a real one may be
 * in an output.
 */
function foreignJwt(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const header = encode({ kid: 'never-issued', alg: 'HS256' });
  const claims = encode({ iss: 'https://issuer.example.com', sub: '1', exp: 4_102_444_800 });
  const signed = `${header}.${claims}`;
  return `${signed}.${createHmac('sha256', '').update(signed).digest('base64url')}`;
}

/** Tokens that were never issued, in forms that a guard may let through, or stumble over. */
export const neverIssuedForms: readonly Credential[] = [
  credential(
    'never-issued-bearer',
    'a token that was never issued, as bearer',
    `bearer ${NEVER_ISSUED}`,
  ),
  credential(
    'never-issued-jwt',
    'a JSON Web Token that another issuer has signed',
    `Bearer ${foreignJwt()}`,
  ),
  // A library may take it for a malformed request.
  malformed(credential('never-issued-parts', 'three letters as a JSON Web Token', 'Bearer a.b.c')),
  malformed(
    credential(
      'never-issued-kilobyte',
      'a token of a kilobyte that was never issued',
      `Bearer ${'never-issued-'.repeat(79)}`,
      "Bearer $(printf 'never-issued-%.0s' $(seq 79))",
    ),
  ),
  malformed(
    credential(
      'never-issued-not-ascii',
      'a token outside ASCII',
      'Bearer caf\xe9',
      "Bearer $(printf 'caf\\351')",
    ),
  ),
];

/** Authorization headers without a token. */
export const emptyCredentials: readonly Credential[] = [
  malformed(credential('bearer-alone', 'Bearer and no token', 'Bearer')),
  malformed(credential('empty-header', 'an empty Authorization header', '')),
];

/** Returns the right token with a word behind it. */
export function tokensWithJunk(token: string): Credential[] {
  const junk = [
    ['token-junk', 'the right token and a word behind it', ' junk'],
    ['token-comma', 'the right token, a comma and a word', ',junk'],
  ] as const;
  return junk.map(([kind, what, behind]) =>
    malformed(credential(kind, what, `Bearer ${token}${behind}`, `Bearer \${API_TOKEN}${behind}`)),
  );
}

function inScheme(kind: RequestKind, scheme: string, token: string): Credential {
  return credential(
    kind,
    `the right token as ${scheme}`,
    `${scheme} ${token}`,
    `${scheme} $API_TOKEN`,
  );
}

/** `{"alg":"none"}`, in base64url. */
export const UNSIGNED = 'eyJhbGciOiJub25lIn0';

/** Common servers refuse a longer field, whatever its value: some limit the header to 8 kB. */
const MAX_CREDENTIALS = 7_000;

/** Returns whether credentials are no longer than a server accepts. The token itself always is. */
export const isAcceptable = (token: string) => (value: string) =>
  value.length <= Math.max(MAX_CREDENTIALS, token.length + UNSIGNED.length);

export function otherSchemes(token: string): Credential[] {
  const schemes = [
    credential(
      'basic',
      'the right token as Basic, for the user and the password',
      `Basic ${Buffer.from(`${token}:${token}`).toString('base64')}`,
      `Basic $(printf %s "$API_TOKEN:$API_TOKEN" | base64 | tr -d '\\n')`,
    ),
    // Some services take a token for the user, and others one for the password.
    credential(
      'basic-user',
      'the right token as Basic, for the user',
      `Basic ${Buffer.from(`${token}:`).toString('base64')}`,
      `Basic $(printf %s "$API_TOKEN:" | base64 | tr -d '\\n')`,
    ),
    credential(
      'basic-password',
      'the right token as Basic, for the password',
      `Basic ${Buffer.from(`:${token}`).toString('base64')}`,
      `Basic $(printf %s ":$API_TOKEN" | base64 | tr -d '\\n')`,
    ),
    inScheme('basic-bare', 'Basic', token),
    inScheme('scheme-token', 'Token', token),
    inScheme('scheme-apikey', 'ApiKey', token),
    inScheme('scheme-digest', 'Digest', token),
    inScheme('scheme-jwt', 'JWT', token),
    // A pattern may not be anchored at its start.
    inScheme('scheme-ends-in-bearer', 'XBearer', token),
    credential('no-scheme', 'the right token under no scheme', token, '$API_TOKEN'),
    credential(
      'scheme-glued',
      'Bearer and the right token without a space',
      `Bearer${token}`,
      'Bearer$API_TOKEN',
    ),
  ];
  const fits = isAcceptable(token);
  return schemes.filter(({ value }) => fits(value)).map(malformed);
}

/** Returns Bearer in another case: the same scheme (RFC 9110 section 11.1). */
export function schemeCases(token: string): Credential[] {
  return [
    inScheme('bearer-lower-case', 'bearer', token),
    inScheme('bearer-upper-case', 'BEARER', token),
  ];
}
