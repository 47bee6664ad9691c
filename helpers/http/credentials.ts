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
  /** The value inside a double-quoted shell word, in terms of $API_TOKEN. */
  shell: string;
}

export function bearer(token: string, variable = 'API_TOKEN'): Credential {
  return {
    kind: 'sync',
    what: 'the right token',
    value: `Bearer ${token}`,
    shell: `Bearer $${variable}`,
  };
}

/** A token that was never issued. It is no secret, so it is not redacted. */
const NEVER_ISSUED = 'never-issued-5d41402abc4b2a76b9719d911017c592';

/** Returns a valid token without access to the customers. */
export function forbidden(token: string): Credential {
  return { ...bearer(token, 'FORBIDDEN_TOKEN'), kind: 'forbidden-token', what: 'FORBIDDEN_TOKEN' };
}

/** The token of a client whose token was never set; some servers expect the same. */
export const unsetToken: Credential = {
  kind: 'unset-token',
  what: 'the word undefined for a token',
  value: 'Bearer undefined',
  shell: 'Bearer undefined',
};

export const neverIssued: Credential = {
  kind: 'never-issued',
  what: 'a token that was never issued',
  value: `Bearer ${NEVER_ISSUED}`,
  shell: `Bearer ${NEVER_ISSUED}`,
};

/** Authorization headers without a token. */
export const emptyCredentials: readonly Credential[] = [
  { kind: 'bearer-alone', what: 'Bearer and no token', value: 'Bearer', shell: 'Bearer' },
  { kind: 'empty-header', what: 'an empty Authorization header', value: '', shell: '' },
];

export function otherSchemes(token: string): Credential[] {
  return [
    {
      kind: 'basic',
      what: 'the right token as Basic, for the user and the password',
      value: `Basic ${Buffer.from(`${token}:${token}`).toString('base64')}`,
      shell: `Basic $(printf %s "$API_TOKEN:$API_TOKEN" | base64 | tr -d '\\n')`,
    },
    ...(
      [
        ['Token', 'scheme-token'],
        ['ApiKey', 'scheme-apikey'],
        ['Digest', 'scheme-digest'],
      ] as const
    ).map(([scheme, kind]) => ({
      kind,
      what: `the right token as ${scheme}`,
      value: `${scheme} ${token}`,
      shell: `${scheme} $API_TOKEN`,
    })),
    {
      kind: 'no-scheme',
      what: 'the right token under no scheme',
      value: token,
      shell: '$API_TOKEN',
    },
  ];
}

function swapCase(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Returns another last character. In base64url, some of its bits may have no meaning. The first of
 * its six bits always has one, and is flipped.
 */
function otherLast(last: string): string {
  const value = BASE64URL.indexOf(last);
  return BASE64URL[value < 0 ? 0 : value ^ 0b100000] ?? 'A';
}

/** `{"alg":"none"}`, in base64url. */
const UNSIGNED = 'eyJhbGciOiJub25lIn0';

/**
 * Returns the claims of a JSON Web Token in an unsecured one (RFC 7519 section 6), which a library
 * may accept as signed; nothing if the token does not have three parts in base64url.
 */
function unsigned(token: string) {
  const claims = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token)?.[1];
  if (claims === undefined) return [];
  return [
    {
      kind: 'token-unsigned' as const,
      what: "the token's claims, with no signature",
      value: `${UNSIGNED}.${claims}.`,
      shell: `${UNSIGNED}.$(printf %s "$API_TOKEN" | cut -d. -f2).`,
    },
  ];
}

/** Returns the right token with one change each. */
export function alteredTokens(token: string): Credential[] {
  const middle = Math.floor(token.length / 2);
  const other = token[middle] === 'x' ? 'y' : 'x';
  const last = otherLast(token.slice(-1));
  const alterations = [
    {
      kind: 'token-shorter' as const,
      what: 'the token, one character short',
      value: token.slice(0, -1),
      shell: '${API_TOKEN%?}',
    },
    {
      kind: 'token-longer' as const,
      what: 'the token and one character more',
      value: `${token}x`,
      shell: '${API_TOKEN}x',
    },
    {
      kind: 'token-changed' as const,
      what: 'the token, one character changed',
      value: token.slice(0, middle) + other + token.slice(middle + 1),
      shell: `$(printf %s "$API_TOKEN" | sed 's/./${other}/${String(middle + 1)}')`,
    },
    {
      kind: 'token-last-changed' as const,
      what: 'the token, its last character changed',
      value: token.slice(0, -1) + last,
      shell: `\${API_TOKEN%?}${last}`,
    },
    {
      kind: 'token-other-case' as const,
      what: 'the token in the other case',
      value: swapCase(token),
      shell: `$(printf %s "$API_TOKEN" | tr 'a-zA-Z' 'A-Za-z')`,
    },
    {
      kind: 'token-twice' as const,
      what: 'the token twice',
      value: token + token,
      shell: '$API_TOKEN$API_TOKEN',
    },
    ...unsigned(token),
  ];
  return alterations
    .filter(({ value }) => value !== token)
    .map(({ kind, what, value, shell }) => ({
      kind,
      what,
      value: `Bearer ${value}`.trim(),
      shell: `Bearer ${shell}`,
    }));
}

/** Returns Bearer in another case: the same scheme (RFC 9110 section 11.1). */
export function schemeCases(token: string): Credential[] {
  return (
    [
      ['bearer', 'bearer-lower-case'],
      ['BEARER', 'bearer-upper-case'],
    ] as const
  ).map(([scheme, kind]) => ({
    kind,
    what: `the right token as ${scheme}`,
    value: `${scheme} ${token}`,
    shell: `${scheme} $API_TOKEN`,
  }));
}
