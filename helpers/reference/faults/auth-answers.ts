import { onStatus } from '../patches';
import type { Patch, Response } from '../pipeline';
import { withHeaders, withoutChallenge, withText } from '../responses';
import type { Ids } from '../user-sets';
import { breaks, type Faults } from './fault';
import { NO_401, UNAUTHENTICATED } from './requirement-lists';

/** Responds with another status than 401. */
function insteadOf401(status: number, headers: Response['headers'] = {}): Patch {
  return onStatus(401, (response) => ({
    ...withHeaders(withoutChallenge(response), headers),
    status,
  }));
}

/** Responses to missing or wrong credentials that are no rejection or disclose something. */
export const authAnswerFaults = {
  'refused-with-200': breaks([...UNAUTHENTICATED, 'auth.elsewhere', 'auth.first'], {
    cause: 'Errors have status 200 with an error inside, as in SOAP.',
    patch: insteadOf401(200),
  }),
  'refused-with-a-login-page': breaks([...NO_401, 'http.no-redirect'], {
    cause: 'The guard is that of the web page and redirects to its login.',
    patch: insteadOf401(302, { location: '/login' }),
  }),
  'refused-with-500': breaks([...NO_401, 'http.no-5xx'], {
    cause: 'The exception of the guard has no renderer in the API.',
    patch: insteadOf401(500),
  }),
  'refused-with-400': breaks(NO_401, {
    cause: 'A missing header is treated as a malformed request.',
    patch: insteadOf401(400),
  }),
  'refused-with-404': breaks(NO_401, {
    cause: 'Hidden resources do not exist; but then a client cannot tell that its token is wrong.',
    patch: insteadOf401(404),
  }),
  'refusal-lists-the-attached': breaks(['auth.no-data'], {
    cause: 'The middleware sets the status and forgets to end the request.',
    patch: errorWithUsers((attached) => attached),
  }),
  'refusal-lists-whom-it-knows': breaks(['auth.no-data'], {
    cause: 'The debug panel of the error page dumps the users that it has loaded.',
    patch: errorWithUsers((_attached, everyone) => everyone.slice(0, 3)),
  }),
  'refused-only-in-the-status': breaks(['auth.no-data', 'readback.refused-unchanged'], {
    cause: 'The status of the guard is kept, and the handler runs all the same.',
    needs: { readBack: true },
    patch: (correct) => ({
      respond: async (request) => {
        const refused = await correct.respond(request);
        if (refused.status !== 401) return refused;
        const rawHeaders = ['authorization', `Bearer ${correct.tokens.valid}`];
        const { body, headers } = await correct.respond({ ...request, rawHeaders });
        return { ...refused, body, headers: { ...headers, ...refused.headers } };
      },
    }),
  }),
} satisfies Faults;

/** Adds users to the body of a 401. */
function errorWithUsers(choose: (attached: Ids, everyone: Ids) => Ids): Patch {
  return (correct) =>
    onStatus(401, (response, { segment = '' }) => {
      const { users } = correct.dataset;
      const data = choose(correct.store.get(segment), [...users.keys()]).map((id) => ({
        id: BigInt(id),
        name: users.get(id)?.name,
      }));
      return withText(response, correct.write({ error: 'Unauthorized', data }));
    })(correct);
}
