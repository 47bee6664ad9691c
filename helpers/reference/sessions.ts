import { randomUUID } from 'node:crypto';
import { acceptAlso, isAnonymous } from './credential-patches';
import { combine, onError, onSuccess } from './patches';
import type { Patch, Response } from './pipeline';
import { withHeaders } from './responses';

/** Sets a session cookie with some responses. With `accepts`, it replaces the token. */
function setsCookie(
  accepts: boolean,
  on: (change: (response: Response) => Response) => Patch = onSuccess,
): Patch {
  return (correct) => {
    const sessions = new Set<string>();
    return combine(
      acceptAlso((request) => {
        const session = /session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
        return accepts && isAnonymous(request) && session !== undefined && sessions.has(session);
      }),
      on((response) => {
        const session = randomUUID();
        sessions.add(session);
        return withHeaders(response, { 'set-cookie': `session=${session}; Path=/; HttpOnly` });
      }),
    )(correct);
  };
}

export const cookieInPlaceOfToken = setsCookie(true);
export const cookieBesideToken = setsCookie(false);
export const cookieOfRejectionInPlaceOfToken = setsCookie(true, onError);
