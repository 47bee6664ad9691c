import { acceptAlso, combine, tokenIsJwt } from '../patches';
import type { Patch } from '../pipeline';
import { breaks, type Faults } from './fault';
import { ANONYMOUS, UNAUTHENTICATED } from './requirement-lists';

/** Accepts requests by their Authorization header. */
const accepts = (also: (header: string | undefined, token: string) => boolean) =>
  acceptAlso(({ headers }, { valid }) => also(headers.authorization, valid));

/** Accepts requests by the text behind the Bearer scheme. */
function acceptsToken(also: (sent: string, token: string) => boolean): Patch {
  return accepts((header, token) => {
    const sent = /^Bearer (.*)$/i.exec(header ?? '')?.[1]?.trim() ?? '';
    return sent !== '' && also(sent, token);
  });
}

/** Accepts tokens that were never issued; the forbidden and the expired are judged correctly. */
function acceptsUnissued(also: (sent: string) => boolean): Patch {
  return (correct) => {
    const { forbidden, expired } = correct.tokens;
    return acceptsToken((sent) => sent !== forbidden && sent !== expired && also(sent))(correct);
  };
}

const ANY_TOKEN = ['auth.invalid', 'auth.altered', 'auth.expired', 'auth.forbidden'] as const;

const altered = (cause: string, also: (sent: string, token: string) => boolean) =>
  breaks(['auth.altered'], { cause, patch: acceptsToken(also) });

/** Declares a fault of a server whose token is a JSON Web Token. */
const alteredJwt = (cause: string, also: (sent: string, token: string) => boolean) =>
  breaks(['auth.altered'], { cause, patch: combine(tokenIsJwt, acceptsToken(also)) });

/** Credentials that are accepted and should not be. */
export const credentialFaults = {
  'no-authentication': breaks(
    [...UNAUTHENTICATED, 'auth.forbidden', 'auth.elsewhere', 'auth.first'],
    {
      cause: 'The middleware is switched off for the route, because the gateway would do it.',
      patch: accepts(() => true),
    },
  ),
  'any-bearer-token': breaks(ANY_TOKEN, {
    cause: 'A stub that accepts every token is used in production.',
    patch: acceptsToken(() => true),
  }),
  'any-authorization-header': breaks([...ANY_TOKEN, 'auth.empty', 'auth.scheme'], {
    cause: 'Only the presence of the header is checked.',
    patch: accepts((header) => header !== undefined && header !== ''),
  }),
  'anonymous-let-through': breaks(ANONYMOUS, {
    cause: 'Authentication is optional: a token that is sent must be valid, but none is fine too.',
    patch: accepts((header) => header === undefined),
  }),
  'invalid-taken-for-anonymous': breaks(['auth.invalid', 'auth.altered'], {
    cause: 'The token resolver catches its own error and goes on without a user.',
    patch: acceptsUnissued(() => true),
  }),
  'tokens-judged-by-their-form': breaks(['auth.invalid', 'auth.altered'], {
    cause:
      'The gateway checks what a token looks like and leaves the rest to a service that is gone.',
    patch: acceptsUnissued((given) => /^[\w\-.~+/]{8,}=*$/.test(given)),
  }),
  'empty-token-accepted': breaks(['auth.empty'], {
    cause: 'The configured token is compared with what is sent, and both may be empty.',
    patch: accepts((header) => /^Bearer *$/i.test(header ?? '-') || header === ''),
  }),
  'empty-header-accepted': breaks(['auth.empty'], {
    cause: 'A proxy sends an empty header for its health checks, and it was let through.',
    patch: accepts((header) => header === ''),
  }),
  'bearer-without-token-accepted': breaks(['auth.empty'], {
    cause: 'substr(7) of "Bearer" is false, and so is the token that was not found.',
    patch: accepts((header) => /^Bearer *$/i.test(header ?? '-')),
  }),
  'any-scheme': breaks(['auth.scheme'], {
    cause: 'The header is split at the space, and only the second word is looked at.',
    patch: accepts((header, token) => header?.split(' ').slice(1).join(' ') === token),
  }),
  'token-without-scheme': breaks(['auth.scheme'], {
    cause: 'The scheme is cut off if it is there, and is not required.',
    patch: accepts((header, token) => header === token),
  }),
  'token-scheme-too': breaks(['auth.scheme'], {
    cause: 'The library for Token authentication is left on beside the one for Bearer.',
    patch: accepts((header, token) => header === `Token ${token}`),
  }),
  'basic-scheme-too': breaks(['auth.scheme'], {
    cause: 'The token is taken as a password too, bare or encoded with any user name.',
    patch: accepts((header, token) => {
      const given = /^Basic (.+)$/i.exec(header ?? '')?.[1] ?? '';
      return given === token || Buffer.from(given, 'base64').toString().split(':').includes(token);
    }),
  }),
  'token-prefix-enough': altered(
    'strncmp with the length of what was sent.',
    (given, token) => token.startsWith(given) && given !== token,
  ),
  'longer-token-accepted': altered(
    'strncmp with the length of the right token.',
    (given, token) => given.startsWith(token) && !/[\s,]/.test(given),
  ),
  'token-compared-without-case': altered(
    'The column of the database has a _ci collation.',
    (given, token) => given.toLowerCase() === token.toLowerCase(),
  ),
  'token-compared-by-its-start': altered(
    'Only the first eight characters are indexed.',
    (given, token) => given.length === token.length && given.startsWith(token.slice(0, 8)),
  ),
  'token-anywhere-in-the-header': altered('indexOf, compared with -1.', (given, token) =>
    given.includes(token),
  ),
  'last-character-unchecked': altered(
    'The loop of the comparison ends one too early.',
    (given, token) => given.length === token.length && given.slice(0, -1) === token.slice(0, -1),
  ),
  'unsigned-jwt-accepted': alteredJwt(
    'The library reads the algorithm of the verification from the token, which has "none".',
    (given, token) => {
      const [header = '', claims, signature] = given.split('.');
      const unsigned = Buffer.from(header, 'base64url').toString().includes('"none"');
      return unsigned && claims === token.split('.')[1] && signature === '';
    },
  ),
  'jwt-decoded-and-not-verified': alteredJwt(
    'jwt.decode() gives the claims as jwt.verify() does, and never throws.',
    (given, token) => given.split('.')[1] === token.split('.')[1],
  ),
} satisfies Faults;
