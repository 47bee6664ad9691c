import { onCredentials } from '../credential-patches';
import { onError, rejectWith } from '../patches';
import type { Patches, Request } from '../pipeline';
import { withText } from '../responses';

/** Rejects requests with a field, if their credentials are right. */
const refuse = (field: string, reject: () => never) =>
  onCredentials((request, authenticate) => {
    authenticate(request);
    if (request.headers[field] !== undefined) reject();
  });

const acceptsJson = ({ headers }: Request) => (headers.accept ?? '').includes('json');

/** Permitted answers to the forms of other clients. */
export const clientVariants = {
  'chunked-bodies-refused': refuse(
    'transfer-encoding',
    rejectWith(411, 'A Content-Length is required.'),
  ),
  'expectations-refused': refuse('expect', rejectWith(417, 'Send the body at once.')),
  'refusals-as-pages-unless-json-is-accepted': onError((response, { message }, request) =>
    acceptsJson(request) ? response : withText(response, `<h1>${message}</h1>`, 'text/html'),
  ),
  'other-refusals-unless-json-is-accepted': onError((response, _error, request) =>
    acceptsJson(request) || response.status === 401 ? response : { ...response, status: 400 },
  ),
} satisfies Patches;
