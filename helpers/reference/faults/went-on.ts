import type { Handlers, Patch, Patches, Request, Response } from '../pipeline';
import { presentRead } from '../pipeline';
import { cookieInPlaceOfToken } from '../sessions';
import { withText } from '../responses';

/** Performs a request as if its credentials were right. */
function perform({ respond, tokens }: Handlers, request: Request): Promise<Response> {
  return respond({ ...request, rawHeaders: ['authorization', `Bearer ${tokens.valid}`] });
}

/** Goes on after a 401, and writes what `write` makes of the two bodies. */
const goOnAfter401 =
  (write: (refusal: string, rest: string) => string): Patch =>
  (correct) => ({
    respond: async (request) => {
      const refused = await correct.respond(request);
      if (refused.status !== 401) return refused;
      const { body } = await perform(correct, request);
      return withText(refused, write(refused.body.toString(), body.toString()));
    },
  });

/** Attaches the users of a list that gets a 422, and writes what `write` makes of the two bodies. */
const goOnAfter422 =
  (write: (refusal: string, rest: string) => string): Patch =>
  (correct) => ({
    respond: async (request) => {
      const refused = await correct.respond(request);
      if (refused.status !== 422 || request.method !== 'POST') return refused;
      const sent = (await request.bytes()).toString().match(/\d+/g) ?? [];
      const ids = [...new Set(sent)].filter((id) => correct.dataset.users.has(id));
      await correct.sync(request.segment ?? '', ids);
      const rest = presentRead(correct, request).body.toString();
      return withText(refused, write(refused.body.toString(), rest));
    },
  });

const asHtml = (json: string) =>
  `<pre>${json.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}</pre>`;

/** Refusals after which the handler went on, and sessions that replace the token. */
export const wentOnFaults = {
  'no-return-after-401': goOnAfter401((refusal, rest) => `${refusal}\n${rest}`),
  'refusal-dumps-the-users-as-html': goOnAfter401((_refusal, rest) => asHtml(rest)),
  'refusal-dumps-the-users-in-a-string': goOnAfter401((_refusal, rest) =>
    JSON.stringify({ error: 'no', context: rest }),
  ),
  'no-return-after-422': goOnAfter422((refusal, rest) => `${refusal}${rest}`),
  'rejection-reports-whom-it-attached': goOnAfter422((_refusal, rest) =>
    rest.replace('{"data":', '{"message":"Some ids are unknown.","attached":'),
  ),
  'session-cookie-in-place-of-the-token': cookieInPlaceOfToken,
} satisfies Patches;
