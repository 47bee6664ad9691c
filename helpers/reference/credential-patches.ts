import { createHmac } from 'node:crypto';
import { correctHandlers } from './handlers';
import { recover } from './patches';
import type { Patch, Request, Tokens } from './pipeline';

/** Makes the token a signed JSON Web Token (RFC 7519), by an HMAC with this hash. */
export const tokenIsJwt =
  (digest: 'sha256' | 'sha384' | 'sha512' = 'sha256'): Patch =>
  ({ dataset, tokens }) => {
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const signed = [{ alg: `HS${digest.slice(3)}`, typ: 'JWT' }, { sub: 'third-party' }]
      .map(encoded)
      .join('.');
    const signature = createHmac(digest, tokens.valid).update(signed).digest('base64url');
    return correctHandlers(dataset, { ...tokens, valid: `${signed}.${signature}` });
  };

/** Judges credentials, with a memory of the requests before. */
export function onCredentials(
  judge: (request: Request, authenticate: (request: Request) => void, seen: Set<unknown>) => void,
): Patch {
  return ({ authenticate }) => {
    const seen = new Set<unknown>();
    return {
      authenticate: (request) => {
        judge(request, authenticate, seen);
      },
    };
  };
}

export type RequestFilter = (request: Request) => boolean;

/** Rejects some requests before anything else. */
export const refuse = (which: RequestFilter, reject: () => never): Patch =>
  onCredentials((request, authenticate) => {
    authenticate(which(request) ? reject() : request);
  });

/** Accepts credentials that the correct server rejects. */
export function acceptAlso(also: (request: Request, tokens: Tokens) => boolean): Patch {
  return ({ authenticate, tokens }) => ({
    authenticate: recover(authenticate, (request, error) => {
      if (!also(request, tokens)) throw error;
    }),
  });
}

export const isAnonymous = ({ headers }: Request): boolean => headers.authorization === undefined;

export const hasWrongToken = ({ headers }: Request): boolean =>
  /^Bearer never-issued/i.test(headers.authorization ?? '');

/** Lets a token that was never issued through, in some requests. */
export const withWrongToken = (which: (request: Request) => boolean): Patch =>
  acceptAlso((request) => hasWrongToken(request) && which(request));
