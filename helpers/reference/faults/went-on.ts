import { bypassFastify, onStatus } from '../patches';
import type { Handlers, Patch, Patches, Request, Response } from '../pipeline';
import { presentRead } from '../pipeline';
import { cookieInPlaceOfToken, cookieOfRejectionInPlaceOfToken } from '../sessions';
import { withText } from '../responses';
import { lengthOf, writeRaw } from '../wire';

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

/** Sends a second response behind each 401, in the same packet. */
const answerAgainAfter401: Patch = (correct) =>
  bypassFastify(
    ({ status }) => status === 401,
    (refusal, request, reply) => {
      const { body } = presentRead(correct, request);
      const second = `HTTP/1.1 200 OK\r\ncontent-length: ${String(body.length)}\r\n\r\n`;
      return writeRaw(reply, refusal, {
        headers: { ...lengthOf(refusal.body), connection: 'keep-alive' },
        pieces: [Buffer.concat([refusal.body, Buffer.from(second), body])],
        after: 'hang',
      });
    },
  )(correct);

/** Writes JSON for a header field, whose characters are those of ASCII. */
const inField = (value: unknown) =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const asHtml = (json: string) =>
  `<pre>${json.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}</pre>`;

/** Refusals after which the handler went on, and sessions that replace the token. */
export const wentOnFaults = {
  'no-return-after-401': goOnAfter401((refusal, rest) => `${refusal}\n${rest}`),
  'refusal-dumps-the-users-as-html': goOnAfter401((_refusal, rest) => asHtml(rest)),
  'refusal-dumps-the-users-in-a-string': goOnAfter401((_refusal, rest) =>
    JSON.stringify({ error: 'no', context: rest }),
  ),
  'second-response-after-401': answerAgainAfter401,
  'refusal-has-a-user-in-a-field': onStatus(401, (refusal, _request, { dataset }) => ({
    ...refusal,
    headers: { ...refusal.headers, 'x-debug-user': inField([...dataset.users.values()][0]) },
  })),
  'put-refused-and-applied': (correct) => ({
    respond: async (request) => {
      const refused = await correct.respond(request);
      const isRightful = request.headers.authorization === `Bearer ${correct.tokens.valid}`;
      if (request.method === 'PUT' && isRightful)
        await correct.respond({ ...request, method: 'POST' });
      return refused;
    },
  }),
  'no-return-after-422': goOnAfter422((refusal, rest) => `${refusal}${rest}`),
  'rejection-reports-whom-it-attached': goOnAfter422((_refusal, rest) =>
    rest.replace('{"data":', '{"message":"Some ids are unknown.","attached":'),
  ),
  'session-cookie-in-place-of-the-token': cookieInPlaceOfToken,
  'cookie-of-a-rejection-in-place-of-the-token': cookieOfRejectionInPlaceOfToken,
} satisfies Patches;
