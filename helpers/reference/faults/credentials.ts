import { all, recover, tokenIsJwt } from '../alterations';
import type { Alteration, Ask } from '../parts';
import type { Fault } from './fault';

/** Everything about credentials, for servers that do not look at them. */
export const ALL_CREDENTIALS = [
  'auth.missing',
  'auth.invalid',
  'auth.empty',
  'auth.scheme',
  'auth.altered',
  'auth.each-request',
  'auth.expired',
  'auth.forbidden',
];

type Header = string | undefined;

/** Lets in, beside who is let in rightly, whoever sends a header that `also` accepts. */
function accepts(also: (header: Header, token: string, ask: Ask) => boolean): Alteration {
  return ({ authenticate, tokens }) => ({
    authenticate: recover(authenticate, (ask, refusal) => {
      if (!also(ask.headers.authorization, tokens.valid, ask)) throw refusal;
    }),
  });
}

/** As `accepts`, for what stands after the Bearer scheme. */
function acceptsToken(also: (given: string, token: string) => boolean): Alteration {
  return accepts((header, token) => {
    const given = /^Bearer (.*)$/i.exec(header ?? '')?.[1]?.trim() ?? '';
    return given !== '' && also(given, token);
  });
}

/** As `acceptsToken`, but tokens that were issued are judged rightly: forbidden, expired. */
function acceptsUnissued(also: (given: string) => boolean): Alteration {
  return (correct) => {
    const { forbidden, expired } = correct.tokens;
    const unissued = (given: string) => given !== forbidden && given !== expired;
    return acceptsToken((given) => unissued(given) && also(given))(correct);
  };
}

function altered(
  name: string,
  story: string,
  also: (given: string, token: string) => boolean,
): Fault {
  return { name, story, caughtBy: ['auth.altered'], alter: acceptsToken(also) };
}

/** A server whose token is a JSON Web Token, and that lets in some who change it. */
function alteredJwt(
  name: string,
  story: string,
  also: (given: string, token: string) => boolean,
): Fault {
  return { name, story, caughtBy: ['auth.altered'], alter: all(tokenIsJwt, acceptsToken(also)) };
}

/** Who is let in, and should not be. */
export const credentialFaults: readonly Fault[] = [
  {
    name: 'no-authentication',
    story: 'The middleware is switched off for the route, because the gateway would do it.',
    caughtBy: [
      'auth.missing',
      'auth.invalid',
      'auth.empty',
      'auth.scheme',
      'auth.altered',
      'auth.each-request',
      'auth.forbidden',
      'auth.expired',
    ],
    warns: ['auth.elsewhere', 'auth.first'],
    alter: accepts(() => true),
  },
  {
    name: 'any-bearer-token',
    story: 'A stub that takes every token came into production.',
    caughtBy: ['auth.invalid', 'auth.altered', 'auth.expired', 'auth.forbidden'],
    alter: acceptsToken(() => true),
  },
  {
    name: 'any-authorization-header',
    story: 'Only the presence of the header is looked at.',
    caughtBy: ALL_CREDENTIALS.filter((id) => !['auth.missing', 'auth.each-request'].includes(id)),
    alter: accepts((header) => header !== undefined && header !== ''),
  },
  {
    name: 'anonymous-let-through',
    story: 'Authentication is optional: a token that is sent must be right, but none is fine too.',
    caughtBy: ['auth.missing', 'auth.each-request'],
    warns: ['auth.elsewhere', 'auth.first'],
    alter: accepts((header) => header === undefined),
  },
  {
    name: 'invalid-taken-for-anonymous',
    story: 'The token resolver catches its own error and goes on without a user.',
    caughtBy: ['auth.invalid', 'auth.altered'],
    alter: acceptsUnissued(() => true),
  },
  {
    name: 'tokens-judged-by-their-form',
    story:
      'The gateway checks what a token looks like and leaves the rest to a service that is gone.',
    caughtBy: ['auth.invalid', 'auth.altered'],
    alter: acceptsUnissued((given) => /^[\w\-.~+/]{8,}=*$/.test(given)),
  },
  {
    name: 'empty-token-accepted',
    story: 'The configured token is compared with what is sent, and both may be empty.',
    caughtBy: ['auth.empty'],
    alter: accepts((header) => /^Bearer *$/i.test(header ?? '-') || header === ''),
  },
  {
    name: 'empty-header-accepted',
    story: 'A proxy sends an empty header for its health checks, and it was let through.',
    caughtBy: ['auth.empty'],
    alter: accepts((header) => header === ''),
  },
  {
    name: 'bearer-without-token-accepted',
    story: 'substr(7) of "Bearer" is false, and so is the token that was not found.',
    caughtBy: ['auth.empty'],
    alter: accepts((header) => /^Bearer *$/i.test(header ?? '-')),
  },
  {
    name: 'any-scheme',
    story: 'The header is split at the space, and only the second word is looked at.',
    caughtBy: ['auth.scheme'],
    alter: accepts((header, token) => header?.split(' ').slice(1).join(' ') === token),
  },
  {
    name: 'token-without-scheme',
    story: 'The scheme is cut off where it stands, and is not missed where it does not.',
    caughtBy: ['auth.scheme'],
    alter: accepts((header, token) => header === token),
  },
  {
    name: 'token-scheme-too',
    story: 'The library for Token authentication is left on beside the one for Bearer.',
    caughtBy: ['auth.scheme'],
    alter: accepts((header, token) => header === `Token ${token}`),
  },
  {
    name: 'basic-scheme-too',
    story: 'The token is taken as a password too, bare or encoded with any user name.',
    caughtBy: ['auth.scheme'],
    alter: accepts((header, token) => {
      const given = /^Basic (.+)$/i.exec(header ?? '')?.[1] ?? '';
      return given === token || Buffer.from(given, 'base64').toString().split(':').includes(token);
    }),
  },
  altered(
    'token-prefix-enough',
    'strncmp with the length of what was sent.',
    (given, token) => token.startsWith(given) && given !== token,
  ),
  altered(
    'longer-token-accepted',
    'strncmp with the length of the right token.',
    (given, token) => given.startsWith(token) && !/[\s,]/.test(given),
  ),
  altered(
    'token-compared-without-case',
    'The column of the database has a _ci collation.',
    (given, token) => given.toLowerCase() === token.toLowerCase(),
  ),
  altered(
    'token-compared-by-its-start',
    'Only the first eight characters are indexed.',
    (given, token) => given.length === token.length && given.startsWith(token.slice(0, 8)),
  ),
  altered('token-anywhere-in-the-header', 'indexOf, compared with -1.', (given, token) =>
    given.includes(token),
  ),
  altered(
    'last-character-unchecked',
    'The loop of the comparison ends one too early.',
    (given, token) => given.length === token.length && given.slice(0, -1) === token.slice(0, -1),
  ),
  alteredJwt(
    'unsigned-jwt-accepted',
    'The library asks the token by which algorithm it is to be verified, and it says "none".',
    (given, token) => {
      const [header = '', claims, signature] = given.split('.');
      const unsigned = Buffer.from(header, 'base64url').toString().includes('"none"');
      return unsigned && claims === token.split('.')[1] && signature === '';
    },
  ),
  alteredJwt(
    'jwt-decoded-and-not-verified',
    'jwt.decode() gives the claims as jwt.verify() does, and never throws.',
    (given, token) => given.split('.')[1] === token.split('.')[1],
  ),
];
