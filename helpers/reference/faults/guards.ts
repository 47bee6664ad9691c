import { acceptAlso, isAnonymous, onStatus } from '../patches';
import { presentRead } from '../pipeline';
import { breaks, type Faults } from './fault';

/** Guards that check the wrong thing, or the right thing too late. */
export const guardFaults = {
  'reading-needs-no-credentials': breaks(['auth.missing'], {
    cause: 'The guard is put on store() alone, and index() lists users for everyone.',
    patch: acceptAlso((request) => request.method === 'GET' && isAnonymous(request)),
  }),
  'token-taken-as-a-password': breaks(['auth.scheme'], {
    cause: 'Basic credentials are decoded, and the password is compared with the token.',
    patch: acceptAlso(({ headers }, { valid }) => {
      const given = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
      return Buffer.from(given, 'base64').toString().endsWith(`:${valid}`);
    }),
  }),
  'token-named-undefined-accepted': breaks(['auth.invalid'], {
    cause: 'The secret is not set, and is compared as the text that a template makes of it.',
    patch: acceptAlso(({ headers }) => headers.authorization === 'Bearer undefined'),
  }),
  'token-compared-by-its-end': breaks(['auth.altered'], {
    cause: 'Only the last eight characters are kept in clear.',
    patch: acceptAlso(
      ({ headers: { authorization = '' } }, { valid }) =>
        authorization.startsWith('Bearer ') && authorization.endsWith(valid.slice(-8)),
    ),
  }),
  'forbidden-lists-the-attached': breaks(['auth.no-data'], {
    cause: 'The policy sets the status, and the resource is rendered all the same.',
    patch: (correct) =>
      onStatus(403, (response, request) => ({
        ...response,
        body: presentRead(correct, request).body,
      }))(correct),
  }),
  'broken-bodies-before-the-guard': breaks(['auth.missing', 'auth.first'], {
    cause: 'Who fails to parse goes past the guard to a rescue that answers an empty list.',
    patch: (correct) => ({
      respond: async (request) => {
        const response = await correct.respond(request);
        if (response.status !== 401 || !isAnonymous(request)) return response;
        const body = (await request.bytes()).toString();
        return body.startsWith('{') && !body.endsWith('}')
          ? { ...response, status: 200, body: Buffer.from('{"data":[]}') }
          : response;
      },
    }),
  }),
} satisfies Faults;
