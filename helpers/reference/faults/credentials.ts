import { createHmac } from 'node:crypto';
import {
  acceptAlso,
  hasWrongToken,
  isAnonymous,
  tokenIsJwt,
  withWrongToken,
} from '../credential-patches';
import { combine, onRequest, withBody } from '../patches';
import type { Patch, Patches, Request, Tokens } from '../pipeline';
import { without } from '../user-sets';

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

/** Accepts requests on a server whose token is a JSON Web Token. */
const acceptsJwt = (also: (sent: string, token: string) => boolean) =>
  combine(tokenIsJwt(), acceptsToken(also));

/** Accepts some requests to the second customer. */
const oneCustomer =
  (also: (request: Request, tokens: Tokens) => boolean): Patch =>
  (correct) => {
    const [, second = ''] = correct.dataset.customers.keys();
    return acceptAlso(
      (request, tokens) =>
        request.target.includes(`/customers/${second}/`) && also(request, tokens),
    )(correct);
  };

/** Lets through what some anonymous requests are turned into. */
const withoutToken = (
  change: (request: Request) => Request | undefined | Promise<Request | undefined>,
): Patch =>
  onRequest(async (request, { tokens }) => {
    const changed = isAnonymous(request) ? await change(request) : undefined;
    return changed ? withToken(changed, tokens) : request;
  });

const withToken = (request: Request, { valid }: Tokens): Request => ({
  ...request,
  rawHeaders: ['authorization', `Bearer ${valid}`],
});

const bodyOf = async (request: Request) => (await request.bytes()).toString();

/** Accepts the token as a part of Basic credentials (RFC 7617). */
const acceptsBasic = (pair: (token: string) => string) =>
  accepts((header, token) => header === `Basic ${Buffer.from(pair(token)).toString('base64')}`);

/** Accepts requests to a customer that has no users. */
const whileEmpty =
  (also: (request: Request, tokens: Tokens) => boolean): Patch =>
  (correct) =>
    acceptAlso((request, tokens) => {
      const isEmpty = correct.store.get(request.segment ?? '').length === 0;
      return request.method === 'POST' && isEmpty && also(request, tokens);
    })(correct);

