import { acceptAlso, tokenIsJwt } from '../credential-patches';
import { combine, replaceError } from '../patches';
import { HttpError, type Patches } from '../pipeline';
import { withJson } from '../responses';
import { cookieBesideToken } from '../sessions';

/** Decodes the signature, as libraries do: a rest of bits that makes no byte is ignored. */
const decodesSignature = acceptAlso(({ headers }, { valid }) => {
  const parts = (token: string) => {
    const [header = '', claims = '', signature = '', ...rest] = token.split('.');
    return [header, claims, Buffer.from(signature, 'base64url').toString('hex'), ...rest].join();
  };
  const sent = /^Bearer ([\w.-]+)$/.exec(headers.authorization ?? '')?.[1];
  return sent !== undefined && parts(sent) === parts(valid);
});

/** Permitted rejections of credentials, and tokens of other forms. */
export const credentialVariants = {
  'malformed-credentials-answered-400': replaceError((error) =>
    error.headers['www-authenticate']?.includes('invalid_request') === true
      ? new HttpError(400, 'The Authorization header is malformed.', error.headers)
      : undefined,
  ),
  'refusals-repeat-the-request': (correct) => ({
    respond: async (request) => {
      const response = await correct.respond(request);
      if (response.status !== 401) return response;
      const sent = (await request.bytes()).toString().match(/\d+/g) ?? [];
      return withJson(response, {
        message: `User ${sent.join(', ')} is not yours, customer ${request.segment ?? ''}`,
        trace: `00-${sent.join('')}-7f3a-01`,
        id: Number(sent[0] ?? 1),
        data: sent.map((id) => ({ id, error: 'not allowed' })),
      });
    },
  }),
  'session-cookie-beside-the-token': cookieBesideToken,
  'jwt-with-4-spare-bits': combine(tokenIsJwt('sha512'), decodesSignature),
  'jwt-with-2-spare-bits': combine(tokenIsJwt('sha256'), decodesSignature),
  'jwt-without-spare-bits': combine(tokenIsJwt('sha384'), decodesSignature),
} satisfies Patches;