/** Credentials that are accepted and should not be. */
export const credentialFaults = {
  'no-authentication': accepts(() => true),
  'any-bearer-token': acceptsToken(() => true),
  'any-authorization-header': accepts((header) => header !== undefined && header !== ''),
  'anonymous-let-through': accepts((header) => header === undefined),
  'invalid-taken-for-anonymous': acceptsUnissued(() => true),
  'tokens-judged-by-their-form': acceptsUnissued((given) => /^[\w\-.~+/]{8,}=*$/.test(given)),
  'empty-token-accepted': accepts((header) => /^Bearer *$/i.test(header ?? '-') || header === ''),
  'empty-header-accepted': accepts((header) => header === ''),
  'bearer-without-token-accepted': accepts((header) => /^Bearer *$/i.test(header ?? '-')),
  'any-scheme': accepts((header, token) => header?.split(' ').slice(1).join(' ') === token),
  'token-without-scheme': accepts((header, token) => header === token),
  'token-scheme-too': accepts((header, token) => header === `Token ${token}`),
  'basic-scheme-too': accepts((header, token) => {
    const given = /^Basic (.+)$/i.exec(header ?? '')?.[1] ?? '';
    return given === token || Buffer.from(given, 'base64').toString().split(':').includes(token);
  }),
  'token-for-the-user-of-basic': acceptsBasic((token) => `${token}:`),
  'token-for-the-password-of-basic': acceptsBasic((token) => `:${token}`),
  'detaching-open-to-the-forbidden': onRequest(async (request, { store, tokens }) => {
    const { segment = '', headers, method } = request;
    if (method !== 'POST' || headers.authorization !== `Bearer ${tokens.forbidden}`) return request;
    const attached = store.get(segment);
    const listed = (await bodyOf(request)).match(/\d+/g) ?? [];
    const isPart = listed.length > 0 && listed.length < attached.length;
    return isPart && without(listed, attached).length === 0 ? withToken(request, tokens) : request;
  }),
  'customer-without-users-open-to-the-forbidden': whileEmpty(
    ({ headers }, { forbidden }) => headers.authorization === `Bearer ${forbidden}`,
  ),
  'customer-without-users-open-to-any-token': whileEmpty(hasWrongToken),
  'token-prefix-enough': acceptsToken((given, token) => token.startsWith(given) && given !== token),
  'longer-token-accepted': acceptsToken(
    (given, token) => given.startsWith(token) && !/[\s,]/.test(given),
  ),
  'token-compared-without-case': acceptsToken(
    (given, token) => given.toLowerCase() === token.toLowerCase(),
  ),
  'token-compared-by-its-start': acceptsToken(
    (given, token) => given.length === token.length && given.startsWith(token.slice(0, 8)),
  ),
  'token-compared-by-its-sum': acceptsToken((given, token) => {
    const sum = (text: string) => [...Buffer.from(text)].reduce((total, byte) => total + byte, 0);
    return sum(given) === sum(token);
  }),
  'token-anywhere-in-the-header': acceptsToken((given, token) => given.includes(token)),
  'none-for-a-token': acceptsToken((given) => given === 'None'),
  'token-read-up-to-a-comma': acceptsToken(
    (given, token) => given !== token && given.split(',')[0] === token,
  ),
  'junk-behind-the-token-ignored': acceptsToken((given, token) => given.split(' ')[0] === token),
  'last-character-unchecked': acceptsToken(
    (given, token) => given.length === token.length && given.slice(0, -1) === token.slice(0, -1),
  ),
  'first-character-unchecked': acceptsToken(
    (given, token) => given.length === token.length && given.slice(1) === token.slice(1),
  ),
  'pattern-of-the-scheme-not-anchored': accepts(
    (header, token) => /bearer +(.+)$/i.exec(header ?? '')?.[1] === token,
  ),
  'token-under-the-scheme-jwt': accepts((header, token) => header === `JWT ${token}`),
  'token-as-basic-credentials': accepts((header, token) => header === `Basic ${token}`),
  'space-behind-the-scheme-optional': accepts((header, token) => header === `Bearer${token}`),
  'null-for-a-token': acceptsToken((given) => given === 'null'),
  'zero-for-a-token': acceptsToken((given) => given === '0'),
  'query-in-place-of-credentials': acceptAlso(({ target }) => target.includes('?')),
  'cookie-in-place-of-credentials': acceptAlso(({ headers }) => headers.cookie !== undefined),
  'one-customer-needs-no-token': oneCustomer(({ headers }) => headers.authorization === undefined),
  'one-customer-accepts-any-token': (correct) => {
    const { forbidden, expired } = correct.tokens;
    const others = [forbidden, expired].map((token) => `Bearer ${token}`);
    return oneCustomer(
      ({ headers: { authorization } }) =>
        authorization !== undefined && !others.includes(authorization),
    )(correct);
  },
  'forbidden-token-accepted-for-one-customer': oneCustomer(
    ({ headers }, { forbidden }) => headers.authorization === `Bearer ${forbidden}`,
  ),
  'expired-token-accepted-for-one-customer': oneCustomer(
    ({ headers }, { expired }) => headers.authorization === `Bearer ${expired}`,
  ),
  'empty-list-needs-no-token': withoutToken(async (request) =>
    (await bodyOf(request)) === '{"user_ids":[]}' ? request : undefined,
  ),
  'long-list-needs-no-token': withoutToken(async (request) =>
    (await bodyOf(request)).split(',').length > 3 ? request : undefined,
  ),
  'text-needs-no-token': withoutToken((request) =>
    request.headers['content-type'] === 'text/plain'
      ? withBody(request, () => bodyOf(request))
      : undefined,
  ),
  'put-needs-no-token': onRequest((request, { tokens }) =>
    request.method === 'PUT' ? withToken({ ...request, method: 'POST' }, tokens) : request,
  ),
  'put-accepts-any-token': onRequest((request, { tokens }) =>
    request.method === 'PUT' && request.headers.authorization?.includes('never-issued')
      ? withToken({ ...request, method: 'POST' }, tokens)
      : request,
  ),
  'chunks-accept-any-token': withWrongToken(
    ({ headers }) => headers['transfer-encoding'] !== undefined,
  ),
  'reading-accepts-any-token': withWrongToken(({ method }) => method === 'GET'),
  'encoded-path-needs-no-token': withoutToken((request) =>
    /\/%3\d/.test(request.target) ? request : undefined,
  ),
  'leading-zero-needs-no-token': withoutToken((request) => {
    const { segment = '' } = request;
    return /^0\d/.test(segment) ? { ...request, segment: segment.replace(/^0+/, '') } : undefined;
  }),
  'local-clients-need-no-token': withoutToken((request) =>
    request.headers['x-forwarded-for'] === '127.0.0.1' ? request : undefined,
  ),
  'first-user-needs-no-token': onRequest(async (request, { dataset, store, tokens }) => {
    const { segment = '', headers } = request;
    const isFirst = dataset.customers.has(segment) && store.get(segment).length === 0;
    const isPlain = isAnonymous(request) && headers['content-type'] === 'application/json';
    return isFirst && isPlain && /^\{"user_ids":\[\d+[,\d]*\]\}$/.test(await bodyOf(request))
      ? withToken(request, tokens)
      : request;
  }),
  'chunks-need-no-token': withoutToken((request) =>
    request.headers['transfer-encoding'] === undefined ? undefined : request,
  ),
  'expectation-needs-no-token': withoutToken((request) =>
    request.headers.expect === undefined ? undefined : request,
  ),
  'lower-case-needs-no-token': withoutToken((request) =>
    request.rawHeaders.includes('content-type') ? request : undefined,
  ),
  'unsigned-jwt-accepted': acceptsJwt((given, token) => {
    const [header = '', claims, signature] = given.split('.');
    const unsigned = Buffer.from(header, 'base64url').toString().includes('"none"');
    return unsigned && claims === token.split('.')[1] && signature === '';
  }),
  'jwt-signed-with-an-empty-secret-accepted': acceptsUnissued((given) => {
    const [signed = '', signature] = given.split(/\.(?=[^.]*$)/);
    return signature === createHmac('sha256', '').update(signed).digest('base64url');
  }),
  'jwt-with-an-empty-signature-accepted': acceptsJwt(
    (given, token) => given === token.replace(/[^.]+$/, ''),
  ),
  'unsigned-jwt-accepted-in-mixed-case': acceptsJwt((given, token) => {
    const [header = '', claims, signature] = given.split('.');
    const [, alg = ''] = /"alg":"(\w+)"/.exec(Buffer.from(header, 'base64url').toString()) ?? [];
    const unsigned = alg !== 'none' && alg.toLowerCase() === 'none';
    return unsigned && claims === token.split('.')[1] && signature === '';
  }),
  'jwt-with-a-signature-of-zeros-accepted': acceptsJwt((given, token) => {
    const [header, claims, signature = ''] = given.split('.');
    const zeros = Buffer.from(signature, 'base64url').every((byte) => byte === 0);
    return signature !== '' && zeros && token.startsWith(`${header ?? ''}.${claims ?? ''}.`);
  }),
  'jwt-decoded-and-not-verified': acceptsJwt(
    (given, token) => given.split('.')[1] === token.split('.')[1],
  ),
} satisfies Patches;
